//! Payloads of a run's events: `log` and the namespace `forge` (contract section 3, seeds 001 and
//! 004). A *forge session* is the run of one spec of a mission; it is its own session: its
//! `sessionId` is its `runId`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{RunStatus, RunUsage, Time};
use crate::agent;

/// A line of an agent's log, to everyone who watches the session.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Log {
    pub session_id: String,
    pub run_id: String,
    /// The line.
    pub data: String,
    pub level: LogLevel,
}

/// How much a log line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    Debug,
    Info,
    Warn,
    Error,
}

impl From<agent::LogLevel> for LogLevel {
    fn from(level: agent::LogLevel) -> Self {
        match level {
            agent::LogLevel::Debug => Self::Debug,
            agent::LogLevel::Info => Self::Info,
            agent::LogLevel::Warn => Self::Warn,
            agent::LogLevel::Error => Self::Error,
        }
    }
}

/// A run has begun.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ForgeStarted {
    pub run_id: String,
    pub session_id: String,
    /// The mission whose spec it carries out, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_id: Option<String>,
    /// The model that answers.
    pub model: String,
    pub started_at: Time,
}

/// A run has ended.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ForgeCompleted {
    pub run_id: String,
    pub session_id: String,
    /// The mission whose spec it carried out, if it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mission_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec_id: Option<String>,
    /// `completed`, `failed` or `cancelled`.
    pub status: RunStatus,
    pub success: bool,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<RunUsage>,
    /// The answer to a spec, its first 100,000 characters. The answer in a session is a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// What a forge session has used so far.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForgeTokenUsage {
    pub run_id: String,
    pub session_id: String,
    pub mission_id: String,
    #[ts(type = "number")]
    pub input_tokens: u64,
    #[ts(type = "number")]
    pub output_tokens: u64,
    /// In US dollars; 0 where neither the agent nor the configuration names a price.
    pub total_cost: f64,
}

/// A forge session uses a tool.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ForgeToolExecution {
    pub run_id: String,
    pub session_id: String,
    pub mission_id: String,
    pub tool_name: String,
    pub status: ToolStatus,
    /// The agent's own id of this use, the same from its start to its end, where the agent has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tool_use_id: Option<String>,
}

/// Where the use of a tool stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum ToolStatus {
    Started,
    Succeeded,
    Failed,
}

impl From<agent::ToolStatus> for ToolStatus {
    fn from(status: agent::ToolStatus) -> Self {
        match status {
            agent::ToolStatus::Started => Self::Started,
            agent::ToolStatus::Succeeded => Self::Succeeded,
            agent::ToolStatus::Failed => Self::Failed,
        }
    }
}

/// A line of a forge session's log.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct ForgeLog {
    pub run_id: String,
    pub session_id: String,
    pub mission_id: String,
    pub level: LogLevel,
    /// The line.
    pub message: String,
}
