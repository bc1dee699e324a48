//! `chat:delete`: what is left of a message. That nothing is left on disk: see `erased`.

use serde_json::json;

use super::{Server, connect, history, lobby, replayed, said, told};

#[tokio::test]
async fn a_deleted_message_stays_as_an_empty_place() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let payload = json!({ "roomId": room, "body": "oops", "metadata": { "mood": "oops" } });
    let id = bob.ask("chat:send", payload).await["message"]["id"].clone();
    bob.ask("chat:edit", json!({ "messageId": id, "newBody": "oops, again" })).await;
    let deleted = bob.ask("chat:delete", json!({ "messageId": id, "mode": "soft" })).await;
    let event = ada.event("chat:deleted").await;
    assert_eq!(event.payload()["deletedAt"], deleted["deletedAt"]);
    assert_eq!((&event.payload()["messageId"], &event.payload()["roomId"]), (&id, &json!(room)));
    let message = history(&mut ada, &room).await.remove(0);
    assert_eq!((&message["body"], &message["deletedAt"]), (&json!(""), &deleted["deletedAt"]));
    assert_eq!((&message["id"], &message["senderId"]), (&id, &json!("bob")));
    for event in replayed(&server, "ada", &room).await {
        assert!(!event.body.to_string().contains("oops"), "{}", event.body);
    }
}

#[tokio::test]
async fn who_may_delete_what() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut cyn = connect(&server, "cyn").await;
    let room = lobby(&mut ada, &mut [&mut bob, &mut cyn]).await;
    let id = said(&mut bob, &room, "hello").await;
    let delete = |mode: &str| json!({ "messageId": id, "mode": mode });
    assert_eq!(cyn.fail("chat:delete", delete("soft")).await["code"], "PERMISSION_DENIED");
    // Hard is for moderators, also of one's own.
    assert_eq!(bob.fail("chat:delete", delete("hard")).await["code"], "PERMISSION_DENIED");
    bob.ask("chat:delete", delete("soft")).await;
    ada.ask("chat:delete", delete("hard")).await;
    assert_eq!(ada.fail("chat:delete", json!({ "messageId": id, "mode": "both" })).await["code"], "VALIDATION_ERROR");
}

#[tokio::test]
async fn a_deletion_is_told_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let id = said(&mut ada, &room, "hello").await;
    let mut times = Vec::new();
    for mode in ["soft", "soft", "hard", "hard", "soft"] {
        times.push(ada.ask("chat:delete", json!({ "messageId": id, "mode": mode })).await["deletedAt"].clone());
    }
    times.dedup();
    assert_eq!((times.len(), told(&ada, "chat:deleted").len()), (1, 1));
    for (name, payload) in [
        ("chat:redact", json!({ "messageId": id, "mask": "x" })),
        ("chat:reaction", json!({ "messageId": id, "reaction": "x", "action": "add" })),
        ("chat:send", json!({ "roomId": room, "body": "x", "parentId": id })),
    ] {
        assert_eq!(ada.fail(name, payload).await["code"], "NOT_FOUND", "{name}");
    }
    // A read position may still stand on it.
    ada.ask("chat:read", json!({ "roomId": room, "messageId": id })).await;
}
