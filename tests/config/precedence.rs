//! defaults < `parlance.toml` < `PARLANCE_*` < flags.

use std::{fs, net::TcpListener};

use parlance::config::{Flags, load};
use serde_json::json;

use super::start::Start;

const TWO_MODELS: &str = "default_model = \"a\"\n[models.a]\nagent = \"echo\"\n[models.b]\nagent = \"echo\"\n";

/// An address that was free a moment ago.
fn free() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

#[tokio::test]
async fn without_settings_the_defaults_hold() {
    let served = Start::new().served().await;
    assert_eq!(served.models().await, json!({ "models": ["echo"], "default": "echo" }));
    assert!(served.url.starts_with("http://127.0.0.1:") && !served.url.ends_with(":0"), "{}", served.url);
    assert_eq!(served.stopped().await.0, "", "one line on stdout and no more");
}

#[tokio::test]
async fn the_file_beats_the_defaults_and_a_variable_beats_the_file() {
    let served = Start::new().settings(TWO_MODELS).served().await;
    assert_eq!(served.models().await["default"], "a");
    let served = Start::new().settings(TWO_MODELS).env("PARLANCE_DEFAULT_MODEL", "b").served().await;
    assert_eq!(served.models().await["default"], "b");
}

#[tokio::test]
async fn a_flag_beats_a_variable_and_a_variable_the_file() {
    let [file, variable, flag] = [free(), free(), free()];
    let settings = format!("listen = \"{file}\"\ndatabase = \"sqlite::memory:\"");
    let start = || Start::bare().settings(&settings);

    assert_eq!(start().served().await.url, format!("http://{file}"));
    let start = || start().env("PARLANCE_LISTEN", &variable);
    assert_eq!(start().served().await.url, format!("http://{variable}"));
    let served = start().flags(&["serve", "--listen", &flag]).served().await;
    assert_eq!(served.url, format!("http://{flag}"));
}

#[tokio::test]
async fn a_named_file_replaces_the_usual_one() {
    let start = Start::new().settings("nonsense = 1").file("other.toml", TWO_MODELS);
    let served = start.flags(&["--config", "other.toml"]).served().await;
    assert_eq!(served.models().await["default"], "a");
}

#[tokio::test]
async fn variables_reach_nested_keys_and_those_of_others_are_left_alone() {
    let served = Start::new()
        .settings(TWO_MODELS)
        .env("PARLANCE_MODELS__C__AGENT", "echo")
        .env("PARLANCE_SHUTDOWN__GRACE", "1s")
        .env("PARLANCE_SOMETHING_ELSE", "x")
        .served()
        .await;
    assert_eq!(served.models().await["models"], json!(["a", "b", "c"]));
}

#[tokio::test]
async fn the_data_is_where_the_settings_say() {
    let served = Start::bare()
        .env("PARLANCE_LISTEN", "127.0.0.1:0")
        .settings("database = \"sqlite://deep/down/here.db\"")
        .served()
        .await;
    assert!(served.folder.path().join("deep/down/here.db").is_file());
}

#[test]
fn secrets_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("parlance.toml");
    let text = r#"
        [models.echo]
        agent = "echo"
        [models.far]
        agent = "openai"
        base_url = "https://user:hush-1@example.org/v1"
        [models.near]
        agent = "command"
        command = ["cat"]
        env = { API_KEY = "hush-2" }
        [transcribe]
        engine = "openai"
        base_url = "https://user:hush-3@example.org/v1"
        model = "whisper-1"
    "#;
    fs::write(&file, text).unwrap();
    let config = load(&Flags { config: Some(file), ..Flags::default() }).unwrap();
    let printed = format!("{config:?} {config:#?}");
    assert!(printed.contains("[redacted]") && !printed.contains("hush"), "{printed}");
}
