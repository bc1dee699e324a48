//! Events of the seed: missions, forge sessions and the system.

use serde::Serialize;
use uuid::Uuid;

use super::types::{
    CallEvent, ChatEvent, DeviceEvent, ForgeEvent, MissionEvent, PresenceEvent, RoomEvent, SyncEvent, SystemEvent,
    TaskEvent, VoiceEvent,
};
use crate::contract::Event;

/// The payload of an event; the `type` of its message says which of them it is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Payload {
    Mission(MissionEvent),
    Forge(ForgeEvent),
    System(SystemEvent),
    Chat(ChatEvent),
    Room(RoomEvent),
    Presence(PresenceEvent),
    Device(DeviceEvent),
    Task(TaskEvent),
    Call(CallEvent),
    Voice(VoiceEvent),
    Sync(SyncEvent),
}

/// The `type` of an event's message and its payload; `None` for what the seed has no words for.
pub fn payload_of(event: &Event) -> Option<(&'static str, Payload)> {
    mission(event)
        .map(|event| ("event.mission", Payload::Mission(event)))
        .or_else(|| forge(event).map(|event| ("event.forge", Payload::Forge(event))))
        .or_else(|| system(event).map(|event| ("event.system", Payload::System(event))))
}

fn mission(event: &Event) -> Option<MissionEvent> {
    Some(match event {
        Event::MissionCreated(created) => {
            MissionEvent::Created { mission_id: id(&created.mission_id)?, name: created.mission.name.clone() }
        }
        Event::MissionStarted(started) => MissionEvent::Started { mission_id: id(&started.mission_id)? },
        Event::MissionProgress(progress) => MissionEvent::Progress {
            mission_id: id(&progress.mission_id)?,
            current_spec: progress.current_spec.clone(),
            completed_specs: progress.completed_specs,
            total_specs: progress.total_specs,
            percentage: progress.percentage as f32,
        },
        Event::MissionCompleted(completed) => MissionEvent::Completed {
            mission_id: id(&completed.mission_id)?,
            success: completed.success,
            duration_seconds: completed.duration_seconds,
        },
        Event::MissionFailed(failed) => {
            MissionEvent::Failed { mission_id: id(&failed.mission_id)?, error: failed.error.clone() }
        }
        Event::MissionStatusChanged(changed) => MissionEvent::StatusChanged {
            mission_id: id(&changed.mission_id)?,
            old_status: changed.old_status,
            new_status: changed.new_status,
        },
        _ => return None,
    })
}

/// A forge session is the run of a spec: one without a mission is the answer in a chat.
fn forge(event: &Event) -> Option<ForgeEvent> {
    Some(match event {
        Event::ForgeStarted(started) => ForgeEvent::Started {
            session_id: id(&started.session_id)?,
            mission_id: id(started.mission_id.as_deref()?)?,
            spec_id: started.spec_id.clone()?,
        },
        Event::ForgeTokenUsage(usage) => ForgeEvent::TokenUsage {
            session_id: id(&usage.session_id)?,
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            total_cost: usage.total_cost,
        },
        Event::ForgeToolExecution(tool) => ForgeEvent::ToolExecution {
            session_id: id(&tool.session_id)?,
            tool_name: tool.tool_name.clone(),
            status: tool.status,
        },
        Event::ForgeCompleted(completed) if completed.mission_id.is_some() => {
            ForgeEvent::Completed { session_id: id(&completed.session_id)?, success: completed.success }
        }
        Event::ForgeLog(log) => {
            ForgeEvent::Log { session_id: id(&log.session_id)?, level: log.level, message: log.message.clone() }
        }
        _ => return None,
    })
}

/// What was announced and is taken back is not announced a second time.
fn system(event: &Event) -> Option<SystemEvent> {
    Some(match event {
        Event::SystemServerStatus(status) => SystemEvent::ServerStatus {
            status: status.status,
            active_missions: status.active_missions,
            active_sessions: status.active_sessions,
        },
        Event::SystemMaintenance(maintenance) if maintenance.withdrawn != Some(true) => SystemEvent::Maintenance {
            message: maintenance.message.clone(),
            starts_at: maintenance.starts_at,
            duration_minutes: maintenance.duration_minutes,
        },
        Event::SystemVersionUpdate(update) if update.withdrawn != Some(true) => SystemEvent::VersionUpdate {
            current_version: update.current_version.clone(),
            new_version: update.new_version.clone(),
        },
        _ => return None,
    })
}

/// `None` for what is no UUID: the dialect has no other ids.
pub fn id(id: &str) -> Option<Uuid> {
    Uuid::parse_str(id).ok()
}
