//! SIGTERM drains (contract section 8): nobody new, what runs finishes or is told, exit 0 in time.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};
use support::{Client, PATIENCE, Server, fresh};
use tokio::time::Instant;

#[tokio::test]
async fn what_runs_may_finish_and_nothing_new_begins() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("slow").await;
    let send = client.begin("chat:send", json!({ "sessionId": session, "message": "x".repeat(200) })).await;
    client.event("chat:delta").await;
    server.terminate();
    // Commands are carried out until the server has heard of it.
    let refused = loop {
        let reply = client.request("session:create", json!({})).await;
        if reply.is_error() {
            break reply;
        }
    };
    assert_eq!((refused.code(), &refused.payload()["retryable"]), ("OVERLOADED", &json!(true)));
    for (name, payload) in [("session:list", json!({})), ("chat:send", json!({ "sessionId": session, "message": "y" }))]
    {
        assert_eq!(client.fail(name, payload).await["code"], "OVERLOADED", "{name}");
    }
    Client::arrive(&server, Value::Null, "").await.err().expect("nobody new is let in");
    let response = client.reply(&send).await;
    assert_eq!(response.payload()["response"], json!(format!("Echo: {}", "x".repeat(200))));
    client.until_closed().await;
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
}

#[tokio::test]
async fn runs_at_the_end_of_the_grace_are_told_and_the_server_ends_in_time() {
    let grace = Duration::from_secs(3);
    let mut server = Server::start("shutdown.grace = \"3s\"").await;
    let mut client = Client::connect(&server).await;
    let mut sends = Vec::new();
    for number in 0..20 {
        let session = client.session("endless").await;
        // One of them waits behind another.
        for _ in 0..=usize::from(number == 0) {
            sends.push(client.begin("chat:send", json!({ "sessionId": session, "message": "x".repeat(500) })).await);
        }
    }
    client.settle().await;
    let asked = Instant::now();
    server.terminate();
    client.until_closed().await;
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
    assert!(asked.elapsed() < grace, "ended after {:?}", asked.elapsed());
    for id in &sends {
        let codes: Vec<_> = client.replies(id).iter().map(|reply| reply.code()).collect();
        assert_eq!(codes, ["OVERLOADED"], "{id}");
    }
}

/// Whatever can take its time takes it: an agent that ignores TERM, a client that reads nothing.
#[tokio::test]
async fn the_grace_is_kept_when_nobody_hears() {
    let grace = Duration::from_secs(3);
    let settings = r#"
        shutdown.grace = "3s"
        limits.outbox_bytes = 100000000
        socketio.queue = 16
        models.deaf = { agent = "command", command = ["sh", "-c", "trap '' TERM; echo begun; while :; do sleep 1; done"] }
    "#;
    let mut server = Server::start(settings).await;
    let _reads_nothing = Client::connect(&server).await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let message = "much to read ".repeat(7_000);
    for _ in 0..60 {
        client.ask("chat:send", json!({ "sessionId": session, "message": message })).await;
    }
    let session = client.session("deaf").await;
    let send = client.begin("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    client.wait_for("a word of the agent", |event| event.payload()["text"] == "begun\n").await;
    let asked = Instant::now();
    server.terminate();
    client.until_closed().await;
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
    assert!(asked.elapsed() < grace, "ended after {:?}", asked.elapsed());
    assert_eq!(client.reply(&send).await.code(), "OVERLOADED");
    assert!(server.log().contains("some clients did not read their last replies in time"), "{}", server.log());
}

#[tokio::test]
async fn commands_on_their_way_are_all_answered() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let ids: Vec<_> = (0..300).map(|_| fresh()).collect();
    let burst: Vec<_> = ids.iter().map(|id| ("session:create", json!({ "requestId": id }))).collect();
    client.emit_all(&burst).await;
    client.reply(&ids[0]).await;
    server.terminate();
    client.until_closed().await;
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
    let unanswered = ids.iter().filter(|id| client.replies(id).len() != 1).count();
    assert_eq!(unanswered, 0, "of {} commands", ids.len());
    let made = client.log.iter().filter(|event| event.name == "session:created").count();

    let server = server.restarted().await;
    let list = Client::connect(&server).await.ask("session:list", json!({})).await;
    let stored = list["sessions"].as_array().unwrap().len() - 1;
    assert!(stored >= made, "{made} were said to be made, {stored} are there");
}

#[tokio::test]
async fn a_server_that_nobody_uses_ends_at_once() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    server.terminate();
    client.until_closed().await;
    assert_eq!(server.ended(Duration::from_secs(3)).await.code(), Some(0));
    let server = server.restarted().await;
    Client::connect(&server).await.settle().await;
}
