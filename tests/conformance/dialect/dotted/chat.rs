//! The rows `chat.*` of both tables.

use serde_json::{Value, json};

use super::{arrive, ask, told};
use crate::{
    dialect::{connect, public_room},
    support::{Client, Server, raw::Raw, text},
};

/// Ann, who owns a room, and Bo, who speaks the dialect in it.
async fn two(server: &Server) -> (Client, Raw, String) {
    let mut ann = connect(server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(server, "bo").await;
    ask(&mut bo, "room.join", json!({ "room": room })).await;
    (ann, bo, room)
}

#[tokio::test]
async fn a_message_crosses_both_ways() {
    let server = Server::start("").await;
    let (mut ann, mut bo, room) = two(&server).await;
    let acked = ask(&mut bo, "chat.send", json!({ "scope": room, "body": "hello" })).await;
    let id = &acked["message"]["id"];
    assert_eq!((&acked["message"]["room_id"], &acked["message"]["sender_id"]), (&json!(room), &json!("bo")));
    let heard = ann.event("chat:message").await;
    assert_eq!((&heard.payload()["id"], &heard.payload()["body"]), (id, &json!("hello")));
    told(&mut bo, "chat.message", |message| message["id"] == *id).await;

    let metadata = json!({ "someKey": { "anotherKey": 1 } });
    let reply = json!({ "roomId": room, "body": "hi", "parentId": id, "metadata": metadata });
    let sent = ann.ask("chat:send", reply).await["message"].clone();
    let message = told(&mut bo, "chat.message", |message| message["body"] == "hi").await;
    let expected = json!({
        "id": sent["id"], "room": room, "sender_id": "ann", "body": "hi", "attachments": [], "parent_id": id,
        "metadata": metadata, "created_at": sent["createdAt"], "reactions": [], "reply_count": 0
    });
    assert_eq!(message, expected);

    let acked = ask(&mut bo, "chat.send", json!({ "scope": room, "body": "again", "parent_id": id })).await;
    assert_eq!((&acked["message"]["parent_id"], &acked["message"]["reply_count"]), (id, &json!(0)));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn edits_cross_both_ways() {
    let server = Server::start("").await;
    let (mut ann, mut bo, room) = two(&server).await;
    let acked = ask(&mut bo, "chat.send", json!({ "scope": room, "body": "helo" })).await;
    let id = &acked["message"]["id"];
    let edited = ask(&mut bo, "chat.edit", json!({ "message_id": id, "new_body": "hello" })).await;
    assert!(edited["edited_at"].is_string(), "{edited}");
    assert_eq!(ann.event("chat:edited").await.payload()["body"], "hello");

    let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "hye" })).await["message"].clone();
    ann.ask("chat:edit", json!({ "messageId": sent["id"], "newBody": "hey" })).await;
    let edited = told(&mut bo, "chat.edited", |message| message["id"] == sent["id"]).await;
    assert_eq!((&edited["body"], &edited["room"]), (&json!("hey"), &json!(room)));
    assert!(edited["edited_at"].is_string() && edited["created_at"].is_string(), "{edited}");
}

#[tokio::test]
async fn deletions_and_redactions_cross_both_ways() {
    let server = Server::start("").await;
    let (mut ann, mut bo, room) = two(&server).await;
    let mut ids = Vec::new();
    for body in ["first", "second", "third"] {
        let acked = ask(&mut bo, "chat.send", json!({ "scope": room, "body": body })).await;
        ids.push(acked["message"]["id"].clone());
    }
    let acked = ask(&mut bo, "chat.delete", json!({ "message_id": ids[0], "mode": "soft" })).await;
    let deleted = json!({ "message_id": ids[0], "deleted_at": acked["deleted_at"] });
    assert_eq!(told(&mut bo, "chat.deleted", |deleted| deleted["message_id"] == ids[0]).await, deleted);
    assert_eq!(ann.event("chat:deleted").await.payload()["messageId"], ids[0]);
    ann.ask("chat:delete", json!({ "messageId": ids[1], "mode": "hard" })).await;
    told(&mut bo, "chat.deleted", |deleted| deleted["message_id"] == ids[1]).await;

    ann.ask("chat:redact", json!({ "messageId": ids[2], "mask": "***" })).await;
    let redacted = told(&mut bo, "chat.redacted", |_| true).await;
    assert_eq!(redacted, json!({ "message_id": ids[2], "new_body": "***" }));

    ann.ask("room:setRole", json!({ "roomId": room, "userId": "bo", "role": "moderator" })).await;
    let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "rude" })).await["message"]["id"].clone();
    ask(&mut bo, "chat.redact", json!({ "message_id": sent, "mask": "-" })).await;
    let masked = |event: &crate::support::Event| event.name == "chat:redacted" && event.payload()["newBody"] == "-";
    ann.wait_for("the mask", masked).await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn reads_and_reactions_cross_both_ways() {
    let server = Server::start("").await;
    let (mut ann, mut bo, room) = two(&server).await;
    let id = ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await["message"]["id"].clone();
    ask(&mut bo, "chat.read", json!({ "message_id": id, "room": room })).await;
    let by_bo = |event: &crate::support::Event| event.name == "chat:readUpdated" && event.payload()["userId"] == "bo";
    assert_eq!(ann.wait_for("what Bo has read", by_bo).await.payload()["messageId"], id);
    let other = ask(&mut bo, "chat.send", json!({ "scope": room, "body": "hi" })).await["message"]["id"].clone();
    ann.ask("chat:read", json!({ "roomId": room, "messageId": other })).await;
    let read = told(&mut bo, "chat.read.update", |read| read["user_id"] == "ann" && read["message_id"] == other).await;
    assert_eq!(read, json!({ "message_id": other, "user_id": "ann", "room": room }));

    let reaction = json!({ "message_id": id, "reaction": "👍", "action": "add", "scope": room });
    ask(&mut bo, "chat.reaction", reaction).await;
    let heard = ann.event("chat:reactionUpdated").await;
    assert_eq!((&heard.payload()["userId"], &heard.payload()["reaction"]), (&json!("bo"), &json!("👍")));
    ann.ask("chat:reaction", json!({ "messageId": id, "reaction": "🎉", "action": "add" })).await;
    ann.ask("chat:reaction", json!({ "messageId": id, "reaction": "🎉", "action": "remove" })).await;
    let removed = told(&mut bo, "chat.reaction.update", |told| told["action"] == "remove").await;
    assert_eq!(removed, json!({ "message_id": id, "user_id": "ann", "reaction": "🎉", "action": "remove" }));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn typing_crosses_both_ways() {
    let server = Server::start("").await;
    let (mut ann, mut bo, room) = two(&server).await;
    let acked = ask(&mut bo, "chat.typing", json!({ "scope": room, "typing": true })).await;
    assert_eq!(acked, json!({ "ok": true }));
    let heard = ann.event("chat:typingUpdated").await;
    assert_eq!(heard.payload(), &json!({ "roomId": room, "userId": "bo", "typing": true }));
    for typing in [true, false] {
        ann.emit("chat:typing", &json!({ "roomId": room, "typing": typing })).await;
        let update = told(&mut bo, "chat.typing.user", |told| told["typing"] == typing).await;
        assert_eq!(update, json!({ "scope": room, "user_id": "ann", "typing": typing }));
    }
}

#[tokio::test]
async fn a_room_may_be_called_by_its_slug() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = ann.ask("room:create", json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" })).await;
    let mut bo = arrive(&server, "bo").await;
    let joined = ask(&mut bo, "room.join", json!({ "room": "lobby" })).await;
    assert_eq!((&joined["room"]["id"], &joined["room"]["member_count"]), (&room["id"], &json!(2)));
    ask(&mut bo, "chat.send", json!({ "scope": "lobby", "body": "hello" })).await;
    let message = told(&mut bo, "chat.message", |_| true).await;
    assert_eq!(text(&message["room"]), text(&room["id"]));
    assert_ne!(message["id"], Value::Null);
}
