//! The one writer: takes what has queued up, commits it in one transaction, hands the events on
//! in the order of the commits. One sync of the disk then serves a whole batch.

use std::{sync::Arc, time::Duration};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{mpsc, oneshot};

use super::{
    cache::Sessions,
    direct::Direct,
    execute,
    health::{self, Health},
    plan::{CacheChange, Known, Plan},
    preload,
    rooms::{RoomUpdate, Rooms},
};
use crate::store::{Change, Committed, Done, StoreError, What};

/// A queued change and who waits for it.
pub struct Job {
    pub change: Change,
    pub done: oneshot::Sender<Result<Done, StoreError>>,
}

/// What a commit leads to: its events, then its answer.
pub struct Told {
    pub events: Vec<Committed>,
    pub done: oneshot::Sender<Result<Done, StoreError>>,
    pub result: Result<Done, StoreError>,
}

/// How often a database that takes no changes is tried.
const AGAIN: Duration = Duration::from_millis(500);
/// Changes in one transaction.
const MOST_CHANGES: usize = 256;
/// Heads in memory; beyond it they are read again.
const MOST_KNOWN: usize = 100_000;

pub struct Writer {
    pub jobs: mpsc::Receiver<Job>,
    pub told: mpsc::Sender<Vec<Told>>,
    pub options: SqliteConnectOptions,
    pub connection: Option<SqliteConnection>,
    /// A database in memory is gone when it is closed, so it is never opened again.
    pub reopen: bool,
    pub sessions: Arc<Sessions>,
    pub rooms: Arc<Rooms>,
    pub health: Arc<Health>,
    pub known: Known,
}

impl Writer {
    /// Serves until the queue closes, then closes the database.
    pub async fn run(mut self) {
        let mut batch = Vec::new();
        while self.next(&mut batch).await > 0 {
            let told = self.commit(std::mem::take(&mut batch)).await;
            if self.told.send(told).await.is_err() {
                tracing::error!("nobody takes the committed events: the writer stops");
                return;
            }
        }
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the database did not close cleanly");
        }
    }

    /// Waits for changes. While the database takes none, it is tried now and then, so that the
    /// server is ready again by itself: one that is not ready may be sent nothing.
    async fn next(&mut self, batch: &mut Vec<Job>) -> usize {
        while self.health.check().is_err() {
            match tokio::time::timeout(AGAIN, self.jobs.recv_many(batch, MOST_CHANGES)).await {
                Ok(changes) => return changes,
                Err(_) => self.probe().await,
            }
        }
        if self.jobs.recv_many(batch, MOST_CHANGES).await > 0 {
            self.gather(batch).await;
        }
        batch.len()
    }

    /// Who is about to queue a change does so before this batch begins: the tasks that are ready go
    /// first, many of which an earlier commit has set going. On an idle server there are none.
    async fn gather(&mut self, batch: &mut Vec<Job>) {
        tokio::task::yield_now().await;
        while batch.len() < MOST_CHANGES
            && let Ok(job) = self.jobs.try_recv()
        {
            batch.push(job);
        }
    }

    async fn probe(&mut self) {
        match self.try_to_write().await {
            Ok(()) => self.health.works(),
            Err(error) => self.broken(&error).await,
        }
    }

    async fn try_to_write(&mut self) -> Result<(), Attempt> {
        if self.reopen {
            health::room_beside(self.options.get_filename()).await?;
        }
        let connection = open(&mut self.connection, &self.options).await?;
        Ok(execute::nothing(connection).await?)
    }

    async fn commit(&mut self, jobs: Vec<Job>) -> Vec<Told> {
        match self.attempt(&jobs).await {
            Ok(batch) => self.tell(jobs, batch),
            Err(_) if jobs.len() > 1 => self.one_by_one(jobs).await,
            Err(error) => self.fail(jobs, &error).await,
        }
    }

    /// One bad change must not fail those that were queued beside it.
    async fn one_by_one(&mut self, jobs: Vec<Job>) -> Vec<Told> {
        self.forget();
        let mut told = Vec::new();
        for job in jobs {
            let job = vec![job];
            match self.attempt(&job).await {
                Ok(batch) => told.extend(self.tell(job, batch)),
                Err(error) => told.extend(self.fail(job, &error).await),
            }
        }
        told
    }

    async fn attempt(&mut self, jobs: &[Job]) -> Result<Batch, Attempt> {
        let connection = open(&mut self.connection, &self.options).await?;
        let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut batch = Batch::default();
        for group in jobs.chunk_by(|a, b| together(&a.change, &b.change)) {
            match group {
                [Job { change: Change { key, what: What::Direct(change) }, .. }] => {
                    let mut direct = Direct::new(&mut tx, &mut self.known);
                    let done = direct.apply(change, key.as_ref()).await?;
                    batch.results.push((done, direct.told));
                    batch.rooms.extend(direct.rooms);
                    batch.sessions.extend(direct.sessions);
                }
                group => {
                    preload::known(&mut tx, group.iter().map(|job| &job.change), &mut self.known).await?;
                    let mut plan = Plan::default();
                    for job in group {
                        plan.add(&job.change, &mut self.known)?;
                    }
                    execute::plan(&mut tx, &mut plan).await?;
                    batch.results.extend(plan.results);
                    batch.sessions.extend(plan.cache);
                    batch.rooms.extend(plan.rooms);
                }
            }
        }
        tx.commit().await?;
        Ok(batch)
    }

    fn tell(&mut self, jobs: Vec<Job>, batch: Batch) -> Vec<Told> {
        self.health.works();
        self.sessions.apply(batch.sessions);
        self.rooms.apply(batch.rooms);
        self.known.requests.clear();
        self.known.owners.clear();
        for job in &jobs {
            if let What::EndRun(end) = &job.change.what {
                self.known.runs.remove(&end.run.id);
            }
        }
        if self.known.rooms.len() + self.known.runs.len() > MOST_KNOWN {
            self.forget();
        }
        jobs.into_iter()
            .zip(batch.results)
            .map(|(job, (done, events))| Told { events, done: job.done, result: Ok(done) })
            .collect()
    }

    async fn fail(&mut self, jobs: Vec<Job>, error: &Attempt) -> Vec<Told> {
        self.broken(error).await;
        let error = StoreError::Outage(error.to_string().into());
        jobs.into_iter().map(|job| Told { events: Vec::new(), done: job.done, result: Err(error.clone()) }).collect()
    }

    /// The next try begins with nothing that may be a part of the trouble.
    async fn broken(&mut self, error: &Attempt) {
        self.forget();
        self.health.fails(&error.to_string());
        if self.reopen
            && let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the failed connection did not close cleanly");
        }
    }

    fn forget(&mut self) {
        self.known = Known::default();
    }
}

/// The connection, opened if need be.
async fn open<'a>(
    connection: &'a mut Option<SqliteConnection>,
    options: &SqliteConnectOptions,
) -> Result<&'a mut SqliteConnection, sqlx::Error> {
    match connection {
        Some(connection) => Ok(connection),
        empty => Ok(empty.insert(SqliteConnection::connect_with(options).await?)),
    }
}

/// What a transaction led to, change by change.
#[derive(Default)]
struct Batch {
    results: Vec<(Done, Vec<Committed>)>,
    sessions: Vec<CacheChange>,
    rooms: Vec<(Arc<str>, RoomUpdate)>,
}

/// Why a batch was not committed.
#[derive(Debug, thiserror::Error)]
pub enum Attempt {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// Whether two changes that follow one another may be planned together. A deletion is executed
/// after all insertions of its plan, so it ends it.
fn together(first: &Change, second: &Change) -> bool {
    !matches!(first.what, What::Direct(_) | What::DeleteSession { .. }) && !matches!(second.what, What::Direct(_))
}
