//! A model server on a port of its own: it records what it is asked, and answers as the test tells it to.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::post;
use futures_util::stream;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;

pub struct Upstream {
    pub base_url: String,
    requests: mpsc::Receiver<(HeaderMap, Value)>,
}

impl Upstream {
    /// Answers each request with what `answer` makes.
    pub async fn start(answer: impl Fn() -> Response<Body> + Clone + Send + Sync + 'static) -> Self {
        let (sender, requests) = mpsc::channel(16);
        let ask = move |headers: HeaderMap, body: Bytes| async move {
            let body = serde_json::from_slice(&body).expect("JSON");
            sender.send((headers, body)).await.expect("a test that looks");
            answer()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/v1/chat/completions", post(ask));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { base_url: format!("http://{address}/v1"), requests }
    }

    /// The next request that came in.
    pub async fn asked(&mut self) -> (HeaderMap, Value) {
        self.requests.recv().await.expect("a request")
    }
}

/// A whole body.
pub fn whole(status: u16, content_type: &str, body: impl Into<Body>) -> Response<Body> {
    let response = Response::builder().header("content-type", content_type);
    let status = StatusCode::from_u16(status).unwrap();
    response.status(status).body(body.into()).unwrap()
}

/// A stream of events that holds these data.
pub fn events(data: &[Value]) -> Response<Body> {
    let lines: String = data.iter().map(|data| format!("data: {data}\n\n")).collect();
    whole(200, "text/event-stream", lines + "data: [DONE]\n\n")
}

/// A body that the test writes, and that it sees the reader leave.
pub fn written() -> (mpsc::Sender<Result<Bytes, &'static str>>, Body) {
    let (sender, receiver) = mpsc::channel(1);
    let body = stream::unfold(receiver, |mut receiver| async move {
        let chunk = receiver.recv().await?;
        Some((chunk, receiver))
    });
    (sender, Body::from_stream(body))
}

/// One chunk of a streamed answer.
pub fn delta(text: &str) -> Value {
    serde_json::json!({ "object": "chat.completion.chunk",
        "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] })
}

/// The chunk that ends an answer.
pub fn finish(reason: &str) -> Value {
    serde_json::json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] })
}
