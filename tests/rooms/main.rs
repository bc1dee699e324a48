//! Rooms between people: made, found, joined, left; who may do what; nobody learns of what is
//! private (contract sections 3 to 5).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod limits;
mod members;
mod removal;
mod repeats;
mod resume;
mod roles;
mod slugs;
#[path = "../support/mod.rs"]
mod support;
mod visibility;

use serde_json::{Value, json};
use support::{Client, Event, Server, text, user};

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// Makes a room; its id.
async fn room(client: &mut Client, settings: Value) -> String {
    text(&client.ask("room:create", settings).await["id"]).to_owned()
}

/// Makes a public room that all of them are in, in this order; its id.
async fn lobby(owner: &mut Client, others: &mut [&mut Client]) -> String {
    let lobby = room(owner, json!({ "name": "Lobby", "visibility": "public" })).await;
    for other in others {
        join(other, &lobby).await;
    }
    lobby
}

async fn join(client: &mut Client, room: &str) -> Value {
    client.ask("room:join", json!({ "roomId": room })).await
}

async fn say(client: &mut Client, room: &str, body: &str) -> Value {
    client.ask("chat:send", json!({ "roomId": room, "body": body })).await["message"].clone()
}

/// What the room's stream told this client: `seq` and the event's name, in their order.
fn stream<'a>(client: &'a Client, room: &str) -> Vec<(i64, &'a str)> {
    let topic = format!("rooms/{room}");
    let told = client.log.iter().filter_map(|event| Some((event.place()?, &*event.name)));
    told.filter(|((of, _), _)| *of == topic).map(|((_, seq), name)| (seq, name)).collect()
}

/// The places of the room's stream that this client was told, in their order.
fn places(client: &Client, room: &str) -> Vec<i64> {
    stream(client, room).into_iter().map(|(seq, _)| seq).collect()
}

/// Who is in a room and as what, as `user role`, in the order of the wire.
async fn members(client: &mut Client, room: &str) -> Vec<String> {
    let joined = join(client, room).await;
    let member = |member: &Value| format!("{} {}", text(&member["user"]["id"]), text(&member["role"]));
    joined["members"].as_array().unwrap().iter().map(member).collect()
}

/// The rooms that a client finds in its list.
async fn listed(client: &mut Client) -> Vec<Value> {
    client.ask("room:list", json!({})).await["rooms"].as_array().unwrap().clone()
}
