//! The command agent: what programs get, and what becomes of what they print.

use std::path::Path;
use std::process::Command;

use parlance::agent::{AgentError, LogLevel, Role, Turn};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Run, agent, prompt, run, script, words};

#[tokio::test]
async fn hands_the_message_over_and_the_answer_back() {
    let cat = agent(json!({ "agent": "command", "command": ["cat"] }));
    let (outcome, heard) = run(cat, "Grüße,\nWelt 🙂\n").await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.text, "Grüße,\nWelt 🙂\n");
}

#[tokio::test]
async fn substitutes_model_and_session_in_the_arguments() {
    let show = r#"printf '%s|%s' "$1" "$2""#;
    let command = ["sh", "-c", show, "{model}", "{model}", "--session-id={session}"];
    let mut prompt = prompt("hello");
    prompt.session_id = Uuid::nil();
    let agent = agent(json!({ "agent": "command", "command": command }));
    let (_, heard) = Run::start(agent, prompt).end().await;
    let expected = "haiku|--session-id=00000000-0000-0000-0000-000000000000";
    assert_eq!(heard.text, expected);
}

#[tokio::test]
async fn streams_the_answer_as_it_comes_with_split_characters_whole() {
    let directory = tempfile::tempdir().unwrap();
    let flag = directory.path().join("go on");
    let shell = r#"printf 'a\303'; while [ ! -e "$FLAG" ]; do sleep 0.01; done; printf '\251\377z\342\202'"#;
    let agent = agent(json!({
        "agent": "command", "command": ["sh", "-c", shell], "env": { "FLAG": flag },
    }));
    let mut run = Run::start(agent, prompt(""));
    run.until_text("a").await;
    assert_eq!(run.heard.text, "a");
    std::fs::write(&flag, "").unwrap();
    let (outcome, heard) = run.end().await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.text, "aé\u{fffd}z\u{fffd}");
}

#[tokio::test]
async fn tells_stderr_to_the_log_and_cuts_long_lines() {
    let (outcome, heard) =
        run(script(r#"echo first >&2; printf 'é%.0s' $(seq 80) >&2; printf '\r\nlast' >&2"#), "").await;
    assert_eq!(outcome, Ok(()));
    let lines: Vec<_> = heard.logs.iter().map(|(_, line)| line.as_str()).collect();
    let cut = format!("{} … [line cut]", "é".repeat(50));
    assert_eq!(lines, ["first", &cut, "last"]);
    assert!(heard.logs.iter().all(|(level, _)| *level == LogLevel::Warn));
}

#[tokio::test]
async fn tells_a_failure_with_its_code_and_last_words() {
    let (outcome, heard) = run(script("echo half; echo why >&2; echo >&2; exit 3"), "").await;
    assert_eq!(words(outcome), "The agent's program ended with exit code 3: why");
    assert_eq!(heard.text, "half\n");
    let (outcome, _) = run(script("kill -9 $$"), "").await;
    assert_eq!(words(outcome), "The agent's program was ended by signal 9");
}

#[tokio::test]
async fn tells_in_words_why_a_program_does_not_start() {
    let missing = json!({ "agent": "command", "command": ["no-such-program-anywhere"] });
    let elsewhere = json!({ "agent": "command", "command": ["cat"], "cwd": "/no/such/place" });
    for table in [missing, elsewhere] {
        let (outcome, _) = run(agent(table), "").await;
        let expected = "The agent's program, or the directory to run it in, is missing";
        assert_eq!(words(outcome), expected);
    }
    let not_executable = tempfile::NamedTempFile::new().unwrap();
    let table = json!({ "agent": "command", "command": [not_executable.path()] });
    let (outcome, _) = run(agent(table), "").await;
    assert_eq!(words(outcome), "The agent's program may not be run");
}

#[tokio::test]
async fn runs_where_it_is_told_to() {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().canonicalize().unwrap();
    let table = json!({ "agent": "command", "command": ["pwd"], "cwd": place });
    let (_, heard) = run(agent(table), "").await;
    assert_eq!(Path::new(heard.text.trim_end()), place);
}

#[tokio::test]
async fn does_not_mind_a_program_that_does_not_read() {
    let (outcome, heard) = run(script("echo deaf"), &"x".repeat(1 << 20)).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "deaf\n"));
}

#[tokio::test]
async fn tells_the_history_when_asked_to() {
    let table = |history| json!({ "agent": "command", "command": ["cat"], "history": history });
    let turn = |role, text: &str| Turn { role, text: text.to_owned() };
    for (history, expected) in [(false, "now"), (true, "User: a\n\nAssistant: b\n\nUser: now")] {
        let mut prompt = prompt("now");
        prompt.history = vec![turn(Role::User, "a"), turn(Role::Agent, "b")];
        let (_, heard) = Run::start(agent(table(history)), prompt).end().await;
        assert_eq!(heard.text, expected);
    }
}

#[tokio::test]
async fn a_flood_ends_at_the_limit() {
    let endless_line = json!({
        "agent": "command", "command": ["sh", "-c", "tr '\\0' x </dev/zero"], "format": "stream-json",
    });
    let floods = [
        script("yes"),
        script("yes >&2"),
        script("yes '' >&2"),
        script("tr '\\0' x </dev/zero >&2"),
        agent(endless_line),
    ];
    for flood in floods {
        let (outcome, heard) = run(flood, "").await;
        assert_eq!(words(outcome), "The agent put out more than 65536 bytes");
        assert!(heard.text.len() <= 65536);
    }
}

#[tokio::test]
async fn a_run_that_takes_too_long_fails() {
    let table = json!({ "agent": "command", "command": ["sleep", "1000"], "timeout": "200ms" });
    let (outcome, _) = run(agent(table), "").await;
    assert_eq!(words(outcome), "The agent did not answer within 200ms");
}

#[tokio::test]
async fn a_stopped_run_does_not_start() {
    let directory = tempfile::tempdir().unwrap();
    let trace = directory.path().join("trace");
    let table = json!({ "agent": "command", "command": ["touch", trace] });
    let run = Run::start(agent(table), prompt(""));
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));
    assert!(!trace.exists());
}

/// The variable has to be there before the process has threads: the test runs itself once more with it.
#[tokio::test]
async fn withholds_the_servers_own_settings() {
    const SETTING: &str = "PARLANCE_AUTH__JWT__SECRET";
    if std::env::var_os(SETTING).is_some() {
        let table = json!({ "agent": "command", "command": ["env"], "env": { "ADDED": "yes" } });
        let (_, heard) = run(agent(table), "").await;
        assert!(heard.text.contains("ADDED=yes"));
        assert!(heard.text.contains("PATH="));
        assert!(!heard.text.contains("PARLANCE_"));
        return;
    }
    let again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "command::withholds_the_servers_own_settings"])
        .env(SETTING, "hunter2")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&again.stdout);
    assert!(again.status.success() && printed.contains("1 passed"), "{printed}");
}
