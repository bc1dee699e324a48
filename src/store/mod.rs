//! What is kept: sessions, messages, runs with their logs, the events of every topic with their
//! `seq`, idempotency keys with their stored replies.
//!
//! A change returns only when it is durable, and its events are handed on in the order in which
//! they were committed.

mod change;
mod sqlite;

use std::sync::Arc;

use async_trait::async_trait;

use crate::contract::{ChatMessage, RunStatus, Session, Time};

pub use change::*;
pub use sqlite::{Sqlite, room_topic, run_topic};

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

/// The seam behind which the data lives.
#[async_trait]
pub trait Store: Send + Sync {
    /// Makes one change. When this returns `Ok`, the change survives a crash, and its events have
    /// been handed on.
    async fn change(&self, change: Change) -> Result<Done, StoreError>;

    /// What came of an earlier command with this key, if it is over.
    async fn outcome(&self, key: &RequestKey) -> Result<Option<Done>, StoreError>;

    /// The user's sessions, oldest first, if they are in memory.
    fn cached_sessions(&self, user: &str) -> Option<Arc<Vec<SessionRow>>>;

    /// The user's sessions, oldest first.
    async fn sessions(&self, user: &str) -> Result<Arc<Vec<SessionRow>>, StoreError>;

    /// Messages of a room with a lower `seq` than `before`, the newest `limit` of them, oldest
    /// first.
    async fn history(&self, room: &str, before: i64, limit: i64) -> Result<Vec<ChatMessage>, StoreError>;

    /// Events of a topic after `after`, oldest first, `limit` at most.
    async fn events(&self, topic: &str, after: i64, limit: i64) -> Result<Vec<StoredEvent>, StoreError>;

    /// Runs of a session that a reader at `seen` may not have seen end.
    async fn runs_after(&self, session: &str, seen: i64) -> Result<Vec<RunRow>, StoreError>;

    /// One run.
    async fn run(&self, id: &str) -> Result<Option<RunRow>, StoreError>;

    /// Runs that a crash cut off: neither ended nor going on.
    async fn unfinished_runs(&self) -> Result<Vec<RunRow>, StoreError>;

    /// Forgets idempotency keys made before `before`.
    async fn forget_requests(&self, before: Time) -> Result<u64, StoreError>;

    /// Whether changes can be stored right now, and if not, why, in words.
    fn ready(&self) -> Result<(), String>;

    /// Finishes what is queued and closes.
    async fn close(&self);
}
