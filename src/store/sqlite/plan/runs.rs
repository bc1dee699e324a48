//! Runs: a message that asks, a log, an end with its answer.

use std::sync::Arc;

use serde_json::value::RawValue;

use super::{Kept, Known, KnownRequest, Plan, Planned, RunUpdate, Said, body, nothing, room_topic, run_topic, told};
use crate::{
    contract::{ChatResponse, Event, Log, RunStatus, Time},
    store::{
        Committed, Done, EndRun, LogLine, Prompt, ReplyBody, RequestKey, RunRef, StoredEvent, StoredOutcome,
        sqlite::{
            bounds::{completed, started},
            rows::Cell,
        },
    },
};

impl Plan {
    pub(super) fn prompt(
        &mut self,
        prompt: &Prompt,
        key: Option<&RequestKey>,
        seen: Option<KnownRequest>,
        known: &mut Known,
    ) -> Planned {
        let run = &prompt.run;
        let Some(&head) = known.rooms.get(&run.session) else {
            return Ok((Done::NotFound, Vec::new()));
        };
        let mut told = Vec::new();
        let (message_id, seq) = match seen.and_then(|seen| seen.message) {
            // An earlier try stored the message, then failed in a way that a repeat may mend.
            Some(stored) => {
                self.tries_again(key, &run.id);
                stored
            }
            None => {
                let id: Arc<str> = uuid::Uuid::now_v7().to_string().into();
                let said = Said { sender: run.owner.to_string(), body: &prompt.message, at: prompt.at };
                told.push(self.message(run, &id, said, RunStatus::Running, known)?);
                let kept =
                    Kept { session: Some(&run.session), prompt: Some((&id, head + 1, &run.id)), ..Kept::default() };
                self.request(key, kept, known)?;
                (id, head + 1)
            }
        };
        known.runs.insert(run.id.clone(), 0);
        if prompt.start {
            told.push(self.started(run, known)?);
        }
        // What its start changed goes into the new row at once.
        let row = self.runs.remove(&run.id);
        self.new_runs.push([
            Cell::text(&run.id),
            Cell::text(&run.session),
            Cell::text(&run.owner),
            key.map_or(Cell::Static(""), |key| Cell::Owned(key.written.clone())),
            Cell::text(&message_id),
            Cell::Static(row.as_ref().map_or(RunStatus::Queued, |row| row.status).as_str()),
            Cell::Int(row.as_ref().map_or(0, |row| row.head)),
            Cell::Int(prompt.at.0),
            row.and_then(|row| row.started).map_or(Cell::Null, |at| Cell::Int(at.0)),
        ]);
        let topic = room_topic(&run.session);
        let reply = ReplyBody {
            payload: Arc::from(RawValue::NULL.to_owned()),
            topic: Some(topic),
            seq: Some(seq),
            other: false,
            again: false,
        };
        Ok((Done::Made(reply), told))
    }

    pub(super) fn start_run(&mut self, run: &RunRef, known: &mut Known) -> Planned {
        if !known.runs.contains_key(&run.id) {
            return Ok((Done::NotFound, Vec::new()));
        }
        let started = self.started(run, known)?;
        Ok((Done::Made(nothing()), vec![started]))
    }

    fn started(&mut self, run: &RunRef, known: &mut Known) -> Result<Committed, serde_json::Error> {
        let started = started(&run.id, &run.session, &run.model, Time::now());
        let at = started.started_at;
        let (committed, update) = self.bound(run, Event::ForgeStarted(started), known)?;
        update.started = Some(at);
        Ok(committed)
    }

    pub(super) fn log(&mut self, run: &RunRef, lines: &[LogLine], known: &mut Known) -> Planned {
        if !known.runs.contains_key(&run.id) {
            return Ok((Done::NotFound, Vec::new()));
        }
        let told = self.log_lines(run, lines, known)?;
        Ok((Done::Made(nothing()), told))
    }

    fn log_lines(
        &mut self,
        run: &RunRef,
        lines: &[LogLine],
        known: &mut Known,
    ) -> Result<Vec<Committed>, serde_json::Error> {
        lines
            .iter()
            .map(|line| {
                let event = Event::Log(Log {
                    session_id: run.session.to_string(),
                    run_id: run.id.to_string(),
                    data: line.data.clone(),
                    level: line.level,
                });
                self.run_event(run, event, known)
            })
            .collect()
    }

    pub(super) fn end_run(&mut self, end: &EndRun, known: &mut Known) -> Planned {
        let run = &end.run;
        if !known.runs.contains_key(&run.id) || !known.rooms.contains_key(&run.session) {
            return Ok((Done::NotFound, Vec::new()));
        }
        let mut told = self.log_lines(run, &end.lines, known)?;
        let (error, usage) = (end.error.clone(), end.usage.clone());
        let completed = completed(&run.id, &run.session, end.status, error, usage);
        told.push(self.bound(run, Event::ForgeCompleted(completed), known)?.0);
        if end.status == RunStatus::Completed || !end.answer.is_empty() {
            let id = uuid::Uuid::now_v7().to_string();
            let said = Said { sender: format!("agent:{}", run.model), body: &end.answer, at: end.at };
            told.push(self.message(run, &id, said, end.status, known)?);
        }
        let head = known.rooms.get(&run.session).copied().unwrap_or_default();
        // A reader at the head may have missed an end that left no message behind it.
        let end_seq = if end.status == RunStatus::Completed { head } else { head + 1 };
        let reply = self.run_reply(end, head)?;
        if let Some(update) = self.runs.get_mut(&run.id) {
            update.status = end.status;
            update.ended = Some((end.at, end_seq));
            update.error = end.error.clone();
            update.usage = end.usage.as_ref().map(serde_json::to_string).transpose()?;
            let outcome = StoredOutcome::of_run(end.status, &reply);
            update.outcome = outcome.as_ref().map(serde_json::to_string).transpose()?;
        }
        Ok((Done::Made(reply), told))
    }

    fn run_reply(&self, end: &EndRun, seq: i64) -> Result<ReplyBody, serde_json::Error> {
        let response = ChatResponse {
            response: end.answer.clone(),
            logs: end.logs.clone(),
            session_id: end.run.session.to_string(),
            run_id: end.run.id.to_string(),
            usage: end.usage.clone(),
        };
        body(&response, Some((room_topic(&end.run.session), seq)))
    }

    /// The command's outcome will be that of another run.
    fn tries_again(&mut self, key: Option<&RequestKey>, run: &Arc<str>) {
        if let Some(key) = key {
            self.again.push([Cell::text(run), Cell::text(&key.user), Cell::Owned(key.request_id.clone())]);
        }
    }

    /// An event that is kept as it is.
    fn run_event(&mut self, run: &RunRef, event: Event, known: &mut Known) -> Result<Committed, serde_json::Error> {
        let seq = known.next_run_seq(&run.id);
        self.run_at(run, seq);
        self.event(run, run_topic(&run.id), seq, &event)
    }

    /// The first or the last event of a run: what it tells is in the run's row.
    fn bound(
        &mut self,
        run: &RunRef,
        event: Event,
        known: &mut Known,
    ) -> Result<(Committed, &mut RunUpdate), serde_json::Error> {
        let seq = known.next_run_seq(&run.id);
        let event = StoredEvent::new(run_topic(&run.id), seq, &event)?;
        Ok((told(run, event), self.run_at(run, seq)))
    }

    fn run_at(&mut self, run: &RunRef, head: i64) -> &mut RunUpdate {
        let update = self.runs.entry(run.id.clone()).or_insert(RunUpdate {
            head,
            status: RunStatus::Running,
            started: None,
            ended: None,
            error: None,
            usage: None,
            outcome: None,
        });
        update.head = head;
        update
    }
}
