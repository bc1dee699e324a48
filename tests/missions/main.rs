//! Missions (contract section 3): work of agents, spec by spec, watched by topics.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod course;
mod crash;
mod forge;
mod queue;
mod topics;
mod who;

use serde_json::{Value, json};
use support::{Client, Event, Server, text, user};

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// Makes a mission of so many specs; its id.
async fn create(client: &mut Client, model: &str, specs: usize) -> String {
    let specs: Vec<_> =
        (1..=specs).map(|n| json!({ "id": format!("spec-{n}"), "prompt": format!("do {n}") })).collect();
    let mission = client.ask("mission:create", json!({ "name": "Work", "model": model, "specs": specs })).await;
    text(&mission["id"]).to_owned()
}

async fn subscribe(client: &mut Client, topic: &str) {
    client.ask("subscription:subscribe", json!({ "topic": topic })).await;
}

async fn steer(client: &mut Client, how: &str, mission: &str) -> Value {
    client.ask(&format!("mission:{how}"), json!({ "missionId": mission })).await
}

/// Waits until the mission tells that it stands there.
async fn until(client: &mut Client, mission: &str, status: &str) {
    let told = |event: &Event| {
        event.name == "mission:statusChanged"
            && event.payload()["missionId"] == mission
            && event.payload()["newStatus"] == status
    };
    client.wait_for(&format!("{mission} to be {status}"), told).await;
}

/// The `seq` and the name of what was told on a topic.
fn told<'a>(client: &'a Client, topic: &str) -> Vec<(i64, &'a str)> {
    let on = |event: &'a Event| event.place().filter(|(of, _)| *of == topic).map(|(_, seq)| (seq, &*event.name));
    client.log.iter().filter_map(on).collect()
}
