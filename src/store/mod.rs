//! What is kept: sessions, messages, runs with their logs, the events of every topic with their
//! `seq`, idempotency keys with their stored replies.
//!
//! A change returns only when it is durable, and its events are handed on in the order in which
//! they were committed.

mod account;
mod announcement;
mod change;
mod file;
mod mission;
mod room;
mod sqlite;
mod task;
mod topic;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::contract::{ChatMessage, Event, Priority, ReadPosition, RunStatus, Session, Time, User};

pub use account::*;
pub use announcement::*;
pub use change::*;
pub use file::*;
pub use mission::*;
pub use room::*;
pub use sqlite::{Sqlite, folder_of, room_topic, run_topic, secret_of};
pub use task::*;
pub use topic::*;

/// Why the store could not do it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The medium failed: a full disk, a read-only file. Passes by itself when the cause does. The
    /// store has told the log.
    #[error("the store is out of order: {0}")]
    Outage(Arc<str>),
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
}

/// A session as it is kept.
#[derive(Debug, Clone)]
pub struct SessionRow {
    pub id: Arc<str>,
    pub owner: Arc<str>,
    pub model: Arc<str>,
    pub title: Option<String>,
    pub created_at: Time,
    pub updated_at: Option<Time>,
    /// Newest `seq` of the session's topic.
    pub head: i64,
}

impl From<&SessionRow> for Session {
    fn from(row: &SessionRow) -> Self {
        Self {
            id: row.id.to_string(),
            model: row.model.to_string(),
            created_at: row.created_at,
            title: row.title.clone(),
            updated_at: row.updated_at,
            status: None,
        }
    }
}

/// A durable event as it was sent.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    pub topic: Arc<str>,
    pub seq: i64,
    pub name: &'static str,
    /// JSON.
    pub payload: Arc<str>,
    pub priority: Priority,
}

impl StoredEvent {
    /// An event at its place in a topic, as urgent as its row of the contract says.
    pub fn new(topic: Arc<str>, seq: i64, event: &Event) -> Result<Self, serde_json::Error> {
        Ok(Self { topic, seq, name: event.name(), payload: event.to_json()?.into(), priority: event.priority() })
    }
}

/// A run as it is kept.
#[derive(Debug, Clone)]
pub struct RunRow {
    pub id: Arc<str>,
    pub session_id: Arc<str>,
    pub user: Arc<str>,
    pub request_id: String,
    pub status: RunStatus,
    pub head: i64,
    /// Where the room's stream stood when it ended.
    pub end_seq: Option<i64>,
    /// Whether no other run has tried its command again.
    pub latest: bool,
}

/// Which messages of a room.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    pub room: &'a str,
    /// Only those with a lower `seq`.
    pub before: i64,
    /// Only those with a higher `seq`, the oldest of them; without it the newest.
    pub after: Option<i64>,
    /// Only replies to this message.
    pub parent: Option<&'a str>,
    pub limit: i64,
}

/// Which events are kept; everything, where nothing is said.
#[derive(Debug, Clone, Copy)]
pub struct Keep {
    pub age: Option<Duration>,
    /// In each topic.
    pub per_topic: Option<u32>,
}

/// Whether what is in memory may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remembered {
    Yes,
    /// Nothing else may.
    Only,
}

/// The seam behind which the data lives.
#[async_trait]
pub trait Store: MissionStore + TaskStore + AnnouncementStore {
    /// Makes one change. When this returns `Ok`, the change survives a crash, and its events have
    /// been handed on.
    async fn change(&self, change: Change) -> Result<Done, StoreError>;

    /// What came of an earlier command with this key, if it is over.
    async fn outcome(&self, key: &RequestKey) -> Result<Option<Done>, StoreError>;

    /// The user's sessions, oldest first.
    async fn sessions(&self, user: &str) -> Result<Arc<Vec<SessionRow>>, StoreError>;

    /// A page of a room's messages, oldest first.
    async fn history(&self, page: &Page<'_>) -> Result<Vec<ChatMessage>, StoreError>;

    /// A message, as far as it decides who may do what to it.
    async fn message(&self, id: &str) -> Result<Option<MessageRef>, StoreError>;

    /// Whether there is a room of this id or slug that the user may know of. It takes as long for one
    /// that they may not know of as for one that does not exist.
    async fn shows_room(&self, name: &str, user: &str) -> Result<bool, StoreError>;

    /// A room by its id or its slug. What is not in memory is read, unless only that may answer.
    async fn room(&self, name: &str, remembered: Remembered) -> Result<Option<Arc<RoomState>>, StoreError>;

    /// The rooms that a user may know of, sessions left out, with a higher id than `after`, oldest
    /// first.
    async fn rooms(&self, user: &str, after: &str, limit: i64) -> Result<Vec<SeenRoom>, StoreError>;

    /// The ids of the rooms and sessions of others that a user is a member of.
    async fn memberships(&self, user: &str) -> Result<Vec<Arc<str>>, StoreError>;

    /// The ids of the rooms and sessions in which a user may meet others: as
    /// [`Store::memberships`], and the user's own sessions that others have joined.
    async fn shared_rooms(&self, user: &str) -> Result<Vec<Arc<str>>, StoreError>;

    /// Other people's messages in a room that a user has not read.
    async fn unread(&self, room: &str, user: &str) -> Result<u32, StoreError>;

    /// How far these users have read in a room, those left out who have read nothing since they came.
    async fn reads(&self, room: &str, users: &[Arc<str>]) -> Result<Vec<ReadPosition>, StoreError>;

    /// The files of these ids, as far as there are any.
    async fn files(&self, ids: &[Arc<str>]) -> Result<Vec<FileRow>, StoreError>;

    /// The ids of files whose bytes are to be removed.
    async fn unwanted_files(&self, limit: i64) -> Result<Vec<Arc<str>>, StoreError>;

    /// The people of these ids, as far as they are known.
    async fn users(&self, ids: &[Arc<str>]) -> Result<Vec<UserRow>, StoreError>;

    /// Events of a topic after `after`, oldest first, `limit` at most; `None` when some of them have
    /// been forgotten.
    async fn events(&self, topic: &str, after: i64, limit: i64) -> Result<Option<Vec<StoredEvent>>, StoreError>;

    /// Forgets the events that need not be kept; how many topics it shortened.
    async fn compact(&self, keep: &Keep) -> Result<u64, StoreError>;

    /// Runs of a session that a reader at `seen` may not have seen end.
    async fn runs_after(&self, session: &str, seen: i64) -> Result<Vec<RunRow>, StoreError>;

    /// One run.
    async fn run(&self, id: &str) -> Result<Option<RunRow>, StoreError>;

    /// Runs that a crash cut off: neither ended nor going on.
    async fn unfinished_runs(&self) -> Result<Vec<RunRow>, StoreError>;

    /// The account of this name, in its one spelling.
    async fn account(&self, username: &str) -> Result<Option<Account>, StoreError>;

    /// Whether a family of refresh tokens has not been ended.
    async fn has_refresh_family(&self, family: &str) -> Result<bool, StoreError>;

    /// What a user is called, if they were ever here.
    async fn user(&self, id: &str) -> Result<Option<User>, StoreError>;

    /// Forgets idempotency keys made before `before`.
    async fn forget_requests(&self, before: Time) -> Result<u64, StoreError>;

    /// Whether changes can be stored right now, and if not, why, in words.
    fn ready(&self) -> Result<(), String>;

    /// Finishes what is queued and closes.
    async fn close(&self);
}
