//! Connections that dawdle, and the end of the server.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper_util::rt::TokioIo;
use parlance::http::listen::{self, Handle, Timeouts};
use parlance::http::tls::TlsConfig;
use support::{Options, Server, start};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const LONG: Duration = Duration::from_secs(20);

async fn connect(server: &Server) -> TcpStream {
    TcpStream::connect(server.address).await.unwrap()
}

async fn read_all(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end like any other here.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("the connection to end");
    String::from_utf8_lossy(&bytes).into_owned()
}

const BODY: &str = "--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nx\r\n--b--\r\n";

/// An upload without its last half.
async fn half_an_upload(server: &Server) -> TcpStream {
    let mut stream = connect(server).await;
    let head = format!(
        "POST /api/transcribe HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        BODY.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    // "Continue" says that the handler has begun to read.
    let mut go = [0; 25];
    stream.read_exact(&mut go).await.unwrap();
    assert_eq!(&go, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(&BODY.as_bytes()[..BODY.len() / 2]).await.unwrap();
    stream
}

#[tokio::test]
async fn who_never_finishes_a_head_is_let_go() {
    let head = Duration::from_millis(200);
    for tls in [None, Some(TlsConfig::SelfSigned)] {
        let timeouts = Timeouts { head, handshake: head };
        let server = start(Options { timeouts, tls, ..Options::default() }).await;
        for beginning in ["", "GET /healthz HTTP/1.1\r\nHo"] {
            let mut stream = connect(&server).await;
            stream.write_all(beginning.as_bytes()).await.unwrap();
            let answer = read_all(&mut stream).await;
            assert!(!answer.contains("200 OK"), "{answer}");
        }
    }
}

#[tokio::test]
async fn an_idle_connection_is_kept_for_the_next_request_and_then_let_go() {
    let timeouts = Timeouts { head: Duration::from_secs(1), ..Timeouts::default() };
    let server = start(Options { timeouts, ..Options::default() }).await;
    let mut stream = connect(&server).await;
    for _ in 0..2 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut answer = [0; 15];
        stream.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"HTTP/1.1 200 OK");
        let mut rest = vec![0; 4096];
        let read = stream.read(&mut rest).await.unwrap();
        assert!(rest[..read].ends_with(b"{\"status\":\"ok\"}"));
    }
    assert_eq!(read_all(&mut stream).await, "");
}

#[tokio::test]
async fn a_head_beyond_the_buffer_is_refused() {
    let server = start(Options::default()).await;
    let filler = "x".repeat(300_000);
    let response = server.raw(&format!("GET /healthz HTTP/1.1\r\nX-Filler: {filler}")).await;
    assert_eq!(response.status, 431);
}

#[tokio::test]
async fn a_graceful_end_lets_running_requests_finish_and_no_others_begin() {
    let server = start(Options::default()).await;
    let mut running = half_an_upload(&server).await;
    let mut idle = connect(&server).await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 15];
    idle.read_exact(&mut first).await.unwrap();

    server.handle.shut_down(LONG);
    read_all(&mut idle).await;
    assert!(TcpStream::connect(server.address).await.is_err());

    running.write_all(&BODY.as_bytes()[BODY.len() / 2..]).await.unwrap();
    let answer = read_all(&mut running).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("No audio file provided"), "{answer}");
    timeout(LONG, server.task).await.expect("the server to end").unwrap().unwrap();
}

#[tokio::test]
async fn the_deadline_ends_what_does_not_end_by_itself() {
    let server = start(Options::default()).await;
    let mut running = half_an_upload(&server).await;
    let began = Instant::now();
    server.handle.shut_down(Duration::from_millis(300));
    timeout(LONG, server.task).await.expect("the server to end").unwrap().unwrap();
    assert!(began.elapsed() >= Duration::from_millis(300));
    assert_eq!(read_all(&mut running).await, "");
}

/// Answers 101, and then sends back what it gets.
async fn switch(request: Request) -> Response {
    let upgrade = hyper::upgrade::on(request);
    tokio::spawn(async move {
        let (mut from, mut to) = tokio::io::split(TokioIo::new(upgrade.await.unwrap()));
        tokio::io::copy(&mut from, &mut to).await.unwrap();
    });
    let headers = [("connection", "upgrade"), ("upgrade", "echo")];
    (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
}

#[tokio::test]
async fn an_upgraded_connection_is_no_longer_a_request() {
    let listener = listen::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let handle = Handle::new();
    let app = Router::new().route("/", get(switch));
    let timeouts = Timeouts { head: Duration::from_millis(200), ..Timeouts::default() };
    let serving = tokio::spawn(listen::serve(listener, app, None, timeouts, handle.clone()));

    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n";
    stream.write_all(head).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    assert!(answer.starts_with(b"HTTP/1.1 101"));
    handle.shut_down(LONG * 2);
    timeout(LONG, serving).await.expect("the server to end").unwrap().unwrap();
    stream.write_all(b"still here").await.unwrap();
    let mut echo = [0; 10];
    stream.read_exact(&mut echo).await.unwrap();
    assert_eq!(&echo, b"still here");
}

#[tokio::test]
async fn an_address_that_cannot_be_had_is_named() {
    let server = start(Options::default()).await;
    let taken = server.address.to_string();
    for address in [taken.as_str(), "nonsense", "127.0.0.1:99999", "203.0.113.1:0"] {
        let error = listen::bind(address).unwrap_err();
        assert!(error.starts_with("listen: ") && error.contains(address), "{error}");
    }
}
