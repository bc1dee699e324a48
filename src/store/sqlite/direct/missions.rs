//! Missions: made, steered, carried out spec by spec. What is allowed is decided here, by the state
//! that the transaction finds.

use std::sync::Arc;

use super::{
    Carried, Direct, done,
    mission_state::{changed, completed, done_by, finished, of_forge_session, of_mission, progress, steered},
};
use crate::{
    contract::{Event, ForgeStarted, Mission, MissionCreated, MissionProgress, MissionStarted, MissionStatus, Time},
    error::{Code, Error},
    store::{
        Done, EndSpec, MissionAct, MissionChange, MissionRow, NewMission, SpecEnd, SpecRow, Steer,
        sqlite::{plan::body, read_missions},
    },
};

impl Direct<'_> {
    pub(super) async fn mission(&mut self, change: &MissionChange) -> Carried {
        if let MissionAct::Create(new) = &change.act {
            return self.create_mission(change, new).await;
        }
        let Some(row) = read_missions::mission(&mut *self.tx, &change.mission).await? else {
            return Ok(Done::Refused(Error::not_found("mission")));
        };
        match &change.act {
            MissionAct::Create(_) => done(),
            MissionAct::Steer(steer) => self.steer(change, row.mission, *steer).await,
            MissionAct::Wait(place) => {
                let progress = MissionProgress { waiting: Some(*place), ..progress(&row.mission) };
                self.tell_topics(&of_mission(change), &[Event::MissionProgress(progress)]).await?;
                done()
            }
            MissionAct::Begin { run, spec } => self.begin_spec(change, row, run, spec).await,
            MissionAct::Tell { run, events } => {
                self.tell_topics(&of_forge_session(change, run), events).await?;
                done()
            }
            MissionAct::End(end) => self.end_spec(change, row.mission, end).await,
        }
    }

    async fn create_mission(&mut self, change: &MissionChange, new: &NewMission) -> Carried {
        self.insert_mission(&change.mission, new).await?;
        let Some(row) = read_missions::mission(&mut *self.tx, &change.mission).await? else {
            return Ok(Done::Refused(Error::not_found("mission")));
        };
        let created = MissionCreated { mission_id: change.mission.to_string(), mission: row.mission };
        let stream = of_mission(change);
        let seq = self.tell_topics(&stream, &[Event::MissionCreated(created.clone())]).await?;
        Ok(Done::Made(body(&created, Some((stream.own(), seq)))?))
    }

    async fn steer(&mut self, change: &MissionChange, mut mission: Mission, steer: Steer) -> Carried {
        let was = mission.status;
        let Some(status) = steered(was, steer) else {
            let words = format!("A mission that is {} cannot be {}", was.as_str(), done_by(steer));
            return Ok(Done::Refused(Error::new(Code::Conflict, words)));
        };
        mission.status = status;
        match status {
            MissionStatus::Cancelled => mission.finished_at = Some(Time::now()),
            MissionStatus::Running => self.queue_mission(&mission.id).await?,
            _ => {}
        }
        self.keep_mission(&mission).await?;
        let stream = of_mission(change);
        let seq = self.tell_topics(&stream, &[changed(&mission, was)]).await?;
        Ok(Done::Made(body(&mission, Some((stream.own(), seq)))?))
    }

    async fn begin_spec(&mut self, change: &MissionChange, row: MissionRow, run: &Arc<str>, spec: &SpecRow) -> Carried {
        let mut mission = row.mission;
        let elsewhere = mission.current_run_id.is_some() || i64::from(mission.completed_specs) != spec.place;
        if mission.status != MissionStatus::Running || elsewhere {
            return Ok(Done::Refused(Error::new(Code::Conflict, "The mission does not run")));
        }
        let (now, first) = (Time::now(), mission.started_at.is_none());
        self.insert_forge_session(&change.mission, run, spec.place, now).await?;
        mission.current_run_id = Some(run.to_string());
        mission.started_at.get_or_insert(now);
        self.keep_mission(&mission).await?;
        let started = first.then(|| Event::MissionStarted(MissionStarted { mission_id: mission.id.clone() }));
        let events: Vec<_> = started.into_iter().chain([Event::MissionProgress(progress(&mission))]).collect();
        self.tell_topics(&of_mission(change), &events).await?;
        let started = ForgeStarted {
            run_id: run.to_string(),
            session_id: run.to_string(),
            mission_id: Some(mission.id),
            spec_id: Some(spec.id.to_string()),
            model: row.model.to_string(),
            started_at: now,
        };
        self.tell_topics(&of_forge_session(change, run), &[Event::ForgeStarted(started)]).await?;
        done()
    }

    /// Ends the forge session that is at work, and the mission with it where that follows.
    async fn end_spec(&mut self, change: &MissionChange, mut mission: Mission, end: &EndSpec) -> Carried {
        if mission.current_run_id.as_deref() != Some(&*end.run) {
            return done();
        }
        let completed = completed(&mission, end);
        self.end_forge_session(&completed).await?;
        let events: Vec<_> = end.events.iter().cloned().chain([Event::ForgeCompleted(completed)]).collect();
        self.tell_topics(&of_forge_session(change, &end.run), &events).await?;
        mission.current_run_id = None;
        let goes_on = matches!(mission.status, MissionStatus::Running | MissionStatus::Paused);
        let mut told = Vec::new();
        match &end.end {
            SpecEnd::Completed { response } => {
                self.keep_response(&mission, response).await?;
                mission.completed_specs += 1;
                let next = self.spec_at(&mission).await?;
                told.push(Event::MissionProgress(MissionProgress { current_spec: next.clone(), ..progress(&mission) }));
                if goes_on && mission.completed_specs == mission.total_specs {
                    told.extend(finished(&mut mission, None));
                }
            }
            SpecEnd::Failed(words) if goes_on => told.extend(finished(&mut mission, Some(words))),
            SpecEnd::Failed(_) | SpecEnd::Cancelled | SpecEnd::CutOff => {}
        }
        self.keep_mission(&mission).await?;
        if !told.is_empty() {
            self.tell_topics(&of_mission(change), &told).await?;
        }
        done()
    }
}
