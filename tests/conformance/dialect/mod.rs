//! The dialects: the same cases against each of them, and what each has of its own.

mod account;
mod adversary;
mod bad_input;
mod dotted;
mod entry;
mod envelope;
mod guarantees;
mod handshakes;
mod matrix;
mod peer;
mod prioritized;
mod recorded;
mod tagged;
mod words;

use serde_json::json;

use crate::support::{Client, Server, text, user};

/// A client of Socket.IO.
async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// A public room of the client's; its id.
async fn public_room(client: &mut Client) -> String {
    let room = client.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    text(&room["id"]).to_owned()
}
