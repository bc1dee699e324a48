//! Payloads of the namespaces `presence` and `device` (contract section 3, seeds 002 and 003).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{Id, Limits, RequestId, Time};

/// How many users one `presence:get` may ask about.
pub const MAX_PRESENCES: u64 = 100;

/// Whether somebody is there. `offline`: no connection for longer than `presence.grace`, or they want
/// to look so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum PresenceStatus {
    Online,
    Away,
    Busy,
    Offline,
}

/// Whether somebody is there, and since when not.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    pub user_id: String,
    pub status: PresenceStatus,
    /// When they were last there; now, while they are.
    pub last_seen_at: Time,
}

/// `presence:set`: how the caller looks to those who share a room with them, on all devices, until
/// they are gone. `offline` looks like being gone.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct SetPresence {
    pub status: PresenceStatus,
    pub request_id: RequestId,
}

/// `presence:get`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct GetPresence {
    /// 100 at most.
    #[validate(length(max = "MAX_PRESENCES"))]
    #[schemars(extend("maxItems" = MAX_PRESENCES))]
    pub user_ids: Vec<Id>,
    pub request_id: RequestId,
}

/// Reply of `presence:get`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct Presences {
    /// Of the caller and of those who share a room with them, in the order asked. Everybody else is
    /// left out, like users that do not exist.
    pub presences: Vec<Presence>,
}

/// A device of a user came or went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct UserDevice {
    /// What the handshake's `auth.deviceId` said; made by the server for a client that said nothing.
    pub device_id: String,
    pub user_id: String,
}
