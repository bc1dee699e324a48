//! Starts the real server and speaks to it as its clients do.
#![allow(dead_code, reason = "each suite uses its own part")]

mod client;
mod connect;
mod event;
pub mod raw;
mod server;

use serde_json::{Value, json};
use uuid::Uuid;

pub use client::{Client, PATIENCE};
pub use event::Event;
pub use server::Server;

/// A `requestId` that nobody has used.
pub fn fresh() -> String {
    Uuid::new_v4().to_string()
}

/// The `auth` of a handshake that names its user.
pub fn user(name: &str) -> Value {
    json!({ "userId": name })
}

/// The rules that an error says are broken, as `path rule`, in the order of the wire.
pub fn broken_rules(error: &Value) -> Vec<String> {
    let details = error["details"].as_array().cloned().unwrap_or_default();
    details.iter().map(|detail| format!("{} {}", text(&detail["path"]), text(&detail["rule"]))).collect()
}

/// A text of the wire.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}
