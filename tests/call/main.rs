//! Calls between two people: every step of one, whoever crosses, comes late, is cut or is a
//! stranger (contract section 3).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod course;
mod reconnect;
mod refused;
#[path = "../support/mod.rs"]
mod support;

use serde_json::{Value, json};
use support::{Client, Event, Server, text};

/// Short, so that a call that nobody answers ends while the test waits.
const SHORT: &str = "call.ring_timeout = \"300ms\"\ncall.grace = \"300ms\"";

fn on(name: &str, device: &str) -> Value {
    json!({ "userId": name, "deviceId": device })
}

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, on(name, &format!("{name}-laptop"))).await
}

/// These people, who share a room.
async fn people<const N: usize>(server: &Server, names: [&str; N]) -> [Client; N] {
    let mut people = Vec::new();
    for name in names {
        let mut client = connect(server, name).await;
        if people.is_empty() {
            client.ask("room:create", json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" })).await;
        } else {
            client.ask("room:join", json!({ "roomId": "lobby" })).await;
        }
        people.push(client);
    }
    people.try_into().unwrap_or_else(|_| panic!("as many as there are names"))
}

fn offer(target: &str) -> Value {
    json!({ "targetId": target, "callType": "video", "sdp": format!("v=0 offer to {target}") })
}

fn answer(target: &str) -> Value {
    json!({ "targetId": target, "sdp": { "type": "answer", "sdp": "v=0 answer" } })
}

fn ice(target: &str, number: usize) -> Value {
    json!({ "targetId": target, "candidate": { "candidate": format!("candidate:{number}"), "sdpMid": "0", "sdpMLineIndex": 0 } })
}

fn end(target: &str) -> Value {
    json!({ "targetId": target })
}

/// Who calls waits until it rings; the id of the call.
async fn call(from: &mut Client, target: &str) -> String {
    text(&from.ask("call:offer", offer(target)).await["callId"]).to_owned()
}

/// A call that was answered; its id.
async fn talk(ada: &mut Client, bob: &mut Client) -> String {
    let id = call(ada, "bob").await;
    bob.event("call:offer").await;
    bob.ask("call:answer", answer("ada")).await;
    ada.event("call:answer").await;
    id
}

/// The end of this call as a client is told it.
async fn ending(client: &mut Client, id: &str) -> Value {
    let ended = |event: &Event| event.name == "call:end" && event.payload()["callId"] == id;
    client.wait_for("the end of the call", ended).await.payload().clone()
}

fn count(client: &Client, name: &str) -> usize {
    client.log.iter().filter(|event| event.name == name).count()
}

fn candidates(client: &Client) -> Vec<String> {
    let ice = client.log.iter().filter(|event| event.name == "call:ice");
    ice.map(|event| text(&event.payload()["candidate"]["candidate"]).to_owned()).collect()
}

fn lines(numbers: impl Iterator<Item = usize>) -> Vec<String> {
    numbers.map(|number| format!("candidate:{number}")).collect()
}
