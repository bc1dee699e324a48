//! The echo agent.

use std::time::{Duration, Instant};

use parlance::agent::{AgentError, LogLevel};
use serde_json::json;

use crate::support::{Run, agent, prompt, run, words};

#[tokio::test]
async fn answers_with_the_message_in_one_piece() {
    let (outcome, heard) = run(agent(json!({ "agent": "echo" })), "Grüße").await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.chunks, ["Echo: Grüße"]);
    assert_eq!(heard.logs, [(LogLevel::Info, "echoing 7 bytes".to_owned())]);
}

#[tokio::test]
async fn streams_whole_characters() {
    let echo = agent(json!({ "agent": "echo", "chunk_chars": 4, "delay_ms": 1 }));
    let (outcome, heard) = run(echo, "äöü🙂").await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.chunks, ["Echo", ": äö", "ü🙂"]);
}

#[tokio::test]
async fn stops_while_it_waits() {
    let echo = agent(json!({ "agent": "echo", "chunk_chars": 6, "delay_ms": 1 }));
    let slow = agent(json!({ "agent": "echo", "delay_ms": 3_600_000 }));
    let run = Run::start(slow, prompt("never"));
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));

    let mut run = Run::start(echo, prompt(&"more ".repeat(10_000)));
    run.until_text("Echo: ").await;
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));
}

#[tokio::test]
async fn ends_when_nobody_reads_any_more() {
    let echo = agent(json!({ "agent": "echo", "chunk_chars": 1 }));
    let mut run = Run::start(echo, prompt(&"more ".repeat(1000)));
    run.until_text("Echo: ").await;
    assert_eq!(run.abandon().await, Err(AgentError::Stopped));
}

#[tokio::test]
async fn keeps_to_the_output_limit() {
    let (outcome, heard) = run(agent(json!({ "agent": "echo" })), &"x".repeat(65 * 1024)).await;
    assert_eq!(words(outcome), "The agent put out more than 65536 bytes");
    assert_eq!(heard.text, "");
}

#[tokio::test]
async fn replaces_nul_which_is_no_text() {
    let (_, heard) = run(agent(json!({ "agent": "echo" })), "a\0b").await;
    assert_eq!(heard.text, "Echo: a\u{fffd}b");
}

#[tokio::test]
async fn waits_as_long_as_it_is_told_to() {
    let begun = Instant::now();
    let echo = agent(json!({ "agent": "echo", "chunk_chars": 3, "delay_ms": 20 }));
    run(echo, "abc").await.0.unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(60));
}
