//! `chat:edit` and `chat:redact`.

use serde_json::json;

use super::{Server, bodies, connect, history, lobby, replayed, said, support::broken_rules, told};

#[tokio::test]
async fn an_author_edits_and_everybody_sees_it() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let id = said(&mut bob, &room, "helo").await;
    ada.ask("chat:reaction", json!({ "messageId": id, "reaction": "+1", "action": "add" })).await;
    let edited = bob.ask("chat:edit", json!({ "messageId": id, "newBody": "hello" })).await;
    assert_eq!((&edited["body"], &edited["seq"]), (&json!("hello"), &json!(3)), "its place stays");
    assert!(edited["editedAt"].is_string());
    let event = ada.event("chat:edited").await;
    assert_eq!(event.place(), Some((&*format!("rooms/{room}"), 5)));
    assert_eq!((&event.payload()["id"], &event.payload()["body"]), (&json!(id), &json!("hello")));
    assert_eq!(event.payload()["reactions"], json!([{ "reaction": "+1", "userIds": ["ada"] }]));
    assert_eq!(history(&mut ada, &room).await[0], *event.payload());
}

#[tokio::test]
async fn nobody_else_edits_it_not_even_the_owner() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let id = said(&mut bob, &room, "mine").await;
    let edit = json!({ "messageId": id, "newBody": "yours" });
    assert_eq!(ada.fail("chat:edit", edit.clone()).await["code"], "PERMISSION_DENIED");
    // One who has left is nobody to the room's messages, their own included.
    bob.ask("room:leave", json!({ "roomId": room })).await;
    assert_eq!(bob.fail("chat:edit", edit).await["code"], "NOT_FOUND");
    assert_eq!(bodies(&history(&mut ada, &room).await), ["mine"]);
}

#[tokio::test]
async fn what_is_deleted_or_redacted_is_edited_no_more() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    for (name, payload, code) in [
        ("chat:delete", json!({ "mode": "soft" }), "NOT_FOUND"),
        ("chat:delete", json!({ "mode": "hard" }), "NOT_FOUND"),
        ("chat:redact", json!({ "mask": "***" }), "CONFLICT"),
    ] {
        let id = said(&mut ada, &room, "hello").await;
        let mut payload = payload;
        payload["messageId"] = json!(id);
        ada.ask(name, payload).await;
        let before = history(&mut ada, &room).await;
        assert_eq!(ada.fail("chat:edit", json!({ "messageId": id, "newBody": "x" })).await["code"], code, "{name}");
        assert_eq!(history(&mut ada, &room).await, before);
    }
    assert!(told(&ada, "chat:edited").is_empty());
}

#[tokio::test]
async fn an_edit_keeps_to_the_rules_of_a_message() {
    let server = Server::start("limits.max_chat_chars = 10").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let id = said(&mut ada, &room, "hello").await;
    for body in ["", "12345678901"] {
        let error = ada.fail("chat:edit", json!({ "messageId": id, "newBody": body })).await;
        assert_eq!(broken_rules(&error), ["/newBody length"]);
    }
    let error = ada.fail("chat:redact", json!({ "messageId": id, "mask": "x".repeat(501) })).await;
    assert_eq!(broken_rules(&error), ["/mask length"]);
}

#[tokio::test]
async fn a_redaction_puts_a_mask_in_the_place_of_the_body() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let payload = json!({ "roomId": room, "body": "my number is 4711", "metadata": { "html": "<b>4711</b>" } });
    let id = bob.ask("chat:send", payload).await["message"]["id"].clone();
    bob.ask("chat:edit", json!({ "messageId": id, "newBody": "4711, I mean" })).await;
    let redacted = ada.ask("chat:redact", json!({ "messageId": id, "mask": "***" })).await;
    assert_eq!((&redacted["newBody"], &redacted["roomId"]), (&json!("***"), &json!(room)));
    assert_eq!(bob.event("chat:redacted").await.payload()["newBody"], "***");
    let message = history(&mut bob, &room).await.remove(0);
    assert_eq!((&message["body"], message["redactedAt"].is_string()), (&json!("***"), true));
    assert!(!message.to_string().contains("4711"));
    for event in replayed(&server, "bob", &room).await {
        assert!(!event.body.to_string().contains("4711"), "{}", event.body);
    }
    server.kill().await;
    let server = server.restarted().await;
    let mut bob = connect(&server, "bob").await;
    assert_eq!(bodies(&history(&mut bob, &room).await), ["***"]);
}
