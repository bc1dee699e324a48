//! From changes to rows, events and replies: pure, no database in sight. The writer applies a
//! whole batch of changes to one [`Plan`] and then executes it in one transaction.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::rows::{Cell, Rows};
use crate::{
    contract::{ChatMessage, ChatResponse, Event, ForgeCompleted, ForgeStarted, Log, RunStatus},
    contract::{Session, SessionDeleted, SessionRenamed, Time},
    store::{
        Change, Committed, Done, EndRun, LogLine, Prompt, ReplyBody, RequestKey, RunRef, SessionRow, StoredEvent,
        StoredOutcome, What,
    },
};

/// Topic of a room or session.
pub fn room_topic(room: &str) -> Arc<str> {
    format!("rooms/{room}").into()
}

/// Topic of a run.
pub fn run_topic(run: &str) -> Arc<str> {
    format!("forge_sessions/{run}").into()
}

/// What the writer knows of the rows that a batch touches.
#[derive(Default)]
pub struct Known {
    /// Newest `seq` by room; a room that is not here does not exist.
    pub rooms: HashMap<Arc<str>, i64>,
    /// Newest `seq` by run.
    pub runs: HashMap<Arc<str>, i64>,
    /// Owners who have a session.
    pub owners: HashSet<Arc<str>>,
    /// Idempotency keys that were used before.
    pub requests: HashMap<(Arc<str>, String), KnownRequest>,
}

/// A used idempotency key.
#[derive(Clone)]
pub struct KnownRequest {
    pub fingerprint: Vec<u8>,
    pub outcome: Option<StoredOutcome>,
    pub message: Option<(Arc<str>, i64)>,
}

/// How the sessions in memory change once the batch is committed.
pub enum CacheChange {
    Insert(SessionRow),
    Title { owner: Arc<str>, session: Arc<str>, title: String },
    Head { owner: Arc<str>, session: Arc<str>, head: i64, at: Time },
    Remove { owner: Arc<str>, session: Arc<str> },
}

/// A batch on its way into the database.
#[derive(Default)]
pub struct Plan {
    pub new_rooms: Rows,
    pub titles: BTreeMap<Arc<str>, String>,
    pub heads: BTreeMap<Arc<str>, (i64, Option<Time>)>,
    pub deleted_rooms: Vec<Arc<str>>,
    pub messages: Rows,
    pub new_runs: Rows,
    pub runs: BTreeMap<Arc<str>, RunUpdate>,
    pub events: Rows,
    pub requests: Rows,
    pub outcomes: Rows,
    /// By change: what it led to, and the events to tell.
    pub results: Vec<(Done, Vec<Committed>)>,
    pub cache: Vec<CacheChange>,
}

/// How a run's row changes.
pub struct RunUpdate {
    pub head: i64,
    pub status: RunStatus,
    pub ended: Option<(Time, i64)>,
}

type Planned = Result<(Done, Vec<Committed>), serde_json::Error>;

impl Plan {
    /// Adds one change.
    pub fn add(&mut self, change: &Change, known: &mut Known) -> Result<(), serde_json::Error> {
        let seen = change.key.as_ref().and_then(|key| known.request(key));
        let result = match (seen, &change.key) {
            (Some(seen), Some(key)) if seen.fingerprint != key.fingerprint => (Done::Conflict, Vec::new()),
            (Some(KnownRequest { outcome: Some(outcome), .. }), _) => (Done::Repeat(outcome), Vec::new()),
            (seen, _) => self.carry_out(change, seen, known)?,
        };
        self.results.push(result);
        Ok(())
    }

    fn carry_out(&mut self, change: &Change, seen: Option<KnownRequest>, known: &mut Known) -> Planned {
        let key = change.key.as_ref();
        match &change.what {
            What::CreateSession(row) => self.create_session(row, key, known),
            What::CreateFirstSession(row) if known.owners.contains(&row.owner) => Ok((Done::NotFound, Vec::new())),
            What::CreateFirstSession(row) => self.create_session(row, None, known),
            What::RenameSession { owner, session, title } => self.rename_session(owner, session, title, key, known),
            What::DeleteSession { owner, session } => self.delete_session(owner, session, key, known),
            What::Prompt(prompt) => self.prompt(prompt, key, seen, known),
            What::StartRun(run) => self.start_run(run, known),
            What::Log { run, lines } => self.log(run, lines, known),
            What::EndRun(end) => self.end_run(end, key, known),
            What::Outcome { session, reply } => {
                self.request(key, session.as_ref(), None, Some(reply), known)?;
                Ok((Done::Made(reply.clone()), Vec::new()))
            }
        }
    }

    fn create_session(&mut self, row: &SessionRow, key: Option<&RequestKey>, known: &mut Known) -> Planned {
        known.rooms.insert(row.id.clone(), 0);
        known.owners.insert(row.owner.clone());
        self.new_rooms.push([
            Cell::text(&row.id),
            Cell::Static("session"),
            Cell::text(&row.owner),
            Cell::text(&row.model),
            Cell::Null,
            Cell::Int(0),
            Cell::Int(row.created_at.0),
            Cell::Null,
        ]);
        self.cache.push(CacheChange::Insert(row.clone()));
        let reply = body(&Session::from(row), None)?;
        self.request(key, Some(&row.id), None, Some(&reply), known)?;
        Ok((Done::Made(reply), Vec::new()))
    }

    fn rename_session(
        &mut self,
        owner: &Arc<str>,
        session: &Arc<str>,
        title: &str,
        key: Option<&RequestKey>,
        known: &mut Known,
    ) -> Planned {
        if !known.rooms.contains_key(session) {
            return Ok((Done::NotFound, Vec::new()));
        }
        self.titles.insert(session.clone(), title.to_owned());
        self.cache.push(CacheChange::Title { owner: owner.clone(), session: session.clone(), title: title.to_owned() });
        let renamed = SessionRenamed { session_id: session.to_string(), title: title.to_owned() };
        let reply = body(&renamed, None)?;
        self.request(key, Some(session), None, Some(&reply), known)?;
        Ok((Done::Made(reply), Vec::new()))
    }

    fn delete_session(
        &mut self,
        owner: &Arc<str>,
        session: &Arc<str>,
        key: Option<&RequestKey>,
        known: &mut Known,
    ) -> Planned {
        if known.rooms.remove(session).is_none() {
            return Ok((Done::NotFound, Vec::new()));
        }
        self.deleted_rooms.push(session.clone());
        self.cache.push(CacheChange::Remove { owner: owner.clone(), session: session.clone() });
        let reply = body(&SessionDeleted { session_id: session.to_string() }, None)?;
        // Kept without the session's id: the deletion forgets what belonged to the session.
        self.request(key, None, None, Some(&reply), known)?;
        Ok((Done::Made(reply), Vec::new()))
    }

    fn prompt(
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
            Some(stored) => stored,
            None => {
                let id: Arc<str> = uuid::Uuid::now_v7().to_string().into();
                let said = Said { sender: run.owner.to_string(), body: &prompt.message, at: prompt.at };
                told.push(self.message(run, &id, said, RunStatus::Running, known)?);
                self.request(key, Some(&run.session), Some((&id, head + 1)), None, known)?;
                (id, head + 1)
            }
        };
        known.runs.insert(run.id.clone(), 0);
        self.new_runs.push([
            Cell::text(&run.id),
            Cell::text(&run.session),
            Cell::text(&run.owner),
            key.map_or(Cell::Static(""), |key| Cell::Owned(key.request_id.clone())),
            Cell::text(&message_id),
            Cell::Static("queued"),
            Cell::Int(0),
            Cell::Int(prompt.at.0),
            Cell::Null,
            Cell::Null,
        ]);
        if prompt.start {
            told.push(self.started(run, known)?);
        }
        let topic = room_topic(&run.session);
        let reply = ReplyBody { payload: Arc::from(RawValue::NULL.to_owned()), topic: Some(topic), seq: Some(seq) };
        Ok((Done::Made(reply), told))
    }

    fn start_run(&mut self, run: &RunRef, known: &mut Known) -> Planned {
        if !known.runs.contains_key(&run.id) {
            return Ok((Done::NotFound, Vec::new()));
        }
        let started = self.started(run, known)?;
        Ok((Done::Made(nothing()), vec![started]))
    }

    fn started(&mut self, run: &RunRef, known: &mut Known) -> Result<Committed, serde_json::Error> {
        let event = Event::ForgeStarted(ForgeStarted {
            run_id: run.id.to_string(),
            session_id: run.session.to_string(),
            model: run.model.to_string(),
            started_at: Time::now(),
        });
        self.run_event(run, event, known)
    }

    fn log(&mut self, run: &RunRef, lines: &[LogLine], known: &mut Known) -> Planned {
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

    fn end_run(&mut self, end: &EndRun, key: Option<&RequestKey>, known: &mut Known) -> Planned {
        let run = &end.run;
        if !known.runs.contains_key(&run.id) || !known.rooms.contains_key(&run.session) {
            return Ok((Done::NotFound, Vec::new()));
        }
        let mut told = self.log_lines(run, &end.lines, known)?;
        let completed = Event::ForgeCompleted(ForgeCompleted {
            run_id: run.id.to_string(),
            session_id: run.session.to_string(),
            status: end.status,
            success: end.status == RunStatus::Completed,
            error: end.error.clone(),
            usage: end.usage.clone(),
        });
        told.push(self.run_event(run, completed, known)?);
        if end.status == RunStatus::Completed || !end.answer.is_empty() {
            let id = uuid::Uuid::now_v7().to_string();
            let said = Said { sender: format!("agent:{}", run.model), body: &end.answer, at: end.at };
            told.push(self.message(run, &id, said, end.status, known)?);
        }
        let head = known.rooms.get(&run.session).copied().unwrap_or_default();
        // A reader at the head may have missed an end that left no message behind it.
        let end_seq = if end.status == RunStatus::Completed { head } else { head + 1 };
        if let Some(update) = self.runs.get_mut(&run.id) {
            update.status = end.status;
            update.ended = Some((end.at, end_seq));
        }
        let reply = self.run_reply(end, head)?;
        self.outcome(end, key, &reply)?;
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

    /// Keeps the outcome of a run for repeats of its command, unless a repeat should try again.
    fn outcome(&mut self, end: &EndRun, key: Option<&RequestKey>, reply: &ReplyBody) -> Result<(), serde_json::Error> {
        let (Some(key), Some(outcome)) = (key, StoredOutcome::of_run(end.status, reply)) else {
            return Ok(());
        };
        self.outcomes.push([
            Cell::text(&key.user),
            Cell::Owned(key.request_id.clone()),
            Cell::Owned(serde_json::to_string(&outcome)?),
        ]);
        Ok(())
    }

    fn message(
        &mut self,
        run: &RunRef,
        id: &str,
        said: Said<'_>,
        status: RunStatus,
        known: &mut Known,
    ) -> Result<Committed, serde_json::Error> {
        let seq = known.next_room_seq(&run.session);
        let mut metadata = serde_json::json!({ "runId": run.id });
        if matches!(status, RunStatus::Failed | RunStatus::Cancelled) {
            metadata["status"] = serde_json::to_value(status)?;
        }
        self.messages.push([
            Cell::text(&run.session),
            Cell::Int(seq),
            Cell::Owned(id.to_owned()),
            Cell::Owned(said.sender.clone()),
            Cell::Owned(said.body.to_owned()),
            Cell::Owned(metadata.to_string()),
            Cell::Int(said.at.0),
        ]);
        self.heads.insert(run.session.clone(), (seq, Some(said.at)));
        self.cache.push(CacheChange::Head {
            owner: run.owner.clone(),
            session: run.session.clone(),
            head: seq,
            at: said.at,
        });
        let event = Event::ChatMessage(ChatMessage {
            metadata: Some(metadata),
            ..ChatMessage::plain(id, &run.session, seq, said.sender, said.body, said.at)
        });
        self.event(&run.owner, room_topic(&run.session), seq, &event)
    }

    fn run_event(&mut self, run: &RunRef, event: Event, known: &mut Known) -> Result<Committed, serde_json::Error> {
        let seq = known.next_run_seq(&run.id);
        let update =
            self.runs.entry(run.id.clone()).or_insert(RunUpdate { head: seq, status: RunStatus::Running, ended: None });
        update.head = seq;
        self.event(&run.owner, run_topic(&run.id), seq, &event)
    }

    fn event(
        &mut self,
        owner: &Arc<str>,
        topic: Arc<str>,
        seq: i64,
        event: &Event,
    ) -> Result<Committed, serde_json::Error> {
        let payload: Arc<str> = event.to_json()?.into();
        let name = event.name();
        self.events.push([Cell::text(&topic), Cell::Int(seq), Cell::Static(name), Cell::text(&payload)]);
        let event = StoredEvent { topic, seq, name, payload };
        Ok(Committed { owner: owner.clone(), event })
    }

    fn request(
        &mut self,
        key: Option<&RequestKey>,
        session: Option<&Arc<str>>,
        message: Option<(&Arc<str>, i64)>,
        reply: Option<&ReplyBody>,
        known: &mut Known,
    ) -> Result<(), serde_json::Error> {
        let Some(key) = key else { return Ok(()) };
        let outcome = reply.map(|reply| StoredOutcome::Reply(reply.clone()));
        self.requests.push([
            Cell::text(&key.user),
            Cell::Owned(key.request_id.clone()),
            Cell::Blob(key.fingerprint.to_vec()),
            session.map_or(Cell::Null, Cell::text),
            message.map_or(Cell::Null, |(id, _)| Cell::text(id)),
            message.map_or(Cell::Null, |(_, seq)| Cell::Int(seq)),
            outcome.as_ref().map(serde_json::to_string).transpose()?.map_or(Cell::Null, Cell::Owned),
            Cell::Int(Time::now().0),
        ]);
        let request = KnownRequest {
            fingerprint: key.fingerprint.to_vec(),
            outcome,
            message: message.map(|(id, seq)| (id.clone(), seq)),
        };
        known.requests.insert((key.user.clone(), key.request_id.clone()), request);
        Ok(())
    }
}

/// Who said what, when.
struct Said<'a> {
    sender: String,
    body: &'a str,
    at: Time,
}

impl Known {
    fn request(&self, key: &RequestKey) -> Option<KnownRequest> {
        self.requests.get(&(key.user.clone(), key.request_id.clone())).cloned()
    }

    fn next_room_seq(&mut self, room: &Arc<str>) -> i64 {
        let head = self.rooms.entry(room.clone()).or_default();
        *head += 1;
        *head
    }

    fn next_run_seq(&mut self, run: &Arc<str>) -> i64 {
        let head = self.runs.entry(run.clone()).or_default();
        *head += 1;
        *head
    }
}

fn body<P: Serialize>(payload: &P, at: Option<(Arc<str>, i64)>) -> Result<ReplyBody, serde_json::Error> {
    let (topic, seq) = at.unzip();
    Ok(ReplyBody { payload: Arc::from(to_raw_value(payload)?), topic, seq })
}

fn nothing() -> ReplyBody {
    ReplyBody { payload: Arc::from(RawValue::NULL.to_owned()), topic: None, seq: None }
}
