//! Payloads of the namespace `chat` with a room as target: what people do to messages
//! (contract section 3, seeds 002 and 003).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{ChatMessage, Id, Limits, RequestId, Text, Time};

/// The longest reaction, in characters: an emoji of several code points, or a short name.
pub const MAX_REACTION_CHARS: u64 = 32;

/// How many files one message may carry.
pub const MAX_ATTACHMENTS: u64 = 20;

/// Reply of `chat:send` to a room.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct ChatSent {
    pub message: ChatMessage,
}

/// `chat:edit`: by the author only; earlier bodies are kept for moderators.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct EditChat {
    pub message_id: Id,
    #[validate(custom(function = "super::chat::chat_length", use_context))]
    #[schemars(extend("minLength" = 1, "maxLength" = super::DEFAULT_MAX_CHAT_CHARS, "x-limit" = "max_chat_chars"))]
    pub new_body: Text,
    pub request_id: RequestId,
}

/// `chat:delete`: by the author or a moderator.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct DeleteChat {
    pub message_id: Id,
    pub mode: DeleteMode,
    pub request_id: RequestId,
}

/// What is left of a deleted message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum DeleteMode {
    /// Nobody is shown the body any more; moderators can find it in the store.
    Soft,
    /// Nothing: for moderators only.
    Hard,
}

/// A message was deleted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatDeleted {
    pub message_id: String,
    pub room_id: String,
    pub deleted_at: Time,
}

/// `chat:redact`: a moderator puts a mask in the place of a body, which is then gone.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct RedactChat {
    pub message_id: Id,
    /// What everybody reads instead, 1 to 500 characters.
    #[validate(length(min = 1, max = 500))]
    pub mask: Text,
    pub request_id: RequestId,
}

/// A message was redacted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChatRedacted {
    pub message_id: String,
    pub room_id: String,
    pub new_body: String,
}

/// `chat:read`: the caller has read everything up to this message. A read position only moves
/// forward.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ReadChat {
    pub room_id: Id,
    pub message_id: Id,
    pub request_id: RequestId,
}

/// Somebody has read everything up to this message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReadUpdated {
    pub room_id: String,
    pub message_id: String,
    pub user_id: String,
}

/// `chat:reaction`: adding one twice, or removing one that is not there, changes nothing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ReactToChat {
    pub message_id: Id,
    /// An emoji or a short name.
    #[validate(length(min = 1, max = "MAX_REACTION_CHARS"))]
    pub reaction: Text,
    pub action: ReactionAction,
    pub request_id: RequestId,
}

/// What to do with a reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum ReactionAction {
    Add,
    Remove,
}

/// Somebody reacted, or took it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReactionUpdated {
    pub message_id: String,
    pub room_id: String,
    pub user_id: String,
    pub reaction: String,
    pub action: ReactionAction,
}

/// `chat:typing`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct TypeInChat {
    pub room_id: Id,
    pub typing: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

/// Somebody types, or does not any more; ends by itself after 6 seconds. Never told to the one who
/// types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct TypingUpdated {
    pub room_id: String,
    pub user_id: String,
    pub typing: bool,
}

/// Reply of a command that has nothing to tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Acknowledged {
    /// Always true.
    pub ok: bool,
}
