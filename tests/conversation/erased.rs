//! After a hard deletion and a clean stop the text is nowhere in the database's files.

use std::fs;

use serde_json::{Value, json};

use super::{
    Server, bodies, connect, history, lobby,
    support::{Client, PATIENCE, fresh},
};

/// The files of the database, their bytes as text.
fn files(server: &Server) -> Vec<(String, String)> {
    let folder = server.database().parent().unwrap().to_owned();
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    let database = named.filter(|(name, _)| name.starts_with("parlance.db"));
    database.map(|(name, path)| (name, String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned())).collect()
}

fn holding(server: &Server, text: &str) -> Vec<String> {
    files(server).into_iter().filter(|(_, bytes)| bytes.contains(text)).map(|(name, _)| name).collect()
}

async fn stop(server: &mut Server) {
    server.terminate();
    assert!(server.ended(PATIENCE).await.success());
}

/// Long enough for pages of its own.
fn secret(word: &str) -> String {
    word.repeat(500)
}

#[tokio::test]
async fn a_text_that_was_deleted_hard_is_nowhere() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let payload = json!({ "roomId": room, "body": secret("XYZZY"), "metadata": { "html": secret("XYZZY") },
        "requestId": fresh() });
    let id = bob.send_again("chat:send", &payload).await.payload()["message"]["id"].clone();
    let edit = json!({ "messageId": id, "newBody": secret("PLUGH"), "requestId": fresh() });
    bob.send_again("chat:edit", &edit).await;
    bob.ask("chat:edit", json!({ "messageId": id, "newBody": secret("FROTZ") })).await;
    super::said(&mut bob, &room, "NITFOL stays").await;
    ada.ask("chat:delete", json!({ "messageId": id, "mode": "soft" })).await;
    assert!(!holding(&server, "XYZZY").is_empty(), "for moderators it is still there");
    ada.ask("chat:delete", json!({ "messageId": id, "mode": "hard" })).await;
    stop(&mut server).await;
    for word in ["XYZZY", "PLUGH", "FROTZ"] {
        assert_eq!(holding(&server, word), [""; 0], "{word}");
    }
    assert_eq!(holding(&server, "NITFOL stays"), ["parlance.db"]);

    // The stored replies went with it, and a repeat does not bring it back.
    let server = server.restarted().await;
    let mut bob = connect(&server, "bob").await;
    for (name, payload) in [("chat:send", &payload), ("chat:edit", &edit)] {
        let reply = bob.send_again(name, payload).await;
        assert_eq!(reply.code(), "NOT_FOUND", "{name}: {}", reply.body);
    }
    assert_eq!(bodies(&history(&mut bob, &room).await), ["", "NITFOL stays"]);
}

#[tokio::test]
async fn a_redacted_text_is_nowhere() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let payload = json!({ "roomId": room, "body": secret("XYZZY"), "requestId": fresh() });
    let id = ada.send_again("chat:send", &payload).await.payload()["message"]["id"].clone();
    ada.ask("chat:edit", json!({ "messageId": id, "newBody": secret("PLUGH") })).await;
    ada.ask("chat:redact", json!({ "messageId": id, "mask": "[masked]" })).await;
    let again = ada.send_again("chat:send", &payload).await;
    assert!(again.is_error() && !again.body.to_string().contains("XYZZY"));
    stop(&mut server).await;
    for word in ["XYZZY", "PLUGH"] {
        assert_eq!(holding(&server, word), [""; 0], "{word}");
    }
}

#[tokio::test]
async fn a_deleted_room_leaves_nothing() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let id = super::said(&mut ada, &room, &secret("XYZZY")).await;
    ada.ask("chat:edit", json!({ "messageId": id, "newBody": secret("PLUGH") })).await;
    let reaction = json!({ "messageId": id, "reaction": "FROTZ-reaction", "action": "add" });
    ada.ask("chat:reaction", reaction).await;
    ada.ask("room:delete", json!({ "roomId": room })).await;
    stop(&mut server).await;
    for word in ["XYZZY", "PLUGH"] {
        assert_eq!(holding(&server, word), [""; 0], "{word}");
    }
}

/// The messages of a session, those that are not empty.
async fn messages(client: &mut Client, session: &str) -> Vec<Value> {
    let page = client.ask("session:history", json!({ "sessionId": session })).await;
    page["messages"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_was_said_to_an_agent_and_by_it_is_erased_too() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let session = ada.session("echo").await;
    let payload = json!({ "sessionId": session, "message": secret("XYZZY"), "requestId": fresh() });
    let response = ada.send_again("chat:send", &payload).await;
    assert_eq!(response.name, "chat:response");
    for message in messages(&mut ada, &session).await {
        ada.ask("chat:delete", json!({ "messageId": message["id"], "mode": "hard" })).await;
    }
    let again = ada.send_again("chat:send", &payload).await;
    assert_eq!(again.code(), "NOT_FOUND", "{}", again.body);
    stop(&mut server).await;
    assert_eq!(holding(&server, "XYZZY"), [""; 0]);
    let server = server.restarted().await;
    let mut ada = connect(&server, "ada").await;
    assert_eq!(ada.send_again("chat:send", &payload).await.code(), "NOT_FOUND");
    assert_eq!(messages(&mut ada, &session).await.len(), 2, "it was not said again");
}
