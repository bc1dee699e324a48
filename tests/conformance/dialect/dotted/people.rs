//! The rows `room.*`, `member.*`, `device.*` and `presence.*` of both tables.

use serde_json::{Value, json};

use super::{arrive, ask, told};
use crate::{
    dialect::{connect, public_room},
    support::{Client, Server},
};

#[tokio::test]
async fn members_come_and_go() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    let joined = ask(&mut bo, "room.join", json!({ "room": room })).await;
    assert_eq!((&joined["room"]["id"], &joined["members"][0]["user"]["id"]), (&json!(room), &json!("ann")));
    ann.wait_for("Bo", |event| event.name == "room:memberJoined" && event.payload()["userId"] == "bo").await;

    let mut cy = connect(&server, "cy").await;
    cy.ask("room:join", json!({ "roomId": room })).await;
    let expected = json!({ "network_id": room, "user_id": "cy" });
    assert_eq!(told(&mut bo, "member.joined", |told| told["user_id"] == "cy").await, expected);
    cy.ask("room:leave", json!({ "roomId": room })).await;
    assert_eq!(told(&mut bo, "member.left", |told| told["user_id"] == "cy").await, expected);

    ask(&mut bo, "room.leave", json!({ "room": room })).await;
    ann.wait_for("Bo to go", |event| event.name == "room:memberLeft" && event.payload()["userId"] == "bo").await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn presence_crosses_both_ways() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    ask(&mut bo, "room.join", json!({ "room": room })).await;
    let acked = ask(&mut bo, "presence.set", json!({ "status": "busy" })).await;
    assert_eq!((&acked["user_id"], &acked["status"]), (&json!("bo"), &json!("busy")));
    let busy = |event: &crate::support::Event| event.name == "presence:updated" && event.payload()["status"] == "busy";
    assert_eq!(ann.wait_for("Bo to be busy", busy).await.payload()["userId"], "bo");
    ann.ask("presence:set", json!({ "status": "away" })).await;
    let update = told(&mut bo, "presence.update", |told| told["status"] == "away").await;
    assert_eq!(update, json!({ "user_id": "ann", "status": "away" }));
}

#[tokio::test]
async fn devices_come_and_go() {
    let server = Server::start("presence.grace = \"100ms\"").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    ask(&mut bo, "room.join", json!({ "room": room })).await;
    let phone = Client::connect_with(&server, json!({ "userId": "ann", "deviceId": "phone" })).await;
    let expected = json!({ "device_id": "phone", "user_id": "ann" });
    assert_eq!(told(&mut bo, "device.online", |told| told["device_id"] == "phone").await, expected);
    phone.cut();
    assert_eq!(told(&mut bo, "device.offline", |told| told["device_id"] == "phone").await, expected);
}

#[tokio::test]
async fn a_ping_is_answered_once() {
    let server = Server::start("").await;
    let mut bo = arrive(&server, "bo").await;
    bo.send(json!({ "type": "presence.ping" })).await;
    bo.send(json!({ "type": "presence.ping", "op_id": "p", "data": {} })).await;
    // What comes after it shows that nothing else answers it.
    ask(&mut bo, "presence.set", json!({ "status": "online" })).await;
    let pongs: Vec<Value> = bo.all("presence.pong").into_iter().cloned().collect();
    assert_eq!((pongs.len(), bo.all("ack").len()), (2, 1), "{:#?}", bo.log);
    assert_eq!((&pongs[0]["op_id"], &pongs[1]["op_id"]), (&Value::Null, &json!("p")));
    let fields: Vec<_> = pongs[0]["data"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["timestamp"]);
    assert!(pongs[0]["data"]["timestamp"].is_string());
}
