//! Server → client: what the seed has no events for, in its manner. An addition to it: a client that
//! ignores what it does not know misses nothing of the seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::{
    Attachment, CallType, Candidate, LogLevel, PresenceStatus, ReactionAction, Role, RoomKind, Sdp, Time, Visibility,
};

/// `event.chat`: what is said in rooms, and in sessions with agents.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeChatEvent")]
pub enum ChatEvent {
    Message {
        message: Message,
    },
    Edited {
        message: Message,
    },
    Deleted {
        room_id: Uuid,
        message_id: Uuid,
        deleted_at: Time,
    },
    Redacted {
        room_id: Uuid,
        message_id: Uuid,
        body: String,
    },
    Read {
        room_id: Uuid,
        message_id: Uuid,
        user_id: Uuid,
    },
    Reaction {
        room_id: Uuid,
        message_id: Uuid,
        user_id: Uuid,
        reaction: String,
        action: ReactionAction,
    },
    Typing {
        room_id: Uuid,
        user_id: Uuid,
        typing: bool,
    },
    /// A piece of an agent's answer; `offset` in bytes of UTF-8.
    Delta {
        session_id: Uuid,
        run_id: Uuid,
        #[ts(type = "number")]
        offset: u64,
        text: String,
    },
    /// A line of the log of an agent that answers in a session.
    Log {
        session_id: Uuid,
        run_id: Uuid,
        level: LogLevel,
        message: String,
    },
}

/// `event.room`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeRoomEvent", optional_fields)]
pub enum RoomEvent {
    MemberJoined {
        room_id: Uuid,
        user_id: Uuid,
    },
    MemberLeft {
        room_id: Uuid,
        user_id: Uuid,
    },
    RoleSet {
        room_id: Uuid,
        user_id: Uuid,
        role: Role,
    },
    Updated {
        room: Room,
    },
    Deleted {
        room_id: Uuid,
    },
    Invited {
        room_id: Uuid,
        user_id: Uuid,
        invited_by: Uuid,
        room: Room,
    },
    Kicked {
        room_id: Uuid,
        user_id: Uuid,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// `event.presence`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopePresenceEvent")]
pub enum PresenceEvent {
    Updated { user_id: Uuid, status: PresenceStatus, last_seen_at: Time },
}

/// `event.device`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeDeviceEvent")]
pub enum DeviceEvent {
    Online { device_id: String, user_id: Uuid },
    Offline { device_id: String, user_id: Uuid },
}

/// `event.task`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeTaskEvent")]
pub enum TaskEvent {
    Created { task: Task },
    Updated { task: Task },
    Assigned { task: Task },
}

/// `event.call`: `from_user` is the other end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeCallEvent")]
pub enum CallEvent {
    Offer { call_id: Uuid, from_user: Uuid, call_type: CallType, sdp: Sdp },
    Answer { call_id: Uuid, from_user: Uuid, sdp: Sdp },
    Ice { call_id: Uuid, from_user: Uuid, candidate: Candidate },
    End { call_id: Uuid, from_user: Uuid, reason: String },
}

/// `event.voice`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeVoiceEvent")]
pub enum VoiceEvent {
    UserJoined { room_id: Uuid, user_id: Uuid },
    UserLeft { room_id: Uuid, user_id: Uuid },
    Offer { room_id: Uuid, user_id: Uuid, sdp: Sdp },
    Answer { room_id: Uuid, user_id: Uuid, sdp: Sdp },
    Ice { room_id: Uuid, user_id: Uuid, candidate: Candidate },
    Mute { room_id: Uuid, user_id: Uuid, muted: bool },
    Speaking { room_id: Uuid, user_id: Uuid, speaking: bool },
}

/// `event.sync`, to who resumes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeSyncEvent")]
pub enum SyncEvent {
    /// A position that cannot be resumed from.
    Reset {
        topic: String,
        #[ts(type = "number")]
        head_seq: i64,
    },
}

/// A message of a room or a session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeChatMessage", optional_fields)]
pub struct Message {
    pub id: Uuid,
    pub room_id: Uuid,
    /// Its place in the topic `rooms/{room_id}`.
    #[ts(type = "number")]
    pub seq: i64,
    pub sender_id: Uuid,
    pub body: String,
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub metadata: Option<Value>,
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redacted_at: Option<Time>,
    pub reactions: Vec<Reaction>,
    pub reply_count: u32,
}

/// Who reacted with what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeReaction")]
pub struct Reaction {
    pub reaction: String,
    pub user_ids: Vec<Uuid>,
}

/// Where people talk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeRoom", optional_fields)]
pub struct Room {
    pub id: Uuid,
    pub name: String,
    pub kind: RoomKind,
    pub visibility: Visibility,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    pub created_at: Time,
    pub member_count: u32,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeTask", optional_fields)]
pub struct Task {
    pub id: Uuid,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<Uuid>,
    pub status: String,
    /// 0 to 100.
    pub progress: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee_id: Option<Uuid>,
    /// 0 system critical, 1 high, 2 normal, 3 low, 4 background.
    pub priority: u8,
    #[ts(type = "Record<string, unknown>")]
    pub metadata: Map<String, Value>,
    pub created_by: Uuid,
    pub created_at: Time,
    pub updated_at: Time,
}
