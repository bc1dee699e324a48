//! Payloads of the namespace `session` (contract section 3, seed 004).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{ChatMessage, Id, Limits, PageSize, RequestId, Run, Seq, Text, Time};

/// An AI conversation: a room of kind `session` whose member is an agent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Session {
    /// UUIDv7 made by the server.
    pub id: String,
    /// The model that answers, one of those in the configuration.
    pub model: String,
    pub created_at: Time,
    /// Given by `session:rename`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// When the last message came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Time>,
    /// Whether an agent works on it right now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<SessionStatus>,
}

/// Whether an agent works on a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum SessionStatus {
    /// Nothing runs.
    Idle,
    /// A run is going on or waits.
    Running,
}

/// `session:list`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ListSessions {
    pub request_id: RequestId,
}

/// Reply of `session:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct SessionList {
    /// What the caller may see, oldest first.
    pub sessions: Vec<Session>,
}

/// `session:create`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct CreateSession {
    /// One of `GET /api/models`; empty or left out means the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200))]
    pub model: Option<Text>,
    pub request_id: RequestId,
}

/// `session:switch`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct SwitchSession {
    pub session_id: Id,
    pub request_id: RequestId,
}

/// Reply of `session:switch`: enough to go on in mid-answer on a second device. The text of the
/// running answer so far follows as a `chat:delta` with offset 0.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(optional_fields)]
pub struct SessionSwitched {
    pub session: Session,
    /// The newest messages (50 at most), oldest first.
    pub messages: Vec<ChatMessage>,
    /// The run that is going on, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
}

/// `session:rename`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct RenameSession {
    pub session_id: Id,
    /// For people, 1 to 200 characters.
    #[validate(length(min = 1, max = 200))]
    pub title: Text,
    pub request_id: RequestId,
}

/// Reply of `session:rename`, and what the owner's other connections are told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionRenamed {
    pub session_id: String,
    pub title: String,
}

/// `session:delete`: the session, its messages and its runs; a running run is cancelled first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct DeleteSession {
    pub session_id: Id,
    pub request_id: RequestId,
}

/// Reply of `session:delete`, and what the owner's other connections are told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionDeleted {
    pub session_id: String,
}

/// `session:history`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct SessionHistory {
    pub session_id: Id,
    /// Messages with a lower `seq` than this; left out: the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Seq>,
    /// How many, 1 to 100, by default 50.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<PageSize>,
    pub request_id: RequestId,
}

/// A page of a conversation, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct HistoryPage {
    pub messages: Vec<ChatMessage>,
    /// Whether older ones exist.
    pub has_more: bool,
}
