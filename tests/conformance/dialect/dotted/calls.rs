//! The rows `call.*` of both tables.

use serde_json::{Value, json};

use super::{arrive, ask, fail, told};
use crate::{
    dialect::{connect, public_room},
    support::{Client, Server, raw::Raw},
};

async fn two(server: &Server) -> (Client, Raw) {
    let mut ann = connect(server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(server, "bo").await;
    ask(&mut bo, "room.join", json!({ "room": room })).await;
    (ann, bo)
}

#[tokio::test]
async fn one_may_call() {
    let server = Server::start("").await;
    let (mut ann, mut bo) = two(&server).await;
    let sdp = json!({ "type": "offer", "sdp": "v=0" });
    let acked = ask(&mut bo, "call.offer", json!({ "target_id": "ann", "call_type": "video", "sdp": sdp })).await;
    let offered = ann.event("call:offer").await.payload().clone();
    assert_eq!((&offered["callId"], &offered["fromUser"]), (&acked["call_id"], &json!("bo")));
    assert_eq!((&offered["callType"], &offered["sdp"]), (&json!("video"), &sdp));

    ann.ask("call:answer", json!({ "targetId": "bo", "sdp": "v=1" })).await;
    assert_eq!(told(&mut bo, "call.answer", |_| true).await, json!({ "from_user": "ann", "sdp": "v=1" }));
    let candidate = json!({ "candidate": "a way", "sdpMid": "0", "sdpMLineIndex": 0 });
    assert_eq!(
        ask(&mut bo, "call.ice", json!({ "target_id": "ann", "candidate": candidate })).await,
        json!({ "ok": true })
    );
    assert_eq!(ann.event("call:ice").await.payload()["candidate"], candidate);
    ann.emit("call:ice", &json!({ "targetId": "bo", "candidate": candidate })).await;
    assert_eq!(told(&mut bo, "call.ice", |_| true).await, json!({ "from_user": "ann", "candidate": candidate }));
    ask(&mut bo, "call.end", json!({ "target_id": "ann", "reason": "late" })).await;
    assert_eq!(ann.event("call:end").await.payload()["reason"], "late");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn one_may_be_called() {
    let server = Server::start("").await;
    let (mut ann, mut bo) = two(&server).await;
    let call = ann.ask("call:offer", json!({ "targetId": "bo", "callType": "audio", "sdp": "v=0" })).await;
    let offer = told(&mut bo, "call.offer", |_| true).await;
    assert_eq!(offer, json!({ "from_user": "ann", "call_type": "audio", "sdp": "v=0" }));
    let acked = ask(&mut bo, "call.answer", json!({ "target_id": "ann", "sdp": "v=1" })).await;
    assert_eq!(acked["call_id"], call["callId"]);
    assert_eq!(ann.event("call:answer").await.payload()["sdp"], "v=1");
    bo.send(json!({ "type": "call.ice", "data": { "target_id": "ann", "candidate": null } })).await;
    assert_eq!(ann.event("call:ice").await.payload()["candidate"], Value::Null);
    ann.ask("call:end", json!({ "targetId": "bo" })).await;
    assert_eq!(told(&mut bo, "call.end", |_| true).await, json!({ "from_user": "ann", "reason": "hangup" }));
}

#[tokio::test]
async fn strangers_cannot_be_called() {
    let server = Server::start("").await;
    let _cy = connect(&server, "cy").await;
    let mut bo = arrive(&server, "bo").await;
    let error = fail(&mut bo, "call.offer", json!({ "target_id": "cy", "call_type": "audio", "sdp": "v=0" })).await;
    assert_eq!(error["code"], "PERMISSION_DENIED");
}
