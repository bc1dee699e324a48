//! The openai agent and a server in trouble: told in words, which hold neither key nor URL.

use axum::http::header::RETRY_AFTER;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{Run, agent, prompt, run, words};
use crate::upstream::{Upstream, delta, events, whole, written};

/// What a run says of a server that answers so.
async fn failure(status: u16, content_type: &'static str, body: impl Into<String>) -> String {
    let body = body.into();
    let upstream = Upstream::start(move || whole(status, content_type, body.clone())).await;
    failure_at(&upstream.base_url).await
}

async fn failure_at(base_url: &str) -> String {
    let table = json!({ "agent": "openai", "base_url": base_url, "model": "llama3.2", "api_key_env": "PATH" });
    words(run(agent(table), "hi").await.0)
}

fn error(message: &str) -> String {
    json!({ "error": { "message": message, "type": "t", "code": null } }).to_string()
}

const JSON: &str = "application/json";

#[tokio::test]
async fn refusals_are_told_by_their_status() {
    let key = std::env::var_os("PATH").unwrap().into_string().unwrap();
    let quoting = error(&format!("key {key} has no credit"));
    let cases = [
        (401, error("Incorrect key"), "The model server refused the API key"),
        (403, String::new(), "The model server refused the API key"),
        (404, error("no such model"), "The model server does not know the model llama3.2: no such model"),
        (429, String::new(), "The model server is rate limited: try again later"),
        (400, quoting, "The model server refused the request (400 Bad Request): key [redacted] has no credit"),
        (503, "<html>".to_owned(), "The model server is in trouble (503 Service Unavailable)"),
        (
            500,
            r#"{"error":"out of memory"}"#.to_owned(),
            "The model server is in trouble (500 Internal Server Error): out of memory",
        ),
        (307, String::new(), "The model server moved: check base_url"),
    ];
    for (status, body, expected) in cases {
        assert_eq!(failure(status, JSON, body).await, expected);
    }
}

#[tokio::test]
async fn a_rate_limit_tells_when_to_come_back() {
    let upstream = Upstream::start(|| {
        let mut response = whole(429, JSON, error("slow down"));
        response.headers_mut().insert(RETRY_AFTER, 20.into());
        response
    })
    .await;
    let expected = "The model server is rate limited: try again in 20 s: slow down";
    assert_eq!(failure_at(&upstream.base_url).await, expected);
}

#[tokio::test]
async fn an_error_in_the_stream_ends_it() {
    for error in [json!({ "message": "overloaded" }), json!("overloaded")] {
        let answer = [delta("so far"), json!({ "error": error })];
        let upstream = Upstream::start(move || events(&answer)).await;
        let table = json!({ "agent": "openai", "base_url": upstream.base_url });
        let (outcome, heard) = run(agent(table), "hi").await;
        assert_eq!(words(outcome), "The model server failed: overloaded");
        assert_eq!(heard.text, "so far");
    }
}

#[tokio::test]
async fn a_stream_that_ends_too_early_is_no_answer() {
    let half = format!("data: {}\n\n", delta("half"));
    let told = failure(200, "text/event-stream", half).await;
    assert_eq!(told, "The model server broke its answer off");
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_answer() {
    let (sender, stream) = written();
    let stream = std::sync::Arc::new(std::sync::Mutex::new(Some(stream)));
    let answer = move || whole(200, "text/event-stream", stream.lock().unwrap().take().unwrap());
    let upstream = Upstream::start(answer).await;
    let table = json!({ "agent": "openai", "base_url": upstream.base_url });
    let mut run = Run::start(agent(table), prompt("hi"));
    sender.send(Ok(format!("data: {}\n\n", delta("half")).into())).await.unwrap();
    run.until_text("half").await;
    sender.send(Err("the power goes")).await.unwrap();
    let expected = "The connection to the model server broke in the middle of the answer";
    assert_eq!(words(run.end().await.0), expected);
}

#[tokio::test]
async fn another_kind_of_server_is_told_apart() {
    let expected = "The model server did not answer as an OpenAI-compatible server does: check base_url";
    let answers: [(&str, Value); 3] =
        [("text/html", json!("<html>welcome</html>")), (JSON, json!({ "status": "ok" })), (JSON, json!([1, 2]))];
    for (content_type, body) in answers {
        assert_eq!(failure(200, content_type, body.to_string()).await, expected);
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_cannot_be_reached() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let told = failure_at(&format!("http://me:hunter2@{address}/v1")).await;
    assert_eq!(told, "The model server cannot be reached");
}

#[tokio::test]
async fn a_server_that_hangs_up_is_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { while listener.accept().await.is_ok() {} });
    let told = failure_at(&format!("http://{address}/v1")).await;
    assert_eq!(told, "The model server closed the connection without an answer");
}
