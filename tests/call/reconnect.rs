//! Who is cut and comes back, or does not.

use serde_json::json;

use super::{answer, call, connect, count, end, ending, ice, offer, on, people, talk};
use crate::support::{Client, Server, fresh, text, user};

#[tokio::test]
async fn a_repeated_offer_makes_no_second_call() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let mut repeated = offer("bob");
    repeated["requestId"] = json!(fresh());
    let request = text(&repeated["requestId"]).to_owned();
    ada.emit("call:offer", &repeated).await;
    let id = ada.reply(&request).await.payload()["callId"].clone();
    // The reply was lost with the connection.
    ada.cut();
    let mut ada = connect(&server, "ada").await;
    ada.emit("call:offer", &repeated).await;
    assert_eq!(ada.reply(&request).await.payload()["callId"], id);
    bob.settle().await;
    assert_eq!(count(&bob, "call:offer"), 1);
    bob.ask("call:end", end("ada")).await;
    ending(&mut ada, text(&id)).await;
    ada.log.clear();
    ada.emit("call:offer", &repeated).await;
    assert_eq!(ada.reply(&request).await.code(), "CONFLICT");
    bob.settle().await;
    assert_eq!(count(&bob, "call:offer"), 1);
}

#[tokio::test]
async fn a_caller_who_comes_back_in_time_keeps_the_call() {
    let server = Server::start("").await;
    let [ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let mut ada = ada;
    let id = call(&mut ada, "bob").await;
    bob.event("call:offer").await;
    ada.cut();
    server.until_metric("parlance_connections", 1.0).await;
    bob.ask("call:answer", answer("ada")).await;
    bob.ask("call:ice", ice("ada", 1)).await;
    let mut ada = connect(&server, "ada").await;
    assert_eq!(ada.event("call:answer").await.payload()["callId"], json!(id), "what came meanwhile");
    assert_eq!(ada.event("call:ice").await.payload()["candidate"]["candidate"], "candidate:1");
    // The callee as well, on another device this time.
    bob.cut();
    server.until_metric("parlance_connections", 1.0).await;
    let mut bob = Client::connect_with(&server, on("bob", "bob-phone")).await;
    ada.ask("call:ice", ice("bob", 2)).await;
    assert_eq!(bob.event("call:ice").await.payload()["candidate"]["candidate"], "candidate:2");
    // Described anew, as browsers do when their network has changed.
    assert_eq!(bob.ask("call:offer", offer("ada")).await["callId"], json!(id));
    assert_eq!(ada.event("call:offer").await.payload()["callId"], json!(id));
    ada.ask("call:answer", answer("bob")).await;
    bob.event("call:answer").await;
    assert_eq!(bob.ask("call:end", end("ada")).await["callId"], json!(id));
    ending(&mut ada, &id).await;
}

#[tokio::test]
async fn who_does_not_come_back_has_lost_the_call() {
    let server = Server::start("call.grace = \"300ms\"").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let id = call(&mut ada, "bob").await;
    bob.event("call:offer").await;
    ada.cut();
    let expected = json!({ "callId": id, "fromUser": "ada", "reason": "connection_lost" });
    assert_eq!(ending(&mut bob, &id).await, expected);
    let mut ada = connect(&server, "ada").await;
    let id = talk(&mut ada, &mut bob).await;
    bob.cut();
    assert_eq!(ending(&mut ada, &id).await["reason"], "connection_lost");
    call(&mut ada, "bob").await;
}

#[tokio::test]
async fn who_was_cut_when_a_call_ended_is_told_when_they_are_back() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    let id = talk(&mut ada, &mut bob).await;
    ada.cut();
    server.until_metric("parlance_connections", 1.0).await;
    bob.ask("call:end", end("ada")).await;
    let mut ada = connect(&server, "ada").await;
    assert_eq!(ending(&mut ada, &id).await["reason"], "hangup");
}

#[tokio::test]
async fn a_call_rings_for_who_is_not_there_yet() {
    let server = Server::start("").await;
    let [mut ada, bob] = people(&server, ["ada", "bob"]).await;
    bob.cut();
    server.until_metric("parlance_connections", 1.0).await;
    let id = call(&mut ada, "bob").await;
    let mut bob = Client::connect_with(&server, user("bob")).await;
    assert_eq!(bob.event("call:offer").await.payload()["callId"], json!(id));
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
}
