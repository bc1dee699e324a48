//! Rooms and what is said in them.

use serde_json::{Value, json};

use super::{arrive, join, refusal, say};
use crate::{
    dialect::{connect, public_room},
    support::{Client, Server, fresh, raw::Raw, text},
};

/// What a client was told of the message with this content.
async fn received(client: &mut Raw, content: &str) -> Value {
    let fits = |told: &Value| told["type"] == "messageReceived" && told["payload"]["content"] == content;
    client.wait_for(content, fits).await
}

/// The bodies of all that was said in a room.
async fn bodies(client: &mut Client, room: &str) -> Vec<String> {
    let page = client.ask("room:history", json!({ "roomId": room })).await;
    page["messages"].as_array().unwrap().iter().map(|message| text(&message["body"]).to_owned()).collect()
}

#[tokio::test]
async fn a_message_crosses_both_ways() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    join(&mut bo, &room).await;
    assert!(bo.all("error").is_empty(), "success is silent");

    let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await;
    let told = received(&mut bo, "hello").await;
    let id = &sent["message"]["id"];
    let payload = &told["payload"];
    assert!(told["timestamp"].is_i64() && payload["timestamp"].is_i64(), "{told}");
    assert_eq!((&told["messageId"], &payload["messageId"]), (id, id));
    assert_eq!((&payload["roomId"], &payload["senderId"]), (&json!(room), &json!("ann")));
    assert_eq!(payload["metadata"], Value::Null);

    let metadata = json!({ "type": "file", "fileUrl": "/f/1", "fileName": "a.txt" });
    let payload = json!({ "roomId": room, "content": "a file", "metadata": metadata });
    bo.send(json!({ "type": "message", "payload": payload, "priority": 1 })).await;
    let heard = ann.wait_for("a file", |event| event.payload()["body"] == "a file").await;
    assert_eq!((&heard.payload()["senderId"], &heard.payload()["metadata"]), (&json!("bo"), &metadata));
    assert_eq!(received(&mut bo, "a file").await["payload"]["metadata"], metadata);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn an_author_hears_their_own_id_on_all_connections() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let (mut first, mut second, mut cy) =
        (arrive(&server, "bo").await, arrive(&server, "bo").await, arrive(&server, "cy").await);
    for client in [&mut first, &mut second, &mut cy] {
        join(client, &room).await;
    }
    let metadata = json!({ "type": "text" });
    let payload = json!({ "roomId": room, "content": "mine", "metadata": metadata });
    first.send(json!({ "type": "message", "payload": payload, "messageId": "bo-1" })).await;
    for client in [&mut first, &mut second] {
        let told = received(client, "mine").await;
        assert_eq!((&told["messageId"], &told["payload"]["messageId"]), (&json!("bo-1"), &json!("bo-1")));
        assert_eq!(told["payload"]["metadata"], metadata);
    }
    let heard = ann.wait_for("mine", |event| event.payload()["body"] == "mine").await;
    let id = &heard.payload()["id"];
    assert_eq!(heard.payload()["metadata"], json!({ "type": "text", "messageId": "bo-1" }));
    let told = received(&mut cy, "mine").await;
    assert_eq!((&told["messageId"], &told["payload"]["messageId"], &told["payload"]["metadata"]), (id, id, &metadata));

    let path = format!("/api/ws?user=bo&resume=%7B%22rooms%2F{room}%22:0%7D");
    let mut again = Raw::connect(&server, &path).await;
    let told = received(&mut again, "mine").await;
    assert_eq!((&told["messageId"], &told["topic"]), (&json!("bo-1"), &json!(format!("rooms/{room}"))));
    assert!(told["seq"].is_i64(), "{told}");
}

#[tokio::test]
async fn a_message_that_is_sent_again_is_said_once() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let enter = json!({ "type": "joinRoom", "payload": { "roomId": room }, "messageId": "bo-0" });
    let once = json!({ "type": "message", "payload": { "roomId": room, "content": "once" }, "messageId": "bo-1" });
    let mut bo = arrive(&server, "bo").await;
    bo.send(enter.clone()).await;
    bo.send(once.clone()).await;
    received(&mut bo, "once").await;
    drop(bo);

    let mut bo = arrive(&server, "bo").await;
    bo.send(enter).await;
    bo.send(once.clone()).await;
    // It may not have heard it the first time.
    assert_eq!(received(&mut bo, "once").await["messageId"], "bo-1");
    say(&mut bo, &room, "twice").await;
    received(&mut bo, "twice").await;
    assert_eq!(bodies(&mut ann, &room).await, ["once", "twice"]);

    let mut other = once;
    other["payload"]["content"] = json!("something else");
    bo.send(other).await;
    assert_eq!(refusal(&mut bo, "bo-1").await["code"], "CONFLICT");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_private_room_looks_like_a_missing_one() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let private = ann.ask("room:create", json!({ "name": "Secret" })).await;
    let mut bo = arrive(&server, "bo").await;
    for name in ["joinRoom", "leaveRoom", "message"] {
        let mut refusals = Vec::new();
        for room in [text(&private["id"]), &fresh()] {
            let id = fresh();
            let payload = json!({ "roomId": room, "content": "hello" });
            bo.send(json!({ "type": name, "payload": payload, "messageId": id })).await;
            refusals.push(refusal(&mut bo, &id).await);
        }
        assert_eq!(refusals[0]["code"], "4003", "{name}");
        assert_eq!(refusals[0], refusals[1], "{name}");
    }
}

#[tokio::test]
async fn who_is_no_member_may_not_speak() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    let id = say(&mut bo, &room, "hello").await;
    assert_eq!(refusal(&mut bo, &id).await["code"], "4004");
    join(&mut bo, &room).await;
    bo.send(json!({ "type": "leaveRoom", "payload": { "roomId": room } })).await;
    ann.event("room:memberLeft").await;
    let id = say(&mut bo, &room, "hello").await;
    assert_eq!(refusal(&mut bo, &id).await["code"], "4004");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_bad_message_is_told_what_is_wrong_with_it() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    bo.send(json!({ "type": "dance", "payload": {}, "messageId": "1" })).await;
    assert_eq!(refusal(&mut bo, "1").await["code"], "4002");
    bo.send(json!({ "type": "joinRoom", "payload": { "roomId": room }, "messageId": "2", "priority": 5 })).await;
    assert_eq!(refusal(&mut bo, "2").await["code"], "4002");
    let id = say(&mut bo, &room, "").await;
    let error = refusal(&mut bo, &id).await;
    assert_eq!(error["code"], "4002");
    assert_eq!(
        (&error["details"]["rules"][0]["path"], &error["details"]["rules"][0]["rule"]),
        (&json!("/content"), &json!("length"))
    );
    join(&mut bo, &room).await;
}
