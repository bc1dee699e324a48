//! Credentials, and the close codes of the seed: each is told as an error first.

use serde_json::{Value, json};

use super::{arrive, join, refusal, say};
use crate::{
    dialect::{account, public_room},
    support::{Client, Server, raw::Raw, text},
};

/// Ends with this code, after an error that says the same.
async fn assert_ends_with(client: &mut Raw, code: u16) {
    let (closed, reason) = client.ended().await.expect("a close frame");
    assert_eq!(closed, code, "{reason}");
    let last = client.log.last().expect("an error before the end");
    assert_eq!((text(&last["type"]), text(&last["payload"]["code"])), ("error", &*code.to_string()));
    assert!(last["messageId"].is_string() && last["timestamp"].is_i64(), "{last}");
}

#[tokio::test]
async fn bad_credentials_end_in_4000() {
    let server = account::server().await;
    let mut bo = Raw::connect(&server, "/api/ws?token=nonsense").await;
    assert_ends_with(&mut bo, 4000).await;
}

#[tokio::test]
async fn nobody_who_says_nothing_stays() {
    let server = Server::start("auth.mode = \"local\"\nhandshake.authenticate_within = \"100ms\"").await;
    let mut bo = Raw::connect(&server, "/api/ws").await;
    assert_ends_with(&mut bo, 4000).await;
}

#[tokio::test]
async fn excess_again_and_again_ends_in_4001() {
    let server = Server::start("rate_limits.changes.connection = { rate = 0.001, burst = 1 }").await;
    let mut bo = arrive(&server, "bo").await;
    for number in 0..40 {
        let payload = json!({ "roomId": "nowhere" });
        bo.send(json!({ "type": "joinRoom", "payload": payload, "messageId": number.to_string() })).await;
    }
    assert_ends_with(&mut bo, 4001).await;
    let refused = bo.log.iter().find(|told| told["messageId"] == "1").expect("an answer");
    assert_eq!(refused["payload"]["code"], "4001");
    assert!(refused["payload"]["details"]["retryAfterMs"].is_u64(), "{refused}");
}

#[tokio::test]
async fn bad_messages_in_a_row_end_in_4002() {
    let server = Server::start("").await;
    let mut bo = arrive(&server, "bo").await;
    let bad = json!({ "type": "joinRoom", "payload": {}, "messageId": "bad" });
    for _ in 0..9 {
        bo.send(bad.clone()).await;
    }
    // A good one, and one that is only not known, begin the count again.
    bo.send(json!({ "type": "dance", "payload": {}, "messageId": "unknown" })).await;
    for _ in 0..9 {
        bo.send(bad.clone()).await;
    }
    bo.send(json!({ "type": "joinRoom", "payload": { "roomId": "nowhere" }, "messageId": "good" })).await;
    assert_eq!(refusal(&mut bo, "good").await["code"], "4003");
    for _ in 0..10 {
        bo.send(bad.clone()).await;
    }
    assert_ends_with(&mut bo, 4002).await;
    let refused = |told: &&Value| told["messageId"] == "bad";
    assert_eq!(bo.log.iter().filter(refused).count(), 27, "all but the last are answered under their id");
}

#[tokio::test]
async fn credentials_may_come_in_the_address_or_late() {
    let server = account::server().await;
    let (ann, bob) = (account::register(&server, "ann").await, account::register(&server, "bob").await);
    let mut socket_io = Client::connect_with(&server, json!({ "token": ann.access })).await;
    let room = public_room(&mut socket_io).await;
    let mut early = Raw::connect(&server, &format!("/api/ws?token={}", bob.access)).await;
    join(&mut early, &room).await;

    let own = say(&mut early, &room, "before").await;
    early.wait_for("its own message", |told| told["messageId"] == *own).await;

    let mut late = Raw::connect(&server, &format!("/api/ws?resume=%7B%22rooms%2F{room}%22:0%7D")).await;
    late.send(json!({ "type": "joinRoom", "payload": { "roomId": room }, "messageId": "1" })).await;
    assert_eq!(refusal(&mut late, "1").await["code"], "4000");
    late.send(json!({ "type": "authenticate", "payload": { "token": "nonsense" }, "messageId": "2" })).await;
    assert_eq!(refusal(&mut late, "2").await["code"], "4000");
    late.send(json!({ "type": "authenticate", "payload": { "token": bob.access }, "messageId": "3" })).await;
    let missed = late.wait_for("what was missed", |told| told["payload"]["content"] == "before").await;
    assert_eq!(missed["messageId"], *own, "it is known whose connection it is before anything is sent again");
    join(&mut late, &room).await;
    late.told("healthUpdate").await;
    assert!(late.log.iter().all(|told| told["messageId"] != "3"), "success is silent");
    server.assert_promises_kept().await;
}
