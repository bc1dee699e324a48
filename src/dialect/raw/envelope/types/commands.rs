//! Client → server: the payloads. The `type` of a message chooses the group, `command` within the
//! payload the command; where that is left out, the `type` says it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::{Credential, Id};

/// The `type` of each message of a client, with the `command` that it stands for.
pub const TYPES: &[(&str, &str)] = &[
    ("subscribe", "subscribe"),
    ("unsubscribe", "unsubscribe"),
    ("list_subscriptions", "list_subscriptions"),
    ("mission_status", "get_status"),
    ("mission_start", "start"),
    ("mission_pause", "pause"),
    ("mission_resume", "resume"),
    ("mission_cancel", "cancel"),
    ("authenticate", "authenticate"),
    ("session_info", "get_info"),
    ("ping", "ping"),
];

/// What a connection hears of.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "command", rename_all = "snake_case")]
#[ts(rename = "EnvelopeSubscriptionCommand", optional_fields)]
pub enum SubscriptionCommand {
    /// `missions`, `missions/{id}`, `forge_sessions`, `forge_sessions/{id}`, `system`; beside the seed
    /// also `rooms/{id}`, `tasks`, `tasks/{id}` and `users/{id}`. Without filters a subscription to a
    /// room joins it if it is public, and its slug will do; with filters it is for members, and `{}` lets
    /// everything pass again. Answered by `ack`.
    Subscribe {
        topic: Id,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filters: Option<SubscriptionFilters>,
    },
    /// Idempotent. Answered by `ack`.
    Unsubscribe { topic: Id },
    /// Answered by `subscription_list`.
    ListSubscriptions,
}

/// What of a topic is wanted: what fits all that is given.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeSubscriptionFilters", optional_fields)]
pub struct SubscriptionFilters {
    /// Only what is about this mission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<Uuid>,
    /// Only what is about this session, of a chat or of a forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<Uuid>,
    /// Only these, 100 at most: the `event` of a payload (`progress`), the same after its category
    /// (`mission_progress`), or the `type` of all messages of a category (`event.mission`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
}

/// What is to be done with a mission. All are answered by `ack` but `get_status`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "command", rename_all = "snake_case")]
#[ts(rename = "EnvelopeMissionCommand")]
pub enum MissionCommand {
    /// Answered by `mission_status`.
    GetStatus {
        mission_id: Uuid,
    },
    Start {
        mission_id: Uuid,
    },
    Pause {
        mission_id: Uuid,
    },
    Resume {
        mission_id: Uuid,
    },
    Cancel {
        mission_id: Uuid,
    },
}

/// What concerns the connection itself.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "command", rename_all = "snake_case")]
#[ts(rename = "EnvelopeSessionCommand")]
pub enum SessionCommand {
    /// Answered by `auth_result`.
    Authenticate { token: Credential },
    /// Answered by `session_info`.
    GetInfo,
    /// Answered by `pong`.
    Ping,
}
