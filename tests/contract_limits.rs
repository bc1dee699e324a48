//! Too much, too long, out of order: what a client is told when the server cannot (contract
//! section 2). What it is told while the server drains is in `connection_drain.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/polling.rs"]
mod polling;
mod support;

use std::process::Command;

use polling::Polling;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use support::{Client, Event, Server, fresh};

/// How often each code came in answer to these commands, each of which is answered once.
async fn codes(client: &mut Client, ids: &[String]) -> Vec<String> {
    let mut codes = Vec::new();
    for id in ids {
        codes.push(client.reply(id).await.code().to_owned());
    }
    client.settle().await;
    assert!(ids.iter().all(|id| client.replies(id).len() == 1), "a reply is missing or doubled");
    codes
}

#[tokio::test]
async fn a_message_over_the_limit_is_told_so() {
    let server = Server::start("limits.max_message_bytes = 10000").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let error = client.fail("chat:send", json!({ "sessionId": session, "message": "x".repeat(10_000) })).await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("PAYLOAD_TOO_LARGE"), &json!(false)));
    let fits = "x".repeat(9_800);
    assert_eq!(
        client.ask("chat:send", json!({ "sessionId": session, "message": fits })).await["response"],
        json!(format!("Echo: {fits}"))
    );
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_message_far_over_the_limit_closes_the_connection_and_no_other() {
    let server = Server::start("limits.max_message_bytes = 10000").await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    client.emit("session:create", &json!({ "model": "x".repeat(100_000), "requestId": fresh() })).await;
    client.until_closed().await;
    other.settle().await;
    server.until_metric("parlance_connections", 1.0).await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_polling_client_is_held_to_the_same_limit() {
    let server = Server::start("limits.max_message_bytes = 10000").await;
    let client = Polling::connect(&server).await;
    client.until("\"connection\"").await;
    let command = |bytes: usize| {
        let payload = json!({ "requestId": fresh(), "padding": "x".repeat(bytes) });
        format!("42[\"session:list\",{payload}]")
    };
    assert_eq!(client.post(command(9_000)).await, 200);
    client.until("\"session:list\"").await;
    assert_eq!(client.post(command(10_001)).await, 413);
    Client::connect(&server).await.settle().await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_command_that_takes_too_long_is_told_so_and_may_be_repeated() {
    let server = Server::start("limits.command_deadline = \"200ms\"").await;
    let mut client = Client::connect(&server).await;
    let create = json!({ "model": "slow", "requestId": fresh() });
    let id = create["requestId"].as_str().unwrap();
    // Somebody else keeps the file: whatever is to be stored waits.
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let lock = file.begin_with("BEGIN IMMEDIATE").await.unwrap();
    client.emit("session:create", &create).await;
    let error = client.reply(id).await;
    assert_eq!((error.code(), &error.payload()["retryable"]), ("TIMEOUT", &json!(true)));
    lock.rollback().await.unwrap();
    let replies =
        |log: &[Event]| log.iter().filter(|event| event.request_id() == Some(id)).cloned().collect::<Vec<_>>();
    let created = loop {
        let before = replies(&client.log).len();
        client.emit("session:create", &create).await;
        let answers = client.until("an answer", |log| Some(replies(log)).filter(|all| all.len() > before)).await;
        match answers.last().unwrap() {
            again if again.code() == "TIMEOUT" => {}
            created => break created.clone(),
        }
    };
    assert_eq!(created.name, "session:created");
    let list = client.ask("session:list", json!({})).await;
    let slow = list["sessions"].as_array().unwrap().iter().filter(|session| session["model"] == "slow");
    assert_eq!(slow.count(), 1, "the repeat was carried out again");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn commands_beyond_the_inbox_are_refused_at_once() {
    let server = Server::start("limits.inbox = 4").await;
    let mut client = Client::connect(&server).await;
    let ids: Vec<_> = (0..100).map(|_| fresh()).collect();
    let burst: Vec<_> = ids.iter().map(|id| ("session:create", json!({ "requestId": id }))).collect();
    client.emit_all(&burst).await;
    let codes = codes(&mut client, &ids).await;
    let made = codes.iter().filter(|code| code.is_empty()).count();
    let refused = codes.iter().filter(|code| *code == "OVERLOADED").count();
    assert_eq!(made + refused, 100, "{codes:?}");
    assert!(made >= 5 && refused > 0, "{made} made, {refused} refused");
    let list = client.ask("session:list", json!({})).await;
    assert_eq!(list["sessions"].as_array().unwrap().len(), made + 1);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn messages_beyond_the_queue_of_a_session_are_refused_at_once() {
    let server = Server::start("limits.queued_runs = 2").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("endless").await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let message = json!({ "sessionId": session, "message": format!("message {number}") });
        ids.push(client.begin("chat:send", message).await);
    }
    for id in &ids[3..] {
        let refused = client.reply(id).await;
        assert_eq!((refused.code(), &refused.payload()["retryable"]), ("OVERLOADED", &json!(true)));
    }
    // Those that wait are answered in their turn; a deletion cancels them all.
    assert!(ids[..3].iter().all(|id| client.replies(id).is_empty()));
    client.ask("session:delete", json!({ "sessionId": session })).await;
    assert_eq!(codes(&mut client, &ids[..3]).await, ["CANCELLED"; 3]);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_full_disk_is_a_server_error_that_passes_with_its_cause() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "before" })).await;
    limit_files(&server, "1");
    let rename = |title: &str| json!({ "sessionId": session, "title": title });
    let error = client.fail("session:rename", rename("during")).await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("SERVER_ERROR"), &json!(true)));
    let words = error["message"].as_str().unwrap().to_lowercase();
    assert!(["sql", "disk", "/", "i/o"].iter().all(|secret| !words.contains(secret)), "{words}");
    assert_eq!(server.get("/readyz").await.status(), 503);
    assert!(server.log().contains("the store takes no changes"), "{}", server.log());
    // Reading goes on.
    let list = client.ask("session:list", json!({})).await;
    assert_ne!(list["sessions"].as_array().unwrap().last().unwrap()["title"], "during");

    limit_files(&server, "unlimited");
    client.ask("session:rename", rename("after")).await;
    let response = client.ask("chat:send", json!({ "sessionId": session, "message": "again" })).await;
    assert_eq!(response["response"], "Echo: again");
    assert_eq!(server.get("/readyz").await.status(), 200);
    let switched = client.ask("session:switch", json!({ "sessionId": session })).await;
    assert_eq!(switched["session"]["title"], "after");
    let bodies: Vec<&Value> = switched["messages"].as_array().unwrap().iter().map(|message| &message["body"]).collect();
    assert_eq!(bodies, ["before", "Echo: before", "again", "Echo: again"]);
    server.assert_promises_kept().await;
}

/// How many bytes a file of the server may have: what is beyond fails as on a full disk.
fn limit_files(server: &Server, bytes: &str) {
    let pid = server.pid().to_string();
    let limited = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status();
    assert!(limited.expect("prlimit of util-linux").success());
}

#[tokio::test]
async fn a_refused_handshake_does_not_come_back_in_full() {
    let server = Server::start("").await;
    let auth = json!({ "resume": "x".repeat(500_000) });
    let refusal = Client::arrive(&server, auth, "").await.err().expect("a refusal");
    assert!(refusal.len() < 1_000, "{} bytes", refusal.len());
    assert!(refusal.contains("VALIDATION_ERROR"), "{refusal}");
}
