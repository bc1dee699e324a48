//! SIGTERM and SIGINT end the server with exit code 0, whatever it is at.

use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use serde_json::json;

use crate::support::{Client, PATIENCE, Server};

async fn assert_ends_by(signal: Signal) {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    client.session("echo").await;
    kill(server.pid(), signal).unwrap();
    client.until_closed().await;
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0), "{}", server.log());
}

#[tokio::test]
async fn the_signal_of_an_operator() {
    assert_ends_by(Signal::SIGTERM).await;
}

#[tokio::test]
async fn the_signal_of_a_terminal() {
    assert_ends_by(Signal::SIGINT).await;
}

#[tokio::test]
async fn nobody_is_connected() {
    let mut server = Server::start("").await;
    server.terminate();
    assert_eq!(server.ended(Duration::from_secs(3)).await.code(), Some(0), "{}", server.log());
}

/// Whoever reads the line that says so may send the signal at once.
#[tokio::test]
async fn the_server_has_only_just_begun_to_listen() {
    for _ in 0..15 {
        let mut server = Server::start("").await;
        server.terminate();
        assert_eq!(server.ended(PATIENCE).await.code(), Some(0), "{}", server.log());
    }
}

/// What was stored before is there after, and the file is closed in good order.
#[tokio::test]
async fn a_clean_end_leaves_one_file() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    server.terminate();
    server.ended(PATIENCE).await;
    let log = format!("{}-wal", server.database().display());
    assert!(!std::path::Path::new(&log).exists(), "the write-ahead log is not carried over");
    let server = server.restarted().await;
    let mut client = Client::connect(&server).await;
    let history = client.ask("session:history", json!({ "sessionId": session })).await;
    assert_eq!(history["messages"].as_array().unwrap().len(), 2);
}
