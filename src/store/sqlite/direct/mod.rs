//! Changes that are rare and look before they leap: each is carried out by itself with plain
//! statements, within the transaction of its batch. What is refused is refused before anything is
//! written.

mod files;
mod members;
mod messages;
mod mission_rows;
mod mission_state;
mod missions;
mod rooms;
mod scrub;
mod tasks;
mod topics;
mod trim;

use std::sync::Arc;

use sqlx::{Row, SqliteConnection};

use super::{
    accounts, announcements,
    plan::{CacheChange, Known, nothing, room_topic},
    rooms::RoomUpdate,
    writer::Attempt,
};
use crate::{
    contract::{Event, RoomKind, Time},
    error::{Code, Error},
    store::{
        Audience, Committed, DirectChange, Done, Ends, ReplyBody, RequestKey, StoredEvent, StoredOutcome,
        sqlite::plan::body,
    },
};

pub use mission_state::percentage;

/// What a direct change led to.
pub struct Direct<'a> {
    tx: &'a mut SqliteConnection,
    known: &'a mut Known,
    pub told: Vec<Committed>,
    pub rooms: Vec<(Arc<str>, RoomUpdate)>,
    pub sessions: Vec<CacheChange>,
    kept: Kept,
    /// The command was carried out before, and its reply is not kept.
    repeated: bool,
}

/// What is kept with a command's key.
enum Kept {
    /// Its reply.
    Reply,
    /// Its reply, which holds the text of this message and goes with it.
    ReplyOf(Arc<str>),
    /// Only that it was used: a repeat is carried out again, and finds everything done.
    Nothing,
}

/// A room on its way to an event.
struct Place {
    id: Arc<str>,
    session_owner: Option<Arc<str>>,
    head: i64,
}

type Carried = Result<Done, Attempt>;

impl<'a> Direct<'a> {
    /// A change within `tx`.
    pub fn new(tx: &'a mut SqliteConnection, known: &'a mut Known) -> Self {
        Self {
            tx,
            known,
            told: Vec::new(),
            rooms: Vec::new(),
            sessions: Vec::new(),
            kept: Kept::Reply,
            repeated: false,
        }
    }

    /// Carries a change out, unless its command was before.
    pub async fn apply(&mut self, change: &DirectChange, key: Option<&RequestKey>) -> Carried {
        if let Some(key) = key
            && let Some(done) = self.used(key).await?
        {
            return Ok(done);
        }
        let done = match change {
            DirectChange::Room(change) => self.room(change).await?,
            DirectChange::Message(change) => self.message(change).await?,
            DirectChange::Mission(change) => self.mission(change).await?,
            DirectChange::Task(change) => self.task(change).await?,
            DirectChange::File(change) => self.file(change).await?,
            DirectChange::Trim { topic, seq } => self.trim(topic, *seq).await?,
            DirectChange::Account(change) => Done::Account(accounts::apply(self.tx, change).await?),
            DirectChange::Announcement(change) => {
                announcements::apply(self.tx, change).await?;
                done()?
            }
            DirectChange::LastSeen(seen) => {
                accounts::last_seen(self.tx, seen).await?;
                done()?
            }
        };
        if let (Done::Made(reply), Some(key)) = (&done, key) {
            self.keep(key, reply).await?;
        }
        Ok(done)
    }

    async fn used(&mut self, key: &RequestKey) -> Result<Option<Done>, Attempt> {
        let row = sqlx::query("SELECT fingerprint, outcome FROM requests WHERE user_id = ? AND request_id = ?")
            .bind(&*key.user)
            .bind(&*key.request_id)
            .fetch_optional(&mut *self.tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        if row.try_get::<&[u8], _>(0)? != key.fingerprint {
            return Ok(Some(Done::Conflict));
        }
        let outcome = row.try_get::<Option<&str>, _>(1)?;
        self.repeated = outcome.is_none();
        Ok(outcome.map(serde_json::from_str::<StoredOutcome>).transpose()?.map(Done::Repeat))
    }

    async fn keep(&mut self, key: &RequestKey, reply: &ReplyBody) -> Result<(), Attempt> {
        let outcome = match self.kept {
            Kept::Nothing => None,
            Kept::Reply | Kept::ReplyOf(_) => Some(serde_json::to_string(&StoredOutcome::Reply(reply.clone()))?),
        };
        let message = match &self.kept {
            Kept::ReplyOf(message) => Some(message.clone()),
            Kept::Reply | Kept::Nothing => None,
        };
        sqlx::query(
            "INSERT OR REPLACE INTO requests (user_id, request_id, fingerprint, message_id, outcome, created_at)
             VALUES (?, ?, ?, ?, ?, ?)",
        )
        .bind(&*key.user)
        .bind(&*key.request_id)
        .bind(&key.fingerprint[..])
        .bind(message)
        .bind(outcome)
        .bind(Time::now().0)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Where an event of this room goes to.
    async fn place(&mut self, room: &str) -> Result<Option<Place>, Attempt> {
        let row = sqlx::query("SELECT id, kind, owner_id, head_seq FROM rooms WHERE id = ?")
            .bind(room)
            .fetch_optional(&mut *self.tx)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let session = row.try_get::<&str, _>(1)? == RoomKind::Session.as_str();
        let session_owner = if session { Some(row.try_get::<&str, _>(2)?.into()) } else { None };
        Ok(Some(Place { id: row.try_get::<&str, _>(0)?.into(), session_owner, head: row.try_get(3)? }))
    }

    /// Adds an event to a room's stream; its `seq`.
    async fn tell(&mut self, place: &mut Place, event: &Event, ends: Ends) -> Result<i64, Attempt> {
        place.head += 1;
        let (topic, seq) = (room_topic(&place.id), place.head);
        let event = StoredEvent::new(topic.clone(), seq, event)?;
        sqlx::query("INSERT INTO events (topic, seq, name, payload, created_at) VALUES (?, ?, ?, ?, ?)")
            .bind(&*event.topic)
            .bind(seq)
            .bind(event.name)
            .bind(&*event.payload)
            .bind(Time::now().0)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query("UPDATE rooms SET head_seq = ? WHERE id = ?")
            .bind(seq)
            .bind(&*place.id)
            .execute(&mut *self.tx)
            .await?;
        self.known.rooms.insert(place.id.clone(), seq);
        self.rooms.push((place.id.clone(), RoomUpdate::Head(seq)));
        if let Some(owner) = &place.session_owner {
            let head = CacheChange::Seq { owner: owner.clone(), session: place.id.clone(), head: seq };
            self.sessions.push(head);
        }
        let audience = Audience::Room { room: place.id.clone(), session_owner: place.session_owner.clone() };
        self.told.push(Committed { audience, event, ends });
        Ok(seq)
    }

    /// The reply of a change that was told as the event `seq` of a room, or of one that there was
    /// nothing to do for.
    fn made<P: serde::Serialize>(&self, payload: &P, place: &Place, seq: Option<i64>) -> Carried {
        Ok(Done::Made(body(payload, seq.map(|seq| (room_topic(&place.id), seq)))?))
    }
}

fn refused(words: &'static str) -> Carried {
    Ok(Done::Refused(Error::new(Code::Conflict, words)))
}

/// It was deleted while the command was on its way.
fn no_room() -> Carried {
    Ok(Done::Refused(Error::not_found("room")))
}

/// A change that did nothing but what it should.
fn done() -> Carried {
    Ok(Done::Made(nothing()))
}
