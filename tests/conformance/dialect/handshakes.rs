//! Handshakes as no client library writes them, and that none of them keeps a place.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::words::Dialect;
use crate::support::{PATIENCE, Server, raw::Raw};

const UPGRADE: &str =
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// Sends the head of a request and reads that of the answer; its status.
async fn status(server: &Server, line: &str, connection: &str) -> (u16, TcpStream) {
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let head = format!("{line}\r\nHost: {}\r\nConnection: {connection}\r\n{UPGRADE}\r\n", server.address);
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = timeout(PATIENCE, stream.read_buf(&mut answer)).await.expect("an answer").unwrap();
        assert_ne!(read, 0, "closed after {}", String::from_utf8_lossy(&answer));
    }
    let status = String::from_utf8_lossy(&answer).split(' ').nth(1).unwrap().parse().unwrap();
    (status, stream)
}

#[tokio::test]
async fn only_a_get_of_http_1_1_is_a_handshake() {
    let server = Server::start("").await;
    for connection in ["Upgrade", "keep-alive, Upgrade", "upgrade,keep-alive"] {
        assert_eq!(status(&server, "GET /ws/tagged HTTP/1.1", connection).await.0, 101, "{connection}");
    }
    for line in ["GET /ws/tagged HTTP/1.0", "HEAD /ws/tagged HTTP/1.1", "POST /ws/tagged HTTP/1.1"] {
        assert_eq!(status(&server, line, "Upgrade").await.0, 426, "{line}");
    }
    assert_eq!(status(&server, "GET /ws/tagged HTTP/1.1", "keep-alive").await.0, 426);
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn nobody_keeps_a_place_who_did_not_come_in() {
    let settings = "limits.connections_per_address = 2\nlimits.connections_per_user = 2\nrate_limits.exempt = []";
    let server = Server::start(settings).await;
    for _ in 0..5 {
        for line in [
            "GET /ws/nonsense HTTP/1.1",
            "GET /ws/tagged?resume=5 HTTP/1.1",
            "GET /ws/tagged?user=a&user=b HTTP/1.1",
            "HEAD /ws/tagged HTTP/1.1",
        ] {
            let (code, _stream) = status(&server, line, "Upgrade").await;
            assert!([400, 404, 426].contains(&code), "{line}: {code}");
        }
        // Gone as soon as it was let in, without a frame.
        drop(status(&server, "GET /ws/tagged?user=bo HTTP/1.1", "Upgrade").await);
        server.until_metric("parlance_connections", 0.0).await;
    }
    let path = Dialect::Tagged.path("bo");
    let there = (Raw::connect(&server, &path).await, Raw::connect(&server, &path).await);
    let (refused, _) = Raw::connect_with(&server, &path, &[]).await.err().expect("to be refused");
    assert_eq!(refused, 429);
    drop(there);
    assert!(timeout(Duration::from_secs(30), server.until_metric("parlance_connections", 0.0)).await.is_ok());
}
