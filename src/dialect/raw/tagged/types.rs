//! The messages of the dialect, by the names of its seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::{Attachment, Candidate, Credential, Id, PresenceStatus, Reaction, Sdp, Time};

/// Client → server. `channel_id` is the id of a room, or its slug.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "TaggedClientEvent", optional_fields)]
pub enum ClientEvent {
    /// Answered by `pong`.
    Ping,
    /// Says who the connection speaks for, where that was not said when it was made; answered by
    /// `ready`. An addition to the seed.
    Authenticate {
        token: Credential,
    },
    /// Hears what happens in a channel; joins it if it is public. Idempotent.
    Subscribe {
        channel_id: Id,
    },
    /// Hears it no more; the caller stays a member. Idempotent.
    Unsubscribe {
        channel_id: Id,
    },
    Typing {
        channel_id: Id,
    },
    StopTyping {
        channel_id: Id,
    },
    /// Takes part in a voice channel. Idempotent.
    VoiceJoin {
        channel_id: Id,
    },
    VoiceLeave {
        channel_id: Id,
    },
    /// To one participant, or to all others.
    VoiceOffer {
        channel_id: Id,
        #[serde(default, skip_serializing_if = "Option::is_none", alias = "user_id")]
        target_id: Option<Id>,
        sdp: Sdp,
    },
    VoiceAnswer {
        channel_id: Id,
        #[serde(default, skip_serializing_if = "Option::is_none", alias = "user_id")]
        target_id: Option<Id>,
        sdp: Sdp,
    },
    VoiceIce {
        channel_id: Id,
        #[serde(default, skip_serializing_if = "Option::is_none", alias = "user_id")]
        target_id: Option<Id>,
        candidate: Candidate,
    },
    VoiceMute {
        channel_id: Id,
    },
    VoiceUnmute {
        channel_id: Id,
    },
}

/// The `type` of each [`ClientEvent`].
pub const TYPES: &[&str] = &[
    "ping",
    "authenticate",
    "subscribe",
    "unsubscribe",
    "typing",
    "stop_typing",
    "voice_join",
    "voice_leave",
    "voice_offer",
    "voice_answer",
    "voice_ice",
    "voice_mute",
    "voice_unmute",
];

/// Server → client. User ids that are no UUID are told as a UUIDv5 of the id.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(rename = "TaggedServerEvent", optional_fields)]
pub enum ServerEvent {
    Pong,
    /// The connection is known to be this user's.
    Ready {
        user: User,
    },
    MessageCreate {
        message: Message,
    },
    MessageUpdate {
        message: MessageUpdate,
    },
    MessageDelete {
        channel_id: Uuid,
        message_id: Uuid,
    },
    TypingStart {
        channel_id: Uuid,
        user_id: Uuid,
    },
    TypingStop {
        channel_id: Uuid,
        user_id: Uuid,
    },
    PresenceUpdate {
        user_id: Uuid,
        status: PresenceStatus,
    },
    VoiceUserJoined {
        channel_id: Uuid,
        user_id: Uuid,
    },
    VoiceUserLeft {
        channel_id: Uuid,
        user_id: Uuid,
    },
    VoiceSpeaking {
        channel_id: Uuid,
        user_id: Uuid,
        speaking: bool,
    },
    VoiceOffer {
        channel_id: Uuid,
        user_id: Uuid,
        sdp: Sdp,
    },
    VoiceAnswer {
        channel_id: Uuid,
        user_id: Uuid,
        sdp: Sdp,
    },
    VoiceIce {
        channel_id: Uuid,
        user_id: Uuid,
        candidate: Candidate,
    },
    /// `code` is for programs, `message` for people.
    Error {
        code: String,
        message: String,
    },
    /// To who resumes: a position that cannot be resumed from. An addition to the seed.
    SyncReset {
        topic: String,
        #[ts(type = "number")]
        head_seq: i64,
    },
}

/// A message with the client's own id: of itself, or of the message that it answers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "TaggedWsMessage")]
pub struct WsMessage<T> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub id: Option<String>,
    #[serde(flatten)]
    pub event: T,
}

/// What a message is now: edited, or redacted by a moderator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "TaggedMessageUpdate", optional_fields)]
pub struct MessageUpdate {
    pub id: Uuid,
    pub channel_id: Uuid,
    pub content: String,
    /// Only of one that its author edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "TaggedUser", optional_fields)]
pub struct User {
    pub id: Uuid,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "TaggedChatMessage", optional_fields)]
pub struct Message {
    pub id: Uuid,
    pub channel_id: Uuid,
    pub author_id: Uuid,
    pub content: String,
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub metadata: Option<Value>,
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    pub reactions: Vec<Reaction>,
    pub reply_count: u32,
}
