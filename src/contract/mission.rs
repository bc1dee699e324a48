//! Payloads of the namespace `mission` (contract section 3, seed 001): long work of agents, spec by
//! spec.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use validator::{Validate, ValidationError};

use super::{Id, Limits, RequestId, Text, Time, chat::chat_length};

/// How many specs a mission may have.
pub const MAX_SPECS: u64 = 200;

/// Work for agents: specs that are carried out in order, each by one run (a *forge session*).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct Mission {
    /// UUIDv7 made by the server.
    pub id: String,
    pub name: String,
    pub status: MissionStatus,
    /// The model that carries it out.
    pub model: String,
    /// Who made it and steers it.
    pub created_by: String,
    /// The room whose members see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub room_id: Option<String>,
    /// The `id` of the spec that is at work, or comes next; left out once there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_spec: Option<String>,
    /// The forge session that is at work; its events are those of `forge_sessions/{currentRunId}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_run_id: Option<String>,
    pub completed_specs: u32,
    pub total_specs: u32,
    /// Of its specs, 0 to 100.
    pub percentage: f64,
    /// Its place among those that wait for their turn, 1 the next one; left out for one that does not
    /// wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u32>,
    pub created_at: Time,
    /// When its first spec began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Time>,
    /// Why it failed, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Where a mission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "lowercase")]
pub enum MissionStatus {
    /// Made, and not started.
    Pending,
    /// Its specs are carried out, or it waits for its turn.
    Running,
    /// The spec at work goes on to its end; the next one does not begin.
    Paused,
    /// All specs are done.
    Completed,
    /// A spec failed.
    Failed,
    /// Stopped by its creator.
    Cancelled,
}

impl MissionStatus {
    /// As it is written on the wire and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// The reverse of [`MissionStatus::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Pending, Self::Running, Self::Paused, Self::Completed, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == text)
    }
}

/// `mission:create`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
#[validate(context = Limits)]
pub struct CreateMission {
    /// For people, 1 to 200 characters.
    #[validate(length(min = 1, max = 200))]
    pub name: Text,
    /// One of `GET /api/models`; empty or left out means the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200))]
    pub model: Option<Text>,
    /// A room of the caller's: its members see the mission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_id: Option<Id>,
    /// What is to be done, in order: 1 to 200 specs, no two with the same `id`.
    #[validate(length(min = 1, max = "MAX_SPECS"), custom(function = "specs_fit", use_context))]
    #[serde(deserialize_with = "super::object::list")]
    #[schemars(extend("minItems" = 1, "maxItems" = MAX_SPECS))]
    pub specs: Vec<Spec>,
    pub request_id: RequestId,
}

/// One piece of a mission's work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
pub struct Spec {
    /// What its creator calls it.
    pub id: Id,
    /// What the agent is asked: at least one character and at most `limits.max_chat_chars`.
    #[schemars(extend("minLength" = 1, "maxLength" = super::DEFAULT_MAX_CHAT_CHARS, "x-limit" = "max_chat_chars"))]
    pub prompt: Text,
}

fn specs_fit(specs: &[Spec], limits: &Limits) -> Result<(), ValidationError> {
    specs.iter().try_for_each(|spec| chat_length(&spec.prompt, limits))
}

/// `mission:list`
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct ListMissions {
    pub request_id: RequestId,
}

/// Reply of `mission:list`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
pub struct MissionList {
    /// Those that the caller may see, oldest first: the newest 500.
    pub missions: Vec<Mission>,
}

/// A command that names a mission and nothing else: `mission:getStatus`, `mission:start`,
/// `mission:pause`, `mission:resume`, `mission:cancel`.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS, Validate)]
#[serde(rename_all = "camelCase")]
#[validate(context = Limits)]
pub struct NameMission {
    pub mission_id: Id,
    pub request_id: RequestId,
}

/// A mission was made: the reply of `mission:create` and the event.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissionCreated {
    /// The same as `id`.
    pub mission_id: String,
    #[serde(flatten)]
    #[ts(flatten)]
    pub mission: Mission,
}

/// The first spec of a mission has begun.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissionStarted {
    pub mission_id: String,
}

/// A spec of a mission has begun or ended, or the mission waits for its turn.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct MissionProgress {
    pub mission_id: String,
    /// The spec that is at work, or comes next; the last one once all are done.
    pub current_spec: String,
    /// Its forge session, while it is at work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<String>,
    pub completed_specs: u32,
    pub total_specs: u32,
    /// 0 to 100.
    pub percentage: f64,
    /// As in [`Mission`]: its place among those that wait, as this was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<u32>,
}

/// All specs of a mission are done.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissionCompleted {
    pub mission_id: String,
    /// Always true: one that failed tells `mission:failed`.
    pub success: bool,
    /// Since its first spec began.
    #[ts(type = "number")]
    pub duration_seconds: u64,
}

/// A spec of a mission failed, and the mission with it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissionFailed {
    pub mission_id: String,
    /// In words.
    pub error: String,
}

/// A mission stands elsewhere now.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct MissionStatusChanged {
    pub mission_id: String,
    pub old_status: MissionStatus,
    pub new_status: MissionStatus,
}
