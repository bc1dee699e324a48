//! What holds for all commands: acknowledgements, errors, idempotency, credentials.

use serde_json::{Value, json};

use super::{arrive, ask, fail, told};
use crate::{
    dialect::{account, connect, public_room},
    support::{Server, fresh, raw::Raw, text},
};

#[tokio::test]
async fn without_op_id_success_is_silent() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    bo.send(json!({ "type": "room.join", "data": { "room": room } })).await;
    bo.send(json!({ "type": "chat.send", "scope": room, "body": "beside the type" })).await;
    told(&mut bo, "chat.message", |message| message["body"] == "beside the type").await;
    ask(&mut bo, "presence.set", json!({ "status": "online" })).await;
    assert_eq!((bo.all("ack").len(), bo.all("error").len()), (1, 0), "{:#?}", bo.log);
}

#[tokio::test]
async fn an_error_has_a_code_of_the_contract() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let private = ann.ask("room:create", json!({ "name": "Secret" })).await;
    let mut bo = arrive(&server, "bo").await;
    let mut hidden = fail(&mut bo, "room.join", json!({ "room": private["id"] })).await;
    let mut missing = fail(&mut bo, "room.join", json!({ "room": fresh() })).await;
    assert_ne!(hidden["op_id"].take(), missing["op_id"].take());
    assert_eq!((&hidden, text(&hidden["code"])), (&missing, "NOT_FOUND"), "the two look the same");

    assert_eq!(fail(&mut bo, "chat.dance", json!({})).await["code"], "UNKNOWN_EVENT");
    let error = fail(&mut bo, "chat.send", json!({ "scope": private["id"], "body": "" })).await;
    assert_eq!(error["code"], "VALIDATION_ERROR");
    assert!(text(&error["message"]).starts_with("/body "), "{error}");
    let error = fail(&mut bo, "presence.set", json!({ "status": "asleep" })).await;
    assert_eq!(error["code"], "VALIDATION_ERROR");

    bo.send(json!({ "type": "room.join", "op_id": 5, "data": { "room": private["id"] } })).await;
    let refused = told(&mut bo, "error", |error| error["op_id"].is_null()).await;
    let words = "op_id must be a string of 1 to 128 characters";
    assert_eq!(refused, json!({ "code": "VALIDATION_ERROR", "message": words }));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_command_that_is_sent_again_is_carried_out_once() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let once = json!({ "type": "chat.send", "op_id": "bo/1", "data": { "scope": room, "body": "once" } });
    let mut acks = Vec::new();
    for _ in 0..2 {
        let mut bo = arrive(&server, "bo").await;
        bo.send(json!({ "type": "room.join", "op_id": "bo/0", "data": { "room": room } })).await;
        bo.send(once.clone()).await;
        acks.push(told(&mut bo, "ack", |ack| ack["op_id"] == "bo/1").await);
    }
    assert_eq!(acks[0], acks[1], "the reply is the stored one");
    let mut third = arrive(&server, "bo").await;
    third.send(json!({ "type": "room.join", "op_id": "bo/0", "data": { "room": room } })).await;
    told(&mut third, "ack", |ack| ack["op_id"] == "bo/0").await;
    ann.ask("chat:send", json!({ "roomId": room, "body": "for all" })).await;
    told(&mut third, "chat.message", |message| message["body"] == "for all").await;
    let page = ann.ask("room:history", json!({ "roomId": room })).await;
    assert_eq!(page["messages"].as_array().map(Vec::len), Some(2), "{page}");

    let mut bo = arrive(&server, "bo").await;
    let mut other = once;
    other["data"]["body"] = json!("something else");
    bo.send(other).await;
    assert_eq!(told(&mut bo, "error", |error| error["op_id"] == "bo/1").await["code"], "CONFLICT");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_was_missed_is_told_to_who_resumes() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    ask(&mut bo, "room.join", json!({ "room": room })).await;
    drop(bo);
    ann.ask("chat:send", json!({ "roomId": room, "body": "missed" })).await;
    let resume = |position: u32| format!("/ws/dotted?user=bo&resume=%7B%22rooms%2F{room}%22:{position}%7D");
    let mut bo = Raw::connect(&server, &resume(0)).await;
    let missed = bo.wait_for("what was missed", |told| told["data"]["body"] == "missed").await;
    assert_eq!(missed["topic"], format!("rooms/{room}"));
    assert!(missed["seq"].is_i64(), "{missed}");
    let mut beyond = Raw::connect(&server, &resume(1_000)).await;
    let reset = told(&mut beyond, "sync.reset", |_| true).await;
    assert_eq!((&reset["topic"], &reset["head_seq"]), (&json!(format!("rooms/{room}")), &missed["seq"]));
}

#[tokio::test]
async fn tokens_are_refreshed_and_may_come_late() {
    let server = account::server().await;
    let bob = account::register(&server, "bob").await;
    let mut raw = Raw::connect(&server, "/ws/dotted").await;
    assert_eq!(fail(&mut raw, "presence.set", json!({ "status": "away" })).await["code"], "UNAUTHENTICATED");
    let error = fail(&mut raw, "auth.authenticate", json!({ "token": "nonsense" })).await;
    assert_eq!(error["code"], "UNAUTHENTICATED");
    let acked = ask(&mut raw, "auth.authenticate", json!({ "token": bob.access })).await;
    assert_eq!(acked["user"]["name"], "bob");
    ask(&mut raw, "presence.set", json!({ "status": "away" })).await;

    let fresh = ask(&mut raw, "auth.refresh", json!({ "refresh_token": bob.refresh })).await;
    assert!(["access_token", "refresh_token", "expires_at"].iter().all(|name| fresh[*name].is_string()), "{fresh}");
    let refresh = json!({ "type": "auth.refresh", "data": { "refresh_token": fresh["refresh_token"] } });
    raw.send(refresh).await;
    let ack = told(&mut raw, "ack", |ack| ack.get("op_id").is_none()).await;
    let token = text(&ack["data"]["access_token"]);
    let mut again = Raw::connect(&server, &format!("/ws/dotted?token={token}")).await;
    assert_ne!(ask(&mut again, "presence.set", json!({ "status": "online" })).await, Value::Null);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn bad_credentials_are_told_before_the_end() {
    let server = account::server().await;
    let mut bo = Raw::connect(&server, "/ws/dotted?token=nonsense").await;
    assert_eq!(told(&mut bo, "error", |_| true).await["code"], "UNAUTHENTICATED");
    assert_eq!(bo.ended().await.map(|(code, _)| code), Some(1008));
}
