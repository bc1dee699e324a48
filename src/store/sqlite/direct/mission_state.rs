//! What a mission is after something was done with it, and what tells of it: pure, no database in
//! sight.

use std::sync::Arc;

use super::topics::Stream;
use crate::{
    contract::{
        Event, ForgeCompleted, Mission, MissionCompleted, MissionFailed, MissionProgress, MissionStatus,
        MissionStatusChanged, RunStatus, Time,
    },
    store::{About, EndSpec, MissionChange, SpecEnd, Steer, run_topic},
};

/// How many characters of an answer are told; all of it is kept.
const TOLD_CHARS: usize = 100_000;

/// Where the events of a mission go.
pub fn of_mission(change: &MissionChange) -> Stream {
    Stream {
        topics: [format!("missions/{}", change.mission).into(), "missions".into()],
        readers: change.readers.clone(),
        about: About { mission: Some(change.mission.clone()), session: None },
    }
}

/// Where the events of one of its forge sessions go.
pub fn of_forge_session(change: &MissionChange, run: &Arc<str>) -> Stream {
    Stream {
        topics: [run_topic(run), "forge_sessions".into()],
        readers: change.readers.clone(),
        about: About { mission: Some(change.mission.clone()), session: Some(run.clone()) },
    }
}

/// Where a mission stands once it is steered; `None` when it cannot be, standing where it does.
pub fn steered(status: MissionStatus, steer: Steer) -> Option<MissionStatus> {
    match (steer, status) {
        (Steer::Start, MissionStatus::Pending) | (Steer::Resume, MissionStatus::Paused) => Some(MissionStatus::Running),
        (Steer::Pause, MissionStatus::Running) => Some(MissionStatus::Paused),
        (Steer::Cancel, MissionStatus::Pending | MissionStatus::Running | MissionStatus::Paused) => {
            Some(MissionStatus::Cancelled)
        }
        _ => None,
    }
}

/// What cannot be done, in words.
pub fn done_by(steer: Steer) -> &'static str {
    match steer {
        Steer::Start => "started",
        Steer::Pause => "paused",
        Steer::Resume => "resumed",
        Steer::Cancel => "cancelled",
    }
}

/// How far it is.
pub fn progress(mission: &Mission) -> MissionProgress {
    MissionProgress {
        mission_id: mission.id.clone(),
        current_spec: mission.current_spec.clone().unwrap_or_default(),
        run_id: mission.current_run_id.clone(),
        completed_specs: mission.completed_specs,
        total_specs: mission.total_specs,
        percentage: percentage(mission.completed_specs, mission.total_specs),
        waiting: None,
    }
}

/// Of its specs, 0 to 100.
pub fn percentage(completed: u32, total: u32) -> f64 {
    f64::from(completed) * 100.0 / f64::from(total.max(1))
}

/// That it stands elsewhere than it did.
pub fn changed(mission: &Mission, was: MissionStatus) -> Event {
    Event::MissionStatusChanged(MissionStatusChanged {
        mission_id: mission.id.clone(),
        old_status: was,
        new_status: mission.status,
    })
}

/// Ends a mission, well or, in these words, badly; what tells of it.
pub fn finished(mission: &mut Mission, error: Option<&str>) -> [Event; 2] {
    let (was, now) = (mission.status, Time::now());
    mission.status = if error.is_some() { MissionStatus::Failed } else { MissionStatus::Completed };
    mission.error = error.map(str::to_owned);
    mission.finished_at = Some(now);
    let mission_id = mission.id.clone();
    let lasted = mission.started_at.map_or(0, |started| now.0.saturating_sub(started.0));
    let ended = match error {
        Some(words) => Event::MissionFailed(MissionFailed { mission_id, error: words.to_owned() }),
        None => Event::MissionCompleted(MissionCompleted {
            mission_id,
            success: true,
            duration_seconds: lasted.unsigned_abs() / 1_000,
        }),
    };
    [ended, changed(mission, was)]
}

/// What a forge session's last event tells.
pub fn completed(mission: &Mission, end: &EndSpec) -> ForgeCompleted {
    let (status, error, response) = match &end.end {
        SpecEnd::Completed { response } => (RunStatus::Completed, None, Some(told(response))),
        SpecEnd::Failed(words) => (RunStatus::Failed, Some(words.clone()), None),
        SpecEnd::Cancelled => (RunStatus::Cancelled, None, None),
        SpecEnd::CutOff => {
            (RunStatus::Failed, Some("A stop of the server cut it off; it is carried out again".to_owned()), None)
        }
    };
    ForgeCompleted {
        run_id: end.run.to_string(),
        session_id: end.run.to_string(),
        mission_id: Some(mission.id.clone()),
        spec_id: mission.current_spec.clone(),
        status,
        success: status == RunStatus::Completed,
        error,
        usage: end.usage.clone(),
        response,
    }
}

fn told(response: &str) -> String {
    match response.char_indices().nth(TOLD_CHARS) {
        Some((end, _)) => response.get(..end).unwrap_or(response).to_owned(),
        None => response.to_owned(),
    }
}
