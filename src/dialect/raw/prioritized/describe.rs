//! What the dialect is, in words and types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::types::{ClientEvent, ServerEvent, WsMessage};
use crate::{
    contract::Priority,
    dialect::raw::{Description, Dialect, FrameInfo},
};

pub static DESCRIPTION: Description = Description {
    dialect: Dialect::Prioritized,
    about: "Frames are `{ type: \"camelCase\", payload, timestamp, messageId, priority? }`, the time in milliseconds since \
            1970. The server takes messages without `timestamp` and `messageId`. Success is silent: who sends a \
            message hears it as everybody in the room does. An `error` has the `messageId` of the message that it answers.",
    ids: "`messageId`, a text of 1 to 128 characters, is the idempotency key: what is sent twice under one is done once. \
          The author of a message hears of it under their own `messageId`, everybody else under the server's.",
    client: FrameInfo::of::<ClientMessage>(),
    server: FrameInfo::of::<WsMessage<ServerEvent>>(),
};

/// A message of a client with what stands beside its payload, which may be left out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PrioritizedClientMessage", optional_fields)]
struct ClientMessage {
    #[serde(flatten)]
    event: ClientEvent,
    /// When it was sent, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    timestamp: Option<f64>,
    /// The client's own id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    message_id: Option<String>,
    /// Of what is told to others; 2, normal, when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    priority: Option<Priority>,
}
