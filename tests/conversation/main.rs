//! What people do to messages: in rooms, in threads, in sessions (contract sections 3 to 5).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod delete;
mod edit;
mod erased;
mod history;
mod reactions;
mod reads;
mod removed;
mod repeats;
mod send;
mod sessions;
mod shared_sessions;
#[path = "../support/mod.rs"]
mod support;
mod threads;

use serde_json::{Value, json};
use support::{Client, Event, Server, text, user};

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// A public room that all of them are in, `owner` first; its id.
async fn lobby(owner: &mut Client, others: &mut [&mut Client]) -> String {
    let made = owner.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    let room = text(&made["id"]).to_owned();
    for other in others {
        other.ask("room:join", json!({ "roomId": room })).await;
    }
    room
}

/// Says something; the message.
async fn say(client: &mut Client, room: &str, body: &str) -> Value {
    client.ask("chat:send", json!({ "roomId": room, "body": body })).await["message"].clone()
}

/// Says something; the id of the message.
async fn said(client: &mut Client, room: &str, body: &str) -> String {
    text(&say(client, room, body).await["id"]).to_owned()
}

/// The newest messages of a room.
async fn history(client: &mut Client, room: &str) -> Vec<Value> {
    let page = client.ask("room:history", json!({ "roomId": room })).await;
    page["messages"].as_array().unwrap().clone()
}

fn bodies(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| text(&message["body"])).collect()
}

/// The events of a room's stream with this name.
fn told<'a>(client: &'a Client, name: &str) -> Vec<&'a Event> {
    client.log.iter().filter(|event| event.name == name && event.place().is_some()).collect()
}

/// Somebody comes back having seen nothing: what the room's stream tells them, from its start.
async fn replayed(server: &Server, who: &str, room: &str) -> Vec<Event> {
    let auth = json!({ "userId": who, "resume": { format!("rooms/{room}"): 0 } });
    let client = Client::connect_with(server, auth).await;
    client.log.into_iter().filter(|event| event.place().is_some()).collect()
}
