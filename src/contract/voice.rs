//! Payloads of the namespace `voice`: signaling in a voice room (contract section 3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{Candidate, Id, Limits, RequestId, Sdp, Time, User};

/// Somebody who takes part in a voice room: once, on the device that joined last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Participant {
    pub user: User,
    pub muted: bool,
    /// Never while muted.
    pub speaking: bool,
    pub joined_at: Time,
}

/// Reply of `voice:join`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceJoined {
    pub room_id: String,
    /// In the order of joining, the caller among them.
    pub participants: Vec<Participant>,
}

/// Reply of `voice:leave`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceLeft {
    pub room_id: String,
}

/// `voice:offer` and `voice:answer`: to one participant, or to all others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct SendVoiceSdp {
    pub room_id: Id,
    /// A user id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<Id>,
    pub sdp: Sdp,
    pub request_id: RequestId,
}

/// `voice:ice`: to one participant, or to all others.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct SendVoiceIce {
    pub room_id: Id,
    /// A user id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_id: Option<Id>,
    pub candidate: Candidate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

/// Reply of `voice:offer` and `voice:answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct VoiceRelayed {
    /// How many participants it went to.
    pub recipients: u32,
}

/// A participant's offer or answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceSdp {
    pub room_id: String,
    pub user_id: String,
    pub sdp: Sdp,
}

/// A way to reach a participant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceIce {
    pub room_id: String,
    pub user_id: String,
    pub candidate: Candidate,
}

/// `voice:speaking`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct SaySpeaking {
    pub room_id: Id,
    pub speaking: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

/// Somebody takes part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceUserJoined {
    pub room_id: String,
    pub user: User,
}

/// Somebody takes part no more, or not on the device of before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct VoiceUserLeft {
    pub room_id: String,
    pub user_id: String,
}

/// Somebody is muted, or no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MuteUpdated {
    pub room_id: String,
    pub user_id: String,
    pub muted: bool,
}

/// Somebody speaks, or no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct SpeakingUpdated {
    pub room_id: String,
    pub user_id: String,
    pub speaking: bool,
}
