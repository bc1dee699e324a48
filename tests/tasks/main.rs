//! Tasks (contract section 3): what people have to do, and who sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod course;
mod topics;
mod who;

use serde_json::{Value, json};
use support::{Client, Server, text, user};

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// Makes a task; its id.
async fn create(client: &mut Client, payload: Value) -> String {
    text(&client.ask("task:create", payload).await["id"]).to_owned()
}

/// A public room of the client's; its id.
async fn room(client: &mut Client) -> String {
    let room = client.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    text(&room["id"]).to_owned()
}

async fn subscribe(client: &mut Client, topic: &str) {
    client.ask("subscription:subscribe", json!({ "topic": topic })).await;
}

/// The `seq` and the name of what was told on a topic.
fn told<'a>(client: &'a Client, topic: &str) -> Vec<(i64, &'a str)> {
    let told = client.log.iter().filter_map(|event| event.place().map(|(of, seq)| (of, seq, &*event.name)));
    told.filter(|(of, ..)| *of == topic).map(|(_, seq, name)| (seq, name)).collect()
}

/// The titles of the tasks that a client may see, oldest first.
async fn titles(client: &mut Client, payload: Value) -> Vec<String> {
    let tasks = client.ask("task:list", payload).await["tasks"].clone();
    tasks.as_array().unwrap().iter().map(|task| text(&task["title"]).to_owned()).collect()
}
