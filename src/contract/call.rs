//! Payloads of the namespace `call`: signaling between two people (contract section 3, seed 003).
//!
//! Commands name the other end by `targetId`, a user id; `callId` says which call is meant when a
//! client wants to be sure. In events `fromUser` is the other end of the call.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::Validate;

use super::{Candidate, Id, Limits, RequestId, Sdp, Text};

/// What a call carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum CallType {
    Audio,
    Video,
    Screen,
}

/// `call:offer`: calls somebody with whom the caller shares a room, or, within a call that was
/// answered, describes it anew.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct OfferCall {
    pub target_id: Id,
    pub call_type: CallType,
    pub sdp: Sdp,
    pub request_id: RequestId,
}

/// `call:answer`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct AnswerCall {
    pub target_id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<Id>,
    pub sdp: Sdp,
    pub request_id: RequestId,
}

/// `call:ice`: before the answer 64 of each end are kept, and told after it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct SendCallIce {
    pub target_id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<Id>,
    pub candidate: Candidate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

/// `call:end`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct EndCall {
    pub target_id: Id,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<Id>,
    /// 1 to 64 characters. Without it: `cancelled` by the caller before the answer, `declined` by
    /// the callee before it, `hangup` after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 64))]
    pub reason: Option<Text>,
    pub request_id: RequestId,
}

/// Reply of `call:offer`, and within a call of `call:answer`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallNamed {
    /// Of two crossing offers the first is the call: the reply to the second carries the `callId`
    /// of the first, which its sender has been told as an event and answers instead.
    pub call_id: String,
}

/// Somebody calls; or, with the `callId` of a call that was answered, describes it anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallOffered {
    pub call_id: String,
    pub from_user: String,
    pub call_type: CallType,
    pub sdp: Sdp,
}

/// The other end has answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallAnswered {
    pub call_id: String,
    pub from_user: String,
    pub sdp: Sdp,
}

/// A way to reach the other end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallIce {
    pub call_id: String,
    pub from_user: String,
    pub candidate: Candidate,
}

/// A call is over, or on this device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallEnd {
    pub call_id: String,
    pub from_user: String,
    /// `hangup`, `cancelled`, `declined`, `busy`, `timeout`, `answered_elsewhere`,
    /// `connection_lost`, or what the one who ended it said.
    pub reason: String,
}

/// Reply of `call:end`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct CallEnded {
    pub call_id: String,
    pub reason: String,
}
