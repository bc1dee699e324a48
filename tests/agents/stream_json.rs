//! The stream-json format of the command agent.

use std::io::Write;

use parlance::agent::stream_json::{Said, parse_line};
use parlance::agent::{AgentError, LogLevel, Usage};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Heard, agent, run, words};

/// Runs a program that prints these lines.
pub async fn printed(lines: &[String]) -> (Result<(), AgentError>, Heard) {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(lines.join("\n").as_bytes()).unwrap();
    let table = json!({
        "agent": "command", "command": ["cat", file.path()], "format": "stream-json",
    });
    run(agent(table), "").await
}

fn said(blocks: Value) -> String {
    json!({ "type": "assistant", "message": { "id": "m", "role": "assistant", "content": blocks },
            "parent_tool_use_id": null, "session_id": "s" })
    .to_string()
}

fn text(text: &str) -> String {
    said(json!([{ "type": "text", "text": text }]))
}

fn part(text: &str) -> String {
    json!({ "type": "stream_event", "parent_tool_use_id": null, "event": {
        "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } } })
    .to_string()
}

pub fn result(text: &str) -> String {
    json!({ "type": "result", "subtype": "success", "is_error": false, "num_turns": 2, "result": text,
            "total_cost_usd": 0.25, "usage": { "input_tokens": 3, "cache_creation_input_tokens": 10,
            "cache_read_input_tokens": 100, "output_tokens": 7, "service_tier": "standard" } })
    .to_string()
}

fn init() -> String {
    json!({ "type": "system", "subtype": "init", "cwd": "/", "tools": ["Bash"], "model": "claude-haiku" }).to_string()
}

#[tokio::test]
async fn an_answer_with_a_tool_in_it() {
    let (outcome, heard) = printed(&[
        init(),
        text("I look."),
        said(json!([{ "type": "tool_use", "id": "t", "name": "Bash", "input": { "command": "ls" } }])),
        json!({ "type": "user", "message": { "role": "user", "content": [
            { "type": "tool_result", "tool_use_id": "t", "content": "a\nb" }] } })
        .to_string(),
        text("Two files."),
        result("Two files."),
    ])
    .await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.text, "I look.\n\nTwo files.");
    let usage = Usage { input_tokens: 113, output_tokens: 7, cost_usd: Some(0.25) };
    assert_eq!(heard.usage, Some(usage));
    let expected = [
        (LogLevel::Info, "system init, model claude-haiku"),
        (LogLevel::Debug, "text: I look."),
        (LogLevel::Info, r#"tool Bash: {"command":"ls"}"#),
        (LogLevel::Debug, "tool result: a b"),
        (LogLevel::Debug, "text: Two files."),
        (LogLevel::Info, "result success"),
    ];
    let expected = expected.map(|(level, line)| (level, line.to_owned()));
    assert_eq!(heard.logs, expected);
}

#[tokio::test]
async fn parts_are_streamed_and_not_repeated() {
    let (outcome, heard) = printed(&[
        init(),
        part("Hel"),
        part("lo."),
        text("Hello."),
        part("Bye"),
        text("Bye, all."),
        result("Bye, all."),
    ])
    .await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.text, "Hello.\n\nBye, all.");
    assert_eq!(heard.chunks[..2], ["Hel", "lo."]);
}

#[tokio::test]
async fn a_result_alone_is_the_answer() {
    let (outcome, heard) = printed(&[result("All of it.")]).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "All of it."));
}

#[tokio::test]
async fn what_a_helper_of_the_agent_says_is_only_logged() {
    let helper = json!({ "type": "assistant", "parent_tool_use_id": "t",
        "message": { "content": [{ "type": "text", "text": "inner" }] } });
    let (outcome, heard) = printed(&[helper.to_string(), text("outer"), result("outer")]).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "outer"));
    assert_eq!(heard.logs[0], (LogLevel::Debug, "text: inner".to_owned()));
}

#[tokio::test]
async fn lines_that_are_no_events_are_logged() {
    let lines = ["warning: old", "", "{\"type\":", "[1,2]", r#"{"type":"future","x":1}"#];
    let mut lines = lines.map(str::to_owned).to_vec();
    lines.push(result("ok"));
    let (outcome, heard) = printed(&lines).await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "ok"));
    let logged: Vec<_> = heard.logs.iter().map(|(_, line)| line.as_str()).collect();
    let expected = ["warning: old", "{\"type\":", "[1,2]", r#"{"type":"future","x":1}"#, "result success"];
    assert_eq!(logged, expected);
}

#[tokio::test]
async fn failures_are_told_in_words() {
    let refused = json!({ "type": "result", "subtype": "success", "is_error": true,
                          "result": "Invalid API key\nPlease run /login" });
    let (outcome, _) = printed(&[init(), refused.to_string()]).await;
    assert_eq!(words(outcome), "The agent failed: Invalid API key Please run /login");

    let too_long = json!({ "type": "result", "subtype": "error_max_turns", "usage": { "output_tokens": 9 } });
    let (outcome, heard) = printed(&[text("so far"), too_long.to_string()]).await;
    assert_eq!(words(outcome), "The agent failed: error_max_turns");
    assert_eq!(heard.text, "so far");
    assert_eq!(heard.usage.map(|usage| usage.output_tokens), Some(9));

    let (outcome, _) = printed(&[init()]).await;
    assert_eq!(words(outcome), "The agent's program ended without an answer");
}

#[test]
fn odd_shapes_are_understood_or_logged() {
    let as_text = json!({ "type": "assistant", "message": { "content": "plain" } }).to_string();
    assert_eq!(parse_line(&as_text)[1], Said::Block("plain".to_owned()));
    let failed = json!({ "type": "user", "message": { "content": [
        { "type": "tool_result", "is_error": true, "content": [{ "type": "text", "text": "no" }] }] } });
    // Nobody knows which tool.
    let line = "tool failed: no".to_owned();
    assert_eq!(parse_line(&failed.to_string()), [Said::Log { level: LogLevel::Warn, line }]);
    let deep = "[".repeat(100_000);
    assert_eq!(parse_line(&deep), [Said::Log { level: LogLevel::Info, line: deep.clone() }]);
}

/// JSON that looks like an event, with wrong types and odd values in every place.
fn nearly_an_event() -> impl Strategy<Value = Value> {
    let names = [
        "type",
        "subtype",
        "message",
        "content",
        "text",
        "event",
        "delta",
        "usage",
        "result",
        "is_error",
        "input_tokens",
        "total_cost_usd",
        "name",
        "input",
        "id",
        "tool_use_id",
        "parent_tool_use_id",
    ];
    let kinds = ["system", "assistant", "user", "stream_event", "result", "text", "tool_use", "tool_result"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        prop::sample::select(kinds.to_vec()).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        let member = (prop::sample::select(names.to_vec()), inner.clone());
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            prop::collection::vec(member, 0..6)
                .prop_map(|members| { members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect() }),
        ]
    })
}

proptest! {
    #[test]
    fn any_line_says_something(line in any::<String>()) {
        prop_assert_eq!(parse_line(&line).is_empty(), line.trim().is_empty());
    }

    #[test]
    fn anything_like_an_event_is_understood(event in nearly_an_event()) {
        parse_line(&event.to_string());
    }

    #[test]
    fn an_event_that_is_cut_off_is_logged(cut in 1..100usize) {
        let line = text("some words of an answer");
        let cut = line[..cut.min(line.len() - 1)].trim();
        let logged = Said::Log { level: LogLevel::Info, line: cut.to_owned() };
        prop_assert_eq!(parse_line(cut), vec![logged]);
    }

    #[test]
    fn whatever_a_block_holds_is_the_answer(answer in any::<String>()) {
        prop_assert!(parse_line(&text(&answer)).contains(&Said::Block(answer)));
    }
}
