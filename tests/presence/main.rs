//! Who is there, who types, and who may know (contract section 3).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod devices;
mod end;
mod status;
mod typing;

use serde_json::{Value, json};
use support::{Client, Event, Server, text, user};

/// A public room that all of them are in, `ada` as its owner.
async fn lobby(ada: &mut Client, others: &mut [&mut Client]) -> String {
    let made = ada.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    let room = text(&made["id"]).to_owned();
    for other in others {
        other.ask("room:join", json!({ "roomId": room })).await;
    }
    room
}

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

async fn connect_on(server: &Server, name: &str, device: &str) -> Client {
    Client::connect_with(server, json!({ "userId": name, "deviceId": device })).await
}

/// What this client was told of somebody, in its order: a status, or a device that came or went.
fn told_of(client: &Client, user: &str) -> Vec<String> {
    client.log.iter().filter(|event| event.request_id().is_none()).filter_map(|event| news(event, user)).collect()
}

fn news(event: &Event, user: &str) -> Option<String> {
    let payload = event.payload();
    match event.name.as_str() {
        _ if payload["userId"] != user => None,
        "presence:updated" => Some(text(&payload["status"]).to_owned()),
        "device:online" => Some(format!("+{}", text(&payload["deviceId"]))),
        "device:offline" => Some(format!("-{}", text(&payload["deviceId"]))),
        _ => None,
    }
}

/// Waits until this client has been told so much of somebody; what it was told.
async fn told(client: &mut Client, user: &str, wanted: &str) -> Vec<String> {
    client.wait_for(&format!("{user} {wanted}"), |event| news(event, user).as_deref() == Some(wanted)).await;
    told_of(client, user)
}

/// What `presence:get` says of somebody.
async fn presence(client: &mut Client, user: &str) -> Value {
    let got = client.ask("presence:get", json!({ "userIds": [user] })).await;
    got["presences"][0].clone()
}
