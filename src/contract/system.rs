//! Payloads of the namespace `system` (contract section 3, seeds 001 and 002): how the server is, and
//! what its administrator announces. There is no command: they are told on topic `system`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Time;

/// Whether the server does what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum ServerStatus {
    Ok,
    /// It can store nothing right now: what only reads goes on.
    Degraded,
    /// It shuts down.
    Draining,
}

/// What the server is at.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct SystemServerStatus {
    pub status: ServerStatus,
    /// Missions of which a spec is at work.
    pub active_missions: u32,
    /// Sessions of chats that wait for an answer.
    pub active_sessions: u32,
}

/// How the server is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct SystemHealth {
    pub status: ServerStatus,
    pub metrics: HealthMetrics,
}

/// What was measured for `system:health`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct HealthMetrics {
    /// Open connections.
    #[ts(type = "number")]
    pub connections: u64,
    /// As `activeMissions` of `system:serverStatus`.
    pub missions: u32,
    /// As `activeSessions` of `system:serverStatus`.
    pub sessions: u32,
    /// Resident memory; left out where the system does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub memory_bytes: Option<u64>,
    /// By how much the latest timer since the last report was late.
    pub event_loop_delay_ms: f64,
    /// Since the server began.
    #[ts(type = "number")]
    pub uptime_seconds: u64,
}

/// The server will be away.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct SystemMaintenance {
    /// Of the announcement: it is told again to who subscribes, and when it is taken back.
    pub id: String,
    /// For people.
    pub message: String,
    pub starts_at: Time,
    pub duration_minutes: u32,
    /// True once it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<bool>,
}

/// A new version has come out. It takes the place of one that was announced before.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct SystemVersionUpdate {
    /// As in [`SystemMaintenance`].
    pub id: String,
    /// The version that this server runs.
    pub current_version: String,
    pub new_version: String,
    /// True once it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<bool>,
}
