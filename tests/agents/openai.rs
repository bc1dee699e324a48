//! The openai agent and a server that answers.

use std::sync::Mutex;

use axum::body::{Body, Bytes};
use axum::http::Response;
use parlance::agent::{AgentError, LogLevel, Role, Turn, Usage};
use serde_json::{Value, json};

use crate::support::{PATIENCE, Run, agent, prompt, run, words};
use crate::upstream::{Upstream, delta, events, finish, whole, written};

/// Answers one request only, with `body`.
fn once(body: Body) -> impl Fn() -> Response<Body> + Clone + Send + Sync + 'static {
    let body = std::sync::Arc::new(Mutex::new(Some(body)));
    move || whole(200, "text/event-stream", body.lock().unwrap().take().expect("one request"))
}

fn table(upstream: &Upstream) -> Value {
    json!({ "agent": "openai", "base_url": upstream.base_url })
}

#[tokio::test]
async fn streams_an_answer_and_tells_its_usage() {
    let usage = json!({ "choices": [], "usage": { "prompt_tokens": 5, "completion_tokens": 2, "cost": 0.5 } });
    let answer = [delta("Hel"), delta("lo"), finish("stop"), usage];
    let mut upstream = Upstream::start(move || events(&answer)).await;
    let (outcome, heard) = run(agent(table(&upstream)), "hi").await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.chunks, ["Hel", "lo"]);
    let usage = Usage { input_tokens: 5, output_tokens: 2, cost_usd: Some(0.5) };
    assert_eq!(heard.usage, Some(usage));
    let (headers, asked) = upstream.asked().await;
    assert!(!headers.contains_key("authorization"));
    let expected = json!({ "model": "haiku", "stream": true, "stream_options": { "include_usage": true },
                           "messages": [{ "role": "user", "content": "hi" }] });
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn sends_key_options_and_as_much_history_as_fits() {
    let mut upstream = Upstream::start(|| events(&[delta("ok"), finish("stop")])).await;
    let mut table = table(&upstream);
    let options = json!({ "model": "llama3.2", "api_key_env": "PATH", "system": "Brief!", "max_tokens": 9,
                          "temperature": 0.5, "context_tokens": 16 });
    table.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
    let mut prompt = prompt("12345678");
    // Four tokens are taken by the system prompt and the message; of the rest, each turn takes four.
    prompt.history = (0..5)
        .map(|index| Turn { role: if index % 2 == 0 { Role::User } else { Role::Agent }, text: format!("{index:016}") })
        .collect();
    let (outcome, _) = Run::start(agent(table), prompt).end().await;
    assert_eq!(outcome, Ok(()));
    let (headers, asked) = upstream.asked().await;
    let key = std::env::var_os("PATH").unwrap();
    let bearer = format!("Bearer {}", key.to_str().unwrap());
    assert_eq!(headers["authorization"].to_str().unwrap(), bearer);
    assert_eq!(asked["model"], "llama3.2");
    assert_eq!((&asked["max_tokens"], &asked["temperature"]), (&json!(9), &json!(0.5)));
    let messages = json!([
        { "role": "system", "content": "Brief!" },
        { "role": "user", "content": "0000000000000002" },
        { "role": "assistant", "content": "0000000000000003" },
        { "role": "user", "content": "0000000000000004" },
        { "role": "user", "content": "12345678" },
    ]);
    assert_eq!(asked["messages"], messages);
}

#[tokio::test]
async fn a_history_that_would_begin_with_the_agent_begins_later() {
    let mut upstream = Upstream::start(|| events(&[delta("ok"), finish("stop")])).await;
    let mut prompt = prompt("now");
    let turn = |role, text: &str| Turn { role, text: text.to_owned() };
    prompt.history = vec![turn(Role::Agent, "hello"), turn(Role::User, "a"), turn(Role::Agent, "b")];
    Run::start(agent(table(&upstream)), prompt).end().await.0.unwrap();
    let (_, asked) = upstream.asked().await;
    let contents = asked["messages"].as_array().unwrap().iter().map(|message| &message["content"]);
    assert_eq!(contents.collect::<Vec<_>>(), ["a", "b", "now"]);
}

#[tokio::test]
async fn understands_an_answer_in_one_piece() {
    let answer = json!({ "choices": [{ "message": { "role": "assistant", "content": "whole" } }],
                         "usage": { "prompt_tokens": 1, "completion_tokens": 2 } });
    let upstream = Upstream::start(move || whole(200, "application/json; charset=utf-8", answer.to_string())).await;
    let (outcome, heard) = run(agent(table(&upstream)), "hi").await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "whole"));
    assert_eq!(heard.usage.map(|usage| usage.output_tokens), Some(2));
}

#[tokio::test]
async fn understands_bytes_however_they_are_split() {
    let body = format!(
        "\u{feff}: comment\r\nevent: x\r\ndata:{}\r\n\r\ndata: nonsense\n\ndata: {}\n\ndata: [DONE]\n\n",
        delta("Grü"),
        delta("ße 🙂")
    );
    let (sender, stream) = written();
    let upstream = Upstream::start(once(stream)).await;
    let run = Run::start(agent(table(&upstream)), prompt("hi"));
    for byte in body.into_bytes() {
        sender.send(Ok(Bytes::from(vec![byte]))).await.unwrap();
    }
    drop(sender);
    let (outcome, heard) = run.end().await;
    assert_eq!((outcome, heard.text.as_str()), (Ok(()), "Grüße 🙂"));
    let warning = "the model server sent something that is not understood";
    assert!(heard.logs.contains(&(LogLevel::Warn, warning.to_owned())));
}

#[tokio::test]
async fn says_when_the_answer_was_cut_short() {
    let upstream = Upstream::start(|| events(&[delta("so far"), finish("length")])).await;
    let (outcome, heard) = run(agent(table(&upstream)), "hi").await;
    assert_eq!(outcome, Ok(()));
    assert_eq!(heard.logs.last().unwrap().1, "the answer was cut at the model's limit of tokens");
}

#[tokio::test]
async fn a_stop_in_mid_answer_closes_the_connection() {
    let (sender, stream) = written();
    let upstream = Upstream::start(once(stream)).await;
    let mut run = Run::start(agent(table(&upstream)), prompt("hi"));
    let first = format!("data: {}\n\n", delta("Once upon"));
    sender.send(Ok(first.into())).await.unwrap();
    run.until_text("Once").await;
    run.stop.cancel();
    assert_eq!(run.end().await.0, Err(AgentError::Stopped));
    tokio::time::timeout(PATIENCE, sender.closed()).await.expect("the server sees it");
}

#[tokio::test]
async fn so_does_a_timeout() {
    let (sender, stream) = written();
    let upstream = Upstream::start(once(stream)).await;
    let mut table = table(&upstream);
    table["timeout"] = json!("300ms");
    let (outcome, _) = run(agent(table), "hi").await;
    assert_eq!(words(outcome), "The agent did not answer within 300ms");
    tokio::time::timeout(PATIENCE, sender.closed()).await.expect("the server sees it");
}

#[tokio::test]
async fn floods_end_at_the_limit() {
    let line = format!("data: {}\n\n", delta(&"x".repeat(1000)));
    for chunk in [line, "x".repeat(1000), "\n\ndata:".repeat(10) + &"x".repeat(1000)] {
        let (sender, stream) = written();
        let upstream = Upstream::start(once(stream)).await;
        // Ends when the reader has gone.
        let flood = tokio::spawn(async move { while sender.send(Ok(chunk.clone().into())).await.is_ok() {} });
        let (outcome, _) = run(agent(table(&upstream)), "hi").await;
        assert_eq!(words(outcome), "The agent put out more than 65536 bytes");
        tokio::time::timeout(PATIENCE, flood).await.expect("the server sees it").unwrap();
    }
}
