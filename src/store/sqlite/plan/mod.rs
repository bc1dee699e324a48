//! From changes to rows, events and replies: pure, no database in sight. The writer applies a
//! whole batch of changes to one [`Plan`] and then executes it in one transaction.

mod runs;
mod say;
mod sessions;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::{
    rooms::RoomUpdate,
    rows::{Cell, Rows},
};
use crate::{
    contract::{ChatMessage, Event, RunStatus, Time},
    store::{
        Audience, Change, Committed, Done, Ends, ReplyBody, RequestKey, RunRef, SessionRow, StoredEvent, StoredOutcome,
        What,
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
    /// Who may speak in a room of others: those who are members as the change is made.
    pub speakers: HashSet<(Arc<str>, Arc<str>)>,
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
    Title {
        owner: Arc<str>,
        session: Arc<str>,
        title: String,
    },
    Head {
        owner: Arc<str>,
        session: Arc<str>,
        head: i64,
        at: Time,
    },
    /// The same, of a change that is no message.
    Seq {
        owner: Arc<str>,
        session: Arc<str>,
        head: i64,
    },
    Remove {
        owner: Arc<str>,
        session: Arc<str>,
    },
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
    /// Runs that try a command again, by its key.
    pub again: Rows,
    /// Messages that got a reply.
    pub replied: Rows,
    /// Files that were posted to a room.
    pub posted: Rows,
    /// By change: what it led to, and the events to tell.
    pub results: Vec<(Done, Vec<Committed>)>,
    pub cache: Vec<CacheChange>,
    pub rooms: Vec<(Arc<str>, RoomUpdate)>,
}

/// How a run's row changes.
pub struct RunUpdate {
    pub head: i64,
    pub status: RunStatus,
    /// When it began, if it does now.
    pub started: Option<Time>,
    pub ended: Option<(Time, i64)>,
    /// Why it failed, in words.
    pub error: Option<String>,
    /// As JSON.
    pub usage: Option<String>,
    /// What a repeat of its command gets, as JSON.
    pub outcome: Option<String>,
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
            What::Nothing => Ok((Done::Made(nothing()), Vec::new())),
            What::CreateSession(row) => self.create_session(row, key, known),
            What::CreateFirstSession(row) if known.owners.contains(&row.owner) => Ok((Done::NotFound, Vec::new())),
            What::CreateFirstSession(row) => self.create_session(row, None, known),
            What::RenameSession { owner, session, title } => self.rename_session(owner, session, title, key, known),
            What::DeleteSession { owner, session } => self.delete_session(owner, session, key, known),
            What::Prompt(prompt) => self.prompt(prompt, key, seen, known),
            What::StartRun(run) => self.start_run(run, known),
            What::Log { run, lines } => self.log(run, lines, known),
            What::EndRun(end) => self.end_run(end, known),
            What::Say(say) => self.say(say, key, known),
            // Carried out by itself: see `direct`.
            What::Direct(_) => Ok((Done::NotFound, Vec::new())),
            What::Outcome { session, reply } => {
                let kept = Kept { session: session.as_ref(), reply: Some(reply), ..Kept::default() };
                self.request(key, kept, known)?;
                Ok((Done::Made(reply.clone()), Vec::new()))
            }
        }
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
            Cell::Null,
            Cell::Null,
        ]);
        self.heads.insert(run.session.clone(), (seq, Some(said.at)));
        self.rooms.push((run.session.clone(), RoomUpdate::Head(seq)));
        self.cache.push(CacheChange::Head {
            owner: run.owner.clone(),
            session: run.session.clone(),
            head: seq,
            at: said.at,
        });
        // The row of the message is its event: it is not stored twice.
        let event = Event::ChatMessage(ChatMessage {
            metadata: Some(metadata),
            ..ChatMessage::plain(id, &run.session, seq, said.sender, said.body, said.at)
        });
        Ok(told(run, StoredEvent::new(room_topic(&run.session), seq, &event)?))
    }

    fn event(
        &mut self,
        run: &RunRef,
        topic: Arc<str>,
        seq: i64,
        event: &Event,
    ) -> Result<Committed, serde_json::Error> {
        let event = StoredEvent::new(topic, seq, event)?;
        self.events.push([
            Cell::text(&event.topic),
            Cell::Int(seq),
            Cell::Static(event.name),
            Cell::text(&event.payload),
            Cell::Int(Time::now().0),
        ]);
        Ok(told(run, event))
    }

    /// Keeps a command's key, and what a repeat of it needs.
    fn request(
        &mut self,
        key: Option<&RequestKey>,
        kept: Kept<'_>,
        known: &mut Known,
    ) -> Result<(), serde_json::Error> {
        let Some(key) = key else { return Ok(()) };
        let outcome = kept.reply.map(|reply| StoredOutcome::Reply(reply.clone()));
        let prompt = kept.prompt;
        self.requests.push([
            Cell::text(&key.user),
            Cell::Owned(key.request_id.clone()),
            Cell::Blob(key.fingerprint.to_vec()),
            kept.session.map_or(Cell::Null, Cell::text),
            kept.message.or(prompt.map(|(id, ..)| id)).map_or(Cell::Null, Cell::text),
            prompt.map_or(Cell::Null, |(_, seq, _)| Cell::Int(seq)),
            prompt.map_or(Cell::Null, |(.., run)| Cell::text(run)),
            outcome.as_ref().map(serde_json::to_string).transpose()?.map_or(Cell::Null, Cell::Owned),
            Cell::Int(Time::now().0),
        ]);
        let request = KnownRequest {
            fingerprint: key.fingerprint.to_vec(),
            outcome,
            message: prompt.map(|(id, seq, _)| (id.clone(), seq)),
        };
        known.requests.insert((key.user.clone(), key.request_id.clone()), request);
        Ok(())
    }
}

/// What is kept with a command's key.
#[derive(Default)]
struct Kept<'a> {
    /// The session that it belongs to, and goes with.
    session: Option<&'a Arc<str>>,
    /// The message that it stored, its `seq`, and the run that answers it.
    prompt: Option<(&'a Arc<str>, i64, &'a Arc<str>)>,
    /// Its reply, if that is known already.
    reply: Option<&'a ReplyBody>,
    /// The message whose text the reply holds, and which it goes with.
    message: Option<&'a Arc<str>>,
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

/// What happened in a run or its session.
fn told(run: &RunRef, event: StoredEvent) -> Committed {
    let audience = Audience::Room { room: run.session.clone(), session_owner: Some(run.owner.clone()) };
    Committed { audience, event, ends: Ends::Nobody }
}

/// A reply, and the change that it reports.
pub fn body<P: Serialize>(payload: &P, at: Option<(Arc<str>, i64)>) -> Result<ReplyBody, serde_json::Error> {
    let (topic, seq) = at.unzip();
    Ok(ReplyBody { payload: Arc::from(to_raw_value(payload)?), topic, seq, other: false, again: false })
}

/// A reply that says nothing.
pub fn nothing() -> ReplyBody {
    ReplyBody { payload: Arc::from(RawValue::NULL.to_owned()), topic: None, seq: None, other: false, again: false }
}
