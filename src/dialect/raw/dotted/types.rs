//! The messages of the dialect, by the names of its seed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::contract::{
    Attachment, CallType, Candidate, Credential, DeleteMode, Id, PresenceStatus, ReactionAction, Sdp, Text, Time,
};

/// Client → server. `scope` and `room` are the id of a room, or its slug. The fields of `data` may
/// also stand beside `type`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "data")]
#[ts(rename = "DottedClientEvent", optional_fields)]
pub enum ClientEvent {
    /// Says who the connection speaks for, where that was not said when it was made. An addition to
    /// the seed.
    #[serde(rename = "auth.authenticate")]
    Authenticate { token: Credential },
    /// Acknowledged by the new tokens, also without `op_id`.
    #[serde(rename = "auth.refresh")]
    Refresh { refresh_token: Credential },
    #[serde(rename = "chat.send")]
    Send {
        scope: Id,
        body: Text,
        /// The ids of files that the caller has posted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attachments: Option<Vec<Id>>,
        /// The message that this one replies to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_id: Option<Id>,
    },
    /// By the author only.
    #[serde(rename = "chat.edit")]
    Edit { message_id: Id, new_body: Text },
    /// By the author or a moderator; hard, so that nothing is left, by a moderator only.
    #[serde(rename = "chat.delete")]
    Delete { message_id: Id, mode: DeleteMode },
    /// By a moderator.
    #[serde(rename = "chat.redact")]
    Redact { message_id: Id, mask: Text },
    /// Everything up to this message was read.
    #[serde(rename = "chat.read")]
    Read { message_id: Id, room: Id },
    #[serde(rename = "chat.reaction")]
    React {
        message_id: Id,
        reaction: Text,
        action: ReactionAction,
        /// Not needed: the message says where it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<Id>,
    },
    #[serde(rename = "chat.typing")]
    Typing { scope: Id, typing: bool },
    #[serde(rename = "call.offer")]
    Offer { target_id: Id, call_type: CallType, sdp: Sdp },
    #[serde(rename = "call.answer")]
    Answer { target_id: Id, sdp: Sdp },
    #[serde(rename = "call.ice")]
    Ice { target_id: Id, candidate: Candidate },
    #[serde(rename = "call.end")]
    End {
        target_id: Id,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Text>,
    },
    /// Becomes a member of a room and hears what happens in it. Idempotent.
    #[serde(rename = "room.join")]
    Join { room: Id },
    /// Ends the membership, on all devices. Idempotent.
    #[serde(rename = "room.leave")]
    Leave { room: Id },
    #[serde(rename = "presence.set")]
    SetPresence { status: PresenceStatus },
    /// Answered by `presence.pong`.
    #[serde(rename = "presence.ping")]
    Ping {},
}

/// The `type` of each [`ClientEvent`].
pub const TYPES: &[&str] = &[
    "auth.authenticate",
    "auth.refresh",
    "chat.send",
    "chat.edit",
    "chat.delete",
    "chat.redact",
    "chat.read",
    "chat.reaction",
    "chat.typing",
    "call.offer",
    "call.answer",
    "call.ice",
    "call.end",
    "room.join",
    "room.leave",
    "presence.set",
    "presence.ping",
];

/// Server → client. `scope`, `room` and `network_id` are ids of rooms.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "data")]
#[ts(rename = "DottedServerEvent", optional_fields)]
pub enum ServerEvent {
    #[serde(rename = "chat.message")]
    Message(ChatMessage),
    #[serde(rename = "chat.edited")]
    Edited(ChatMessage),
    #[serde(rename = "chat.deleted")]
    Deleted { message_id: String, deleted_at: Time },
    #[serde(rename = "chat.redacted")]
    Redacted { message_id: String, new_body: String },
    #[serde(rename = "chat.read.update")]
    ReadUpdate { message_id: String, user_id: String, room: String },
    #[serde(rename = "chat.reaction.update")]
    ReactionUpdate { message_id: String, user_id: String, reaction: String, action: ReactionAction },
    /// Never to the one who types.
    #[serde(rename = "chat.typing.user")]
    TypingUser { scope: String, user_id: String, typing: bool },
    #[serde(rename = "call.offer")]
    Offer { from_user: String, call_type: CallType, sdp: Sdp },
    #[serde(rename = "call.answer")]
    Answer { from_user: String, sdp: Sdp },
    #[serde(rename = "call.ice")]
    Ice { from_user: String, candidate: Candidate },
    #[serde(rename = "call.end")]
    End { from_user: String, reason: String },
    #[serde(rename = "member.joined")]
    MemberJoined { network_id: String, user_id: String },
    #[serde(rename = "member.left")]
    MemberLeft { network_id: String, user_id: String },
    #[serde(rename = "device.online")]
    DeviceOnline { device_id: String, user_id: String },
    #[serde(rename = "device.offline")]
    DeviceOffline { device_id: String, user_id: String },
    #[serde(rename = "presence.update")]
    PresenceUpdate { user_id: String, status: PresenceStatus },
    /// Carries the `op_id` of the ping at its top, if that had one.
    #[serde(rename = "presence.pong")]
    Pong { timestamp: Time },
    /// A command was carried out.
    #[serde(rename = "ack")]
    Ack {
        /// Left out only where `auth.refresh` had none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        op_id: Option<String>,
        /// What came of it, such as `{ message }` for `chat.send`.
        #[ts(type = "unknown")]
        data: Value,
    },
    #[serde(rename = "error")]
    Error {
        /// For programs.
        code: String,
        /// For people.
        message: String,
        /// Of the command that failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        op_id: Option<String>,
    },
    /// To who resumes: a position that cannot be resumed from. An addition to the seed.
    #[serde(rename = "sync.reset")]
    SyncReset {
        topic: String,
        #[ts(type = "number")]
        head_seq: i64,
    },
}

/// A message with the client's own id of what it answers or asks for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "DottedWsMessage")]
pub struct WsMessage<T> {
    #[serde(flatten)]
    pub event: T,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub op_id: Option<String>,
}

/// A message of a room.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "DottedChatMessage", optional_fields)]
pub struct ChatMessage {
    pub id: String,
    pub room: String,
    pub sender_id: String,
    pub body: String,
    pub attachments: Vec<Attachment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub metadata: Option<Value>,
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    pub reactions: Vec<Reaction>,
    pub reply_count: u32,
}

/// Who reacted with what.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "DottedReaction")]
pub struct Reaction {
    pub reaction: String,
    pub user_ids: Vec<String>,
}
