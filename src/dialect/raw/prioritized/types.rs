//! The messages of the dialect, by the names of its seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{
    contract::{Credential, HealthMetrics, Id, Percent, Priority, ServerStatus, Text},
    error::ErrorDetail,
};

/// Client → server. `roomId` is the id of a room, or its slug.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "payload", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(rename = "PrioritizedClientEvent", optional_fields)]
pub enum ClientEvent {
    /// Says who the connection speaks for, where that was not said when it was made. Answered by
    /// nothing but an error: what follows it is carried out. An addition to the seed.
    Authenticate { token: Credential },
    /// Becomes a member of a room and hears what is said in it. Idempotent.
    JoinRoom { room_id: Id },
    /// Ends the membership, on all devices. Idempotent.
    LeaveRoom { room_id: Id },
    /// Speaks in a room, as urgently as `priority` beside the payload says. The `messageId` beside it
    /// is the idempotency key: a message that is sent twice under one is said once.
    Message {
        room_id: Id,
        content: Text,
        /// What it is (`type`: `text`, `file` or `system`), with the `fileUrl` and `fileName` of a file.
        /// Passed on as it is, but for `messageId`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "Record<string, unknown>")]
        metadata: Option<Map<String, Value>>,
    },
    /// How far a task is; what is left out stays as it is.
    TaskUpdate {
        task_id: Id,
        /// 1 to 64 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Text>,
        /// 0 to 100.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        progress: Option<Percent>,
        /// Replaces what the task carries for programs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "Record<string, unknown>")]
        metadata: Option<Map<String, Value>>,
    },
    /// Who is to do a task.
    TaskAssign {
        task_id: Id,
        assignee_id: Id,
        /// Left out, it stays as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        priority: Option<Priority>,
    },
}

/// The `type` of each [`ClientEvent`].
pub const TYPES: &[&str] = &["authenticate", "joinRoom", "leaveRoom", "message", "taskUpdate", "taskAssign"];

/// Server → client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "payload", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[ts(rename = "PrioritizedServerEvent", optional_fields)]
pub enum ServerEvent {
    /// Somebody has spoken, perhaps the client itself.
    MessageReceived {
        /// The server's id of the message; to its author their own, if they gave it one.
        message_id: String,
        room_id: String,
        sender_id: String,
        /// When it was said, in milliseconds since 1970.
        #[ts(type = "number")]
        timestamp: i64,
        content: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional, type = "Record<string, unknown>")]
        metadata: Option<Map<String, Value>>,
    },
    /// A task was made, or has another status, progress or metadata.
    TaskUpdate {
        task_id: String,
        status: String,
        /// 0 to 100.
        progress: u8,
        #[ts(type = "Record<string, unknown>")]
        metadata: Map<String, Value>,
    },
    /// A task is somebody's to do.
    TaskAssign {
        task_id: String,
        assignee_id: String,
        /// 0 system critical, 1 high, 2 normal, 3 low, 4 background.
        priority: u8,
    },
    /// Something went wrong.
    Error {
        /// 4000 to 4004 as the seed has them, else a code of the contract.
        code: String,
        /// For people.
        message: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        details: Option<Details>,
    },
    /// How the server is: when the client has come, and at a steady pace.
    HealthUpdate { status: ServerStatus, metrics: HealthMetrics },
    /// To who resumes: a position that cannot be resumed from. An addition to the seed.
    SyncReset {
        topic: String,
        #[ts(type = "number")]
        head_seq: i64,
    },
}

/// What there is to tell of an error beside its words.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PrioritizedErrorDetails", optional_fields)]
pub struct Details {
    /// The rules that the payload breaks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<ErrorDetail>>", optional)]
    pub rules: Vec<ErrorDetail>,
    /// When to try again, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retry_after_ms: Option<u64>,
}

/// A message with what stands beside its payload.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "PrioritizedWsMessage")]
pub struct WsMessage<T> {
    #[serde(flatten)]
    pub event: T,
    /// When it was sent, in milliseconds since 1970.
    pub timestamp: i64,
    /// What it answers, or an id of its own.
    pub message_id: String,
    /// Left out where it is normal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub priority: Option<Priority>,
}
