//! The messages of the dialect, by the names of its seed. Ids are UUIDs: a user whose id is none is told
//! as a UUIDv5 of it.

mod commands;
mod events;
mod people;
mod responses;

pub use commands::*;
pub use events::*;
pub use people::*;
pub use responses::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::Time;

/// Client → server, before its payload is looked at. What else a client writes beside these, such as
/// `timestamp`, is not looked at.
#[derive(Debug, Deserialize)]
pub struct IncomingMessage<'a> {
    /// The client's own id of it: replies name it, and what changes something is done once for it.
    #[serde(default)]
    pub id: Option<Uuid>,
    #[serde(rename = "type")]
    pub msg_type: String,
    #[serde(borrow, default)]
    pub payload: Option<&'a RawValue>,
}

/// Server → client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeOutgoingMessage")]
pub struct OutgoingMessage<T> {
    /// Made by the server; an event has the same for all its readers.
    pub id: Uuid,
    #[serde(rename = "type")]
    pub msg_type: String,
    pub timestamp: Time,
    /// The `id` of the message that it answers, if that had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reply_to: Option<Uuid>,
    pub payload: T,
}
