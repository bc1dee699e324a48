//! The `[models.*]` tables.

use parlance::agent::{LogLevel, ModelConfig, Usage};
use serde_json::{Value, json};

use crate::support::try_agent;

fn refusal(table: Value) -> String {
    try_agent(table).err().expect("a refusal")
}

#[test]
fn takes_the_tables_of_the_contract() {
    let tables = [
        json!({ "agent": "echo" }),
        json!({ "agent": "command", "command": ["claude", "--print"], "format": "stream-json" }),
        json!({ "agent": "command", "command": ["cat"], "format": "text", "timeout": "90s",
                "cwd": "/", "env": { "A": "b" }, "history": true }),
        json!({ "agent": "openai", "base_url": "http://127.0.0.1:11434/v1", "model": "llama3.2",
                "api_key_env": "PATH", "system": "Be brief.", "max_tokens": 10,
                "temperature": 0.5, "context_tokens": 100, "timeout": "1m" }),
        json!({ "agent": "openai", "base_url": "https://example.org/v1/" }),
    ];
    for table in tables {
        assert!(try_agent(table.clone()).is_ok(), "{table}");
    }
}

#[test]
fn names_the_key_that_is_wrong() {
    assert!(refusal(json!({ "agent": "magic" })).contains("magic"));
    assert!(refusal(json!({ "agent": "echo", "dely_ms": 3 })).contains("dely_ms"));
    assert!(refusal(json!({ "agent": "command" })).contains("command"));
    assert!(refusal(json!({ "agent": "command", "command": [] })).starts_with("command: "));
    assert!(refusal(json!({ "agent": "command", "command": [""] })).starts_with("command: "));
    let timeout = json!({ "agent": "command", "command": ["cat"], "timeout": "soon" });
    assert!(refusal(timeout).contains("duration"));
    for base_url in ["localhost:11434", "ftp://example.org/", "http://", "words"] {
        let table = json!({ "agent": "openai", "base_url": base_url });
        assert!(refusal(table).starts_with("base_url: "), "{base_url}");
    }
    let no_key = json!({ "agent": "openai", "base_url": "http://localhost/v1", "api_key_env": "NO_SUCH_KEY" });
    assert_eq!(refusal(no_key), "api_key_env: the environment variable NO_SUCH_KEY is not set");
}

#[test]
fn prints_no_secret() {
    let table = json!({ "agent": "openai", "base_url": "http://me:hunter2@localhost/v1" });
    let config: ModelConfig = serde_json::from_value(table).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    let table = json!({ "agent": "command", "command": ["cat"], "env": { "KEY": "hunter2" } });
    let config: ModelConfig = serde_json::from_value(table).unwrap();
    assert!(format!("{config:?}").contains("[redacted]"));
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn writes_usage_and_levels_as_the_wire_has_them() {
    let usage = Usage { input_tokens: 3, output_tokens: 4, cost_usd: Some(0.5) };
    let wire = json!({ "inputTokens": 3, "outputTokens": 4, "costUsd": 0.5 });
    assert_eq!(serde_json::to_value(usage).unwrap(), wire);
    assert_eq!(serde_json::to_value(LogLevel::Warn).unwrap(), json!("warn"));
}
