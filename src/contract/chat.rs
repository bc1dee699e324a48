//! Payloads of the namespace `chat` with a session as target, of `log` and of a run's events
//! (contract section 3, seed 004).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ts_rs::TS;
use validator::{Validate, ValidationError};

use super::{Id, Limits, Priority, RequestId, Text, Time};
use crate::agent::Usage;

/// `chat:send`: speaks to the agent of a session (`sessionId`, `message`) or to the people of a
/// room (`roomId`, `body`). Exactly one target: both or neither breaks rule `oneOf`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[ts(as = "SendTarget")]
#[validate(context = Limits)]
#[validate(schema(function = "one_target"))]
#[schemars(extend(
    "oneOf" = [named("sessionId"), named("roomId")],
    "allOf" = [
        { "if": named("sessionId"), "then": named("message") },
        { "if": named("roomId"), "then": named("body") },
    ]
))]
pub struct SendChat {
    /// The session to speak to.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "sessionId")]
    pub session_id: Option<Id>,
    /// What to say to the agent: at least one character (white space counts) and at most
    /// `limits.max_chat_chars` Unicode scalar values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "chat_length", use_context))]
    #[schemars(extend("minLength" = 1, "maxLength" = super::DEFAULT_MAX_CHAT_CHARS, "x-limit" = "max_chat_chars"))]
    pub message: Option<Text>,
    /// The room to speak in: its id or its slug.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "roomId")]
    pub room_id: Option<Id>,
    /// What to say to the people of a room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "chat_length", use_context))]
    #[schemars(extend("minLength" = 1, "maxLength" = super::DEFAULT_MAX_CHAT_CHARS, "x-limit" = "max_chat_chars"))]
    pub body: Option<Text>,
    /// To a room: the ids of files that the caller has posted by `POST /api/files`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = "super::MAX_ATTACHMENTS"))]
    #[schemars(extend("maxItems" = super::MAX_ATTACHMENTS))]
    pub attachments: Option<Vec<Id>>,
    /// To a room: the message that this one replies to.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "parentId")]
    pub parent_id: Option<Id>,
    /// To a room: what the message carries for programs; 16 KiB of JSON at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Map<String, Value>>,
    /// To a room: 0 system critical, 1 high, 2 normal (the default), 3 low, 4 background. What is
    /// urgent comes first to those who read too slowly; in a session nothing is more than normal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    #[serde(rename = "requestId")]
    pub request_id: RequestId,
}

/// The two forms of `chat:send`, as TypeScript sees them.
#[derive(TS)]
#[ts(untagged, rename = "SendChat")]
#[allow(dead_code, reason = "the type exists for its TypeScript declaration")]
pub enum SendTarget {
    /// To the agent of a session.
    #[ts(rename_all = "camelCase")]
    Session { session_id: String, message: String, request_id: String },
    /// To the people of a room.
    #[ts(rename_all = "camelCase")]
    Room {
        room_id: String,
        body: String,
        #[ts(optional)]
        attachments: Option<Vec<String>>,
        #[ts(optional)]
        parent_id: Option<String>,
        #[ts(optional, type = "Record<string, unknown>")]
        metadata: Option<Map<String, Value>>,
        #[ts(optional, type = "number")]
        priority: Option<Priority>,
        request_id: String,
    },
}

/// The schema of an object that has this field; null counts as left out.
fn named(field: &str) -> Value {
    json!({ "required": [field], "properties": { field: { "not": { "type": "null" } } } })
}

fn one_target(command: &SendChat) -> Result<(), ValidationError> {
    if command.session_id.is_some() == command.room_id.is_some() {
        return Err(ValidationError::new("oneOf"));
    }
    let text = match command.session_id {
        Some(_) => &command.message,
        None => &command.body,
    };
    match text {
        Some(_) => Ok(()),
        None => Err(ValidationError::new("required")),
    }
}

/// Rule `length` of a message.
pub(super) fn chat_length(text: &Text, limits: &Limits) -> Result<(), ValidationError> {
    // A text of few bytes has few characters: most never need to be counted.
    let bytes = text.as_str().len();
    let fits = bytes <= limits.max_chat_chars || text.as_str().chars().count() <= limits.max_chat_chars;
    if bytes == 0 || !fits {
        return Err(ValidationError::new("length"));
    }
    Ok(())
}

/// Reply of `chat:send` to a session, when the run has ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ChatResponse {
    /// The whole answer.
    pub response: String,
    /// The log lines of the run, the newest 1,000 at most; all of them are in the run's topic.
    pub logs: Vec<String>,
    pub session_id: String,
    pub run_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<RunUsage>,
}

/// What a run cost, as far as its agent tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct RunUsage {
    #[ts(type = "number")]
    pub input_tokens: u64,
    #[ts(type = "number")]
    pub output_tokens: u64,
    /// In US dollars.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_usd: Option<f64>,
}

impl From<Usage> for RunUsage {
    fn from(usage: Usage) -> Self {
        Self { input_tokens: usage.input_tokens, output_tokens: usage.output_tokens, cost_usd: usage.cost_usd }
    }
}

/// A piece of an answer as it streams. Ephemeral: may be merged with the next piece for a reader
/// that falls behind, is never reordered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatDelta {
    pub session_id: String,
    pub run_id: String,
    /// UTF-8 bytes of this run's answer before this piece.
    #[ts(type = "number")]
    pub offset: u64,
    pub text: String,
}

/// `chat:stop`: ends the session's run, whichever connection or device began it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct StopChat {
    pub session_id: Id,
    pub request_id: RequestId,
}

/// Reply of `chat:stop`, sent when the producer really has ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatStopped {
    /// The run that was stopped; null when nothing ran.
    pub run_id: Option<String>,
}

/// A message of a room or a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ChatMessage {
    pub id: String,
    /// The room, or the session.
    pub room_id: String,
    /// Its place in the topic `rooms/{roomId}`.
    #[ts(type = "number")]
    pub seq: i64,
    /// A user id, or `agent:<model>`.
    pub sender_id: String,
    pub body: String,
    pub attachments: Vec<Attachment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// In a session `{ runId, status? }`: the run that it belongs to, and how that ended if it did
    /// not complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub metadata: Option<Value>,
    pub created_at: Time,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redacted_at: Option<Time>,
    pub reactions: Vec<Reaction>,
    pub reply_count: u32,
}

impl ChatMessage {
    /// A message that is nothing but its text.
    pub fn plain(id: &str, room: &str, seq: i64, sender: String, body: &str, at: Time) -> Self {
        Self {
            id: id.to_owned(),
            room_id: room.to_owned(),
            seq,
            sender_id: sender,
            body: body.to_owned(),
            attachments: Vec::new(),
            parent_id: None,
            metadata: None,
            created_at: at,
            edited_at: None,
            deleted_at: None,
            redacted_at: None,
            reactions: Vec::new(),
            reply_count: 0,
        }
    }
}

/// A file that belongs to a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(optional_fields)]
pub struct Attachment {
    pub id: String,
    pub name: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: u64,
    pub mime: String,
    pub url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

/// Who reacted with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    pub reaction: String,
    pub user_ids: Vec<String>,
}

/// A run: one answer of an agent in the making.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub id: String,
    pub status: RunStatus,
    /// UTF-8 bytes of the answer streamed so far.
    #[ts(type = "number")]
    pub offset: u64,
    pub started_at: Time,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum RunStatus {
    /// Waits for its turn.
    Queued,
    /// The agent is at work.
    Running,
    /// The answer is stored.
    Completed,
    /// The agent failed, or a restart of the server cut the run off.
    Failed,
    /// Stopped by a user.
    Cancelled,
}

impl RunStatus {
    /// As it is written on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The reverse of [`RunStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Completed, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}
