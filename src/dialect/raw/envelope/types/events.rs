//! Server → client: the events of the seed, each the payload of a message whose `type` is that of its
//! category. They have the seed's fields, and no others.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::contract::{LogLevel, MissionStatus, ServerStatus, Time, ToolStatus};

/// `event.mission`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeMissionEvent")]
pub enum MissionEvent {
    Created {
        mission_id: Uuid,
        name: String,
    },
    Started {
        mission_id: Uuid,
    },
    Progress {
        mission_id: Uuid,
        current_spec: String,
        completed_specs: u32,
        total_specs: u32,
        /// 0 to 100.
        percentage: f32,
    },
    Completed {
        mission_id: Uuid,
        success: bool,
        #[ts(type = "number")]
        duration_seconds: u64,
    },
    Failed {
        mission_id: Uuid,
        error: String,
    },
    StatusChanged {
        mission_id: Uuid,
        old_status: MissionStatus,
        new_status: MissionStatus,
    },
}

/// `event.forge`: the runs of a mission's specs. Those of a chat's session have no mission, and are told
/// as `event.chat`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeForgeEvent")]
pub enum ForgeEvent {
    Started {
        session_id: Uuid,
        mission_id: Uuid,
        spec_id: String,
    },
    TokenUsage {
        session_id: Uuid,
        #[ts(type = "number")]
        input_tokens: u64,
        #[ts(type = "number")]
        output_tokens: u64,
        /// In US dollars.
        total_cost: f64,
    },
    ToolExecution {
        session_id: Uuid,
        tool_name: String,
        status: ToolStatus,
    },
    Completed {
        session_id: Uuid,
        success: bool,
    },
    Log {
        session_id: Uuid,
        level: LogLevel,
        message: String,
    },
}

/// `event.system`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "event", rename_all = "snake_case")]
#[ts(rename = "EnvelopeSystemEvent")]
pub enum SystemEvent {
    ServerStatus {
        status: ServerStatus,
        active_missions: u32,
        active_sessions: u32,
    },
    /// That it was taken back is not told: the seed has no words for it.
    Maintenance {
        message: String,
        starts_at: Time,
        duration_minutes: u32,
    },
    VersionUpdate {
        current_version: String,
        new_version: String,
    },
}
