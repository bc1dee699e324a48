//! Server → client: the payloads of replies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::{MissionStatus, Time};

/// `ack`: a command was carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeAckResponse", optional_fields)]
pub struct AckResponse {
    /// Always true: what failed is told as `error`.
    pub success: bool,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// `error`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeErrorResponse", optional_fields)]
pub struct ErrorResponse {
    /// For programs: `auth_required`, `invalid_message`, `not_found`, `permission_denied`; else the
    /// contract's code in lower case.
    pub code: String,
    /// For people.
    pub message: String,
    /// Of `invalid_message`, one entry per broken rule; where it is known when to try again,
    /// `{ retry_after_ms }`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "unknown")]
    pub details: Option<Value>,
}

/// `auth_result`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeAuthResponse", optional_fields)]
pub struct AuthResponse {
    /// False where the token was no good.
    pub authenticated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    /// Until when the connection may stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

/// `subscription_list`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeSubscriptionListResponse")]
pub struct SubscriptionListResponse {
    /// Topics.
    pub subscriptions: Vec<String>,
}

/// `session_info`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeSessionInfoResponse", optional_fields)]
pub struct SessionInfoResponse {
    /// Of the connection.
    pub session_id: Uuid,
    pub authenticated: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Uuid>,
    /// All topics that it hears of, those that need no subscription among them.
    pub subscriptions: Vec<String>,
    pub connected_at: Time,
}

/// `pong`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopePongResponse")]
pub struct PongResponse {
    pub timestamp: Time,
}

/// `mission_status`: how far a mission is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeMissionStatusResponse", optional_fields)]
pub struct MissionStatusResponse {
    pub mission_id: Uuid,
    pub name: String,
    pub status: MissionStatus,
    /// The `id` of the spec that is at work, or comes next; left out once there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_spec: Option<String>,
    /// The forge session that is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_session_id: Option<Uuid>,
    pub completed_specs: u32,
    pub total_specs: u32,
    /// 0 to 100.
    pub percentage: f32,
    pub created_at: Time,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Time>,
    /// Why it failed, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}
