//! The dialect of seed 003.

mod calls;
mod chat;
mod commands;
mod people;

use serde_json::{Value, json};

use crate::support::{Server, fresh, raw::Raw};

/// A client of the dialect.
async fn arrive(server: &Server, name: &str) -> Raw {
    Raw::connect(server, &format!("/ws/dotted?user={name}")).await
}

/// Sends a command and waits for its `ack`; what that carries.
async fn ask(client: &mut Raw, name: &str, data: Value) -> Value {
    let id = fresh();
    client.send(json!({ "type": name, "op_id": id, "data": data })).await;
    let acked = |told: &Value| told["type"] == "ack" && told["data"]["op_id"] == *id;
    client.wait_for(&format!("an ack of {name}"), acked).await["data"]["data"].clone()
}

/// Sends a command and waits for its error; what that says.
async fn fail(client: &mut Raw, name: &str, data: Value) -> Value {
    let id = fresh();
    client.send(json!({ "type": name, "op_id": id, "data": data })).await;
    let failed = |told: &Value| told["type"] == "error" && told["data"]["op_id"] == *id;
    client.wait_for(&format!("an error of {name}"), failed).await["data"].clone()
}

/// The data of the first event of this type for which that holds.
async fn told(client: &mut Raw, name: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    client.wait_for(name, |told| told["type"] == name && wanted(&told["data"])).await["data"].clone()
}
