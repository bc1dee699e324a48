//! The dialect of seed 002.

mod ends;
mod messages;
mod tasks;

use serde_json::{Value, json};

use crate::support::{Server, fresh, raw::Raw};

/// A client of the dialect, at the path that its seed names.
async fn arrive(server: &Server, name: &str) -> Raw {
    Raw::connect(server, &format!("/api/ws?user={name}")).await
}

/// Makes a client a member of a room that it hears from then on. That is silent: what says so is that
/// the client hears its own message.
async fn join(client: &mut Raw, room: &str) {
    client.send(json!({ "type": "joinRoom", "payload": { "roomId": room } })).await;
    let id = say(client, room, "here I am").await;
    client.wait_for("its own message", |message| message["messageId"] == *id).await;
}

/// Says something in a room; the client's own id of the message.
async fn say(client: &mut Raw, room: &str, content: &str) -> String {
    let id = fresh();
    let payload = json!({ "roomId": room, "content": content });
    client.send(json!({ "type": "message", "payload": payload, "timestamp": 1, "messageId": id })).await;
    id
}

/// The error that answers a message, less what differs from one to the next.
async fn refusal(client: &mut Raw, id: &str) -> Value {
    let told = client.wait_for("an error", |told| told["type"] == "error" && told["messageId"] == id).await;
    assert!(told["timestamp"].is_i64(), "{told}");
    told["payload"].clone()
}
