//! A log with a budget of its own: it is cut instead of failing, and says so.

use parlance::agent::{AgentError, LogBudget, LogLevel};
use serde_json::json;

use crate::support::{Heard, Run, agent, prompt, script, words};

/// Runs a shell script, its log held to a thousand bytes; its answer may have 65,536.
async fn cut(shell: &str) -> (Result<(), AgentError>, Heard) {
    Run::start_with(script(shell), prompt(""), LogBudget::Cut(1_000)).end().await
}

fn last_line(heard: &Heard) -> (LogLevel, &str) {
    heard.logs.last().map(|(level, line)| (*level, line.as_str())).expect("a line")
}

#[tokio::test]
async fn a_flood_of_log_is_cut_and_counted_and_the_answer_is_whole() {
    // A hundred megabytes: a hundred bytes a line, its end included.
    let line = "x".repeat(99);
    let (outcome, heard) = cut(&format!("yes {line} | head -c 100000000 >&2; echo whole")).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "whole\n"));
    assert_eq!(heard.logs.len(), 11);
    assert_eq!(heard.logs[9].1, line);
    assert_eq!(last_line(&heard), (LogLevel::Warn, "… 999,990 lines (100 MB) of the log were cut"));
}

#[tokio::test]
async fn nothing_is_said_of_a_log_that_fits() {
    let (outcome, heard) = cut("yes 123456789 | head -n 100 >&2").await;
    assert_eq!((outcome, heard.logs.len()), (Ok(()), 100));
    assert_eq!(last_line(&heard).1, "123456789");
}

#[tokio::test]
async fn nothing_slips_through_behind_what_was_cut() {
    let (_, heard) = cut("yes 12345678 | head -n 110 >&2; printf '123456789\\n123456789\\n1\\n' >&2").await;
    let lines: Vec<_> = heard.logs[110..].iter().map(|(_, line)| line.as_str()).collect();
    assert_eq!(lines, ["123456789", "… 2 lines (12 bytes) of the log were cut"]);
}

#[tokio::test]
async fn a_line_without_end_is_cut_too() {
    let (outcome, heard) = cut("head -c 10000000 /dev/zero | tr '\\0' x >&2; echo whole").await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "whole\n"));
    assert_eq!(heard.logs, [(LogLevel::Warn, format!("{} … [line cut]", "x".repeat(100)))]);
}

#[tokio::test]
async fn an_answer_beyond_the_limit_still_fails_and_the_cut_is_told() {
    let (outcome, heard) = cut("yes 123456789 | head -n 200 >&2; yes").await;
    assert_eq!(words(outcome), "The agent put out more than 65536 bytes");
    assert!(heard.text.len() <= 65536);
    assert!(last_line(&heard).1.ends_with("of the log were cut"), "{:?}", last_line(&heard));
}

#[tokio::test]
async fn a_run_that_is_stopped_tells_it_too() {
    let shell = "yes 123456789 | head -n 200 >&2; until [ -e no ]; do echo; sleep 0.01; done";
    let mut run = Run::start_with(script(shell), prompt(""), LogBudget::Cut(1_000));
    run.until_logs(100).await;
    run.until_lines(20).await;
    run.stop.cancel();
    let (outcome, heard) = run.end().await;
    assert_eq!(outcome, Err(AgentError::Stopped));
    assert!(last_line(&heard).1.ends_with("of the log were cut"), "{:?}", last_line(&heard));
}

#[tokio::test]
async fn tools_beyond_ten_thousand_are_cut_and_counted() {
    let line =
        json!({ "type": "assistant", "message": { "content": [{ "type": "tool_use", "id": "t", "name": "Bash" }] } });
    let result = json!({ "type": "result", "subtype": "success", "result": "ok" });
    let shell = format!("yes '{line}' | head -n 10010; echo '{result}'");
    let table = json!({ "agent": "command", "command": ["sh", "-c", shell], "format": "stream-json" });
    let (outcome, heard) = Run::start_with(agent(table), prompt(""), LogBudget::Cut(1_000)).end().await;
    assert_eq!((outcome, heard.tools.len()), (Ok(()), 10_000));
    let told = last_line(&heard).1;
    assert!(told.starts_with("… 9,9") && told.ends_with("of the log and 10 tool updates were cut"), "{told}");
}
