//! The embedded store: SQLite in WAL mode with full sync, one writer that groups what has queued
//! up, reads beside it.

mod accounts;
mod announcements;
mod bounds;
mod cache;
mod direct;
mod execute;
mod health;
mod missions;
mod plan;
mod preload;
mod read;
mod read_missions;
mod read_rooms;
mod retention;
mod rooms;
mod rows;
mod tasks;
mod writer;

use std::{
    fs::File,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use sqlx::{
    ConnectOptions, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use super::{
    Account, Change, Committed, DirectChange, Done, FileRow, Keep, MessageRef, Page, Remembered, RequestKey, RoomState,
    RunRow, SeenRoom, SessionRow, Store, StoreError, StoredEvent, UserRow, What,
};
use crate::contract::{ChatMessage, ReadPosition, Time, User};
use cache::Sessions;
use health::Health;
use retention::Passes;
use rooms::Rooms;
use writer::{Job, Told, Writer};

pub use accounts::secret_of;
pub use plan::{room_topic, run_topic};

/// Changes that may queue for the writer; beyond it callers wait their turn.
const QUEUE: usize = 4_096;
/// Statements that stay prepared.
const PREPARED: usize = 512;
/// The writer's cache at most: 16 MiB, in KiB as a negative number.
const CACHE: &str = "-16384";
/// Pages of 4 KiB in the write-ahead log before they are carried over into the file: 16 MiB.
const LOG_PAGES: &str = "4000";
/// Committed batches that may wait to be told.
const TOLD: usize = 16;

/// What a database in memory is called.
const MEMORY: &str = ":memory:";

/// The embedded store.
pub struct Sqlite {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    pool: SqlitePool,
    sessions: Arc<Sessions>,
    rooms: Arc<Rooms>,
    health: Arc<Health>,
    passes: Passes,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    /// Held while the store is open, so that no second server takes the file.
    _lock: Option<File>,
}

/// Takes the events of a commit, in the order of the commits.
pub type Publish = Box<dyn Fn(Committed) + Send + Sync>;

impl Sqlite {
    /// Opens `sqlite://FILE` or `sqlite::memory:`, makes what is missing, runs the migrations.
    /// The error is one line for the person who starts the server.
    pub async fn open(url: &str, publish: Publish) -> Result<Self, String> {
        if !url.starts_with("sqlite:") {
            return Err("database: must be sqlite://FILE or sqlite::memory:".to_owned());
        }
        let memory = url.contains(MEMORY);
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| format!("database: {url} is not understood: {error}"))?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is deleted is overwritten.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(5))
            .statement_cache_capacity(PREPARED)
            .disable_statement_logging();
        let lock = if memory { None } else { Some(take_file(options.get_filename())?) };
        let failed = |error: &dyn std::fmt::Display| format!("database: {url} does not open: {error}");
        // The writer's own: a commit finds its pages in memory, and the log is carried over rarely.
        let writing = options.clone().pragma("cache_size", CACHE).pragma("wal_autocheckpoint", LOG_PAGES);
        let mut connection = writing.connect().await.map_err(|error| failed(&error))?;
        sqlx::migrate!("migrations/sqlite").run(&mut connection).await.map_err(|error| failed(&error))?;
        let pool =
            SqlitePoolOptions::new().max_connections(4).connect_with(options).await.map_err(|error| failed(&error))?;

        let sessions = Arc::new(Sessions::default());
        let rooms = Arc::new(Rooms::default());
        let health = Arc::new(Health::default());
        let (jobs, queue) = mpsc::channel(QUEUE);
        let (told, telling) = mpsc::channel(TOLD);
        let writer = Writer {
            jobs: queue,
            told,
            // What fails is opened again, but never made anew: an empty file is not the data.
            options: writing.create_if_missing(false),
            connection: Some(connection),
            reopen: !memory,
            sessions: sessions.clone(),
            rooms: rooms.clone(),
            health: health.clone(),
            known: plan::Known::default(),
        };
        let tasks = vec![tokio::spawn(writer.run()), tokio::spawn(tell(telling, publish))];
        Ok(Self {
            jobs: Mutex::new(Some(jobs)),
            pool,
            sessions,
            rooms,
            health,
            passes: Passes::default(),
            tasks: Mutex::new(tasks),
            _lock: lock,
        })
    }
}

impl Sqlite {
    async fn trim(&self, (topic, seq): retention::Cut) -> Result<(), StoreError> {
        let what = What::Direct(DirectChange::Trim { topic, seq });
        self.change(Change { key: None, what }).await.map(drop)
    }
}

/// Tells what was committed: events first, so that a reply follows the event that it caused.
async fn tell(mut batches: mpsc::Receiver<Vec<Told>>, publish: Publish) {
    while let Some(batch) = batches.recv().await {
        for told in batch {
            told.events.into_iter().for_each(&publish);
            // Nobody waits any more when the command's deadline has passed.
            if told.done.send(told.result).is_err() {
                tracing::debug!("a change was committed after its caller had gone");
            }
        }
    }
}

/// The folder that a database lies in; `None` for one in memory.
pub fn folder_of(url: &str) -> Option<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).ok().filter(|_| !url.contains(MEMORY))?;
    options.get_filename().parent().map(Path::to_owned)
}

/// Makes the folder and takes the lock beside the file.
fn take_file(file: &Path) -> Result<File, String> {
    let failed = |error: std::io::Error| format!("database: {} cannot be used: {error}", file.display());
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    // By its one real name, whichever links lead to it.
    let mut name = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned()).into_os_string();
    name.push(".lock");
    let lock = File::create(&name).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(format!(
            "database: {} is in use by another parlance; one server at a time may use a file",
            file.display()
        )),
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// What a read failed of. The writer tells of its failures by itself.
fn outage(error: &sqlx::Error) -> StoreError {
    tracing::error!(%error, "the database could not be read");
    StoreError::Outage(error.to_string().into())
}

#[async_trait]
impl Store for Sqlite {
    async fn change(&self, change: Change) -> Result<Done, StoreError> {
        let jobs = self.jobs.lock().clone().ok_or(StoreError::Closed)?;
        let (done, result) = oneshot::channel();
        jobs.send(Job { change, done }).await.map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::Closed)?
    }

    async fn outcome(&self, key: &RequestKey) -> Result<Option<Done>, StoreError> {
        read::outcome(&self.pool, key).await.map_err(|error| outage(&error))
    }

    async fn sessions(&self, user: &str) -> Result<Arc<Vec<SessionRow>>, StoreError> {
        if let Some(sessions) = self.sessions.get(user) {
            return Ok(sessions);
        }
        let generation = self.sessions.generation();
        let rows = read::sessions(&self.pool, user).await.map_err(|error| outage(&error))?;
        let rows = Arc::new(rows);
        self.sessions.fill(user, rows.clone(), generation);
        Ok(rows)
    }

    async fn history(&self, page: &Page<'_>) -> Result<Vec<ChatMessage>, StoreError> {
        read_rooms::history(&self.pool, page).await.map_err(|error| outage(&error))
    }

    async fn message(&self, id: &str) -> Result<Option<MessageRef>, StoreError> {
        read_rooms::message_ref(&self.pool, id).await.map_err(|error| outage(&error))
    }

    async fn shows_room(&self, name: &str, user: &str) -> Result<bool, StoreError> {
        read_rooms::shows_room(&self.pool, name, user).await.map_err(|error| outage(&error))
    }

    async fn room(&self, name: &str, remembered: Remembered) -> Result<Option<Arc<RoomState>>, StoreError> {
        let here = self.rooms.get(name);
        if here.is_some() || remembered == Remembered::Only {
            return Ok(here);
        }
        loop {
            let commits = self.rooms.commits();
            let room = read_rooms::room(&self.pool, name).await.map_err(|error| outage(&error))?;
            let Some(room) = room else { return Ok(None) };
            if let Some(room) = self.rooms.fill(room, commits) {
                return Ok(Some(room));
            }
        }
    }

    async fn rooms(&self, user: &str, after: &str, limit: i64) -> Result<Vec<SeenRoom>, StoreError> {
        read_rooms::rooms(&self.pool, user, after, limit).await.map_err(|error| outage(&error))
    }

    async fn memberships(&self, user: &str) -> Result<Vec<Arc<str>>, StoreError> {
        read_rooms::memberships(&self.pool, user).await.map_err(|error| outage(&error))
    }

    async fn shared_rooms(&self, user: &str) -> Result<Vec<Arc<str>>, StoreError> {
        read_rooms::shared_rooms(&self.pool, user).await.map_err(|error| outage(&error))
    }

    async fn unread(&self, room: &str, user: &str) -> Result<u32, StoreError> {
        read_rooms::unread(&self.pool, room, user).await.map_err(|error| outage(&error))
    }

    async fn reads(&self, room: &str, users: &[Arc<str>]) -> Result<Vec<ReadPosition>, StoreError> {
        read_rooms::reads(&self.pool, room, users).await.map_err(|error| outage(&error))
    }

    async fn files(&self, ids: &[Arc<str>]) -> Result<Vec<FileRow>, StoreError> {
        read_rooms::files(&self.pool, ids).await.map_err(|error| outage(&error))
    }

    async fn unwanted_files(&self, limit: i64) -> Result<Vec<Arc<str>>, StoreError> {
        read_rooms::unwanted_files(&self.pool, limit).await.map_err(|error| outage(&error))
    }

    async fn users(&self, ids: &[Arc<str>]) -> Result<Vec<UserRow>, StoreError> {
        read_rooms::users(&self.pool, ids).await.map_err(|error| outage(&error))
    }

    async fn events(&self, topic: &str, after: i64, limit: i64) -> Result<Option<Vec<StoredEvent>>, StoreError> {
        read::events(&self.pool, topic, after, limit).await.map_err(|error| outage(&error))
    }

    async fn compact(&self, keep: &Keep) -> Result<u64, StoreError> {
        let mut shortened = 0;
        loop {
            let old = retention::too_old(&self.pool, keep).await.map_err(|error| outage(&error))?;
            if old.is_empty() {
                break;
            }
            shortened += old.len() as u64;
            for cut in old {
                self.trim(cut).await?;
            }
        }
        let Some(most) = keep.per_topic else { return Ok(shortened) };
        let changed = self.passes.changed(&self.pool).await.map_err(|error| outage(&error))?;
        for topic in &changed.topics {
            while let Some(cut) = retention::too_many(&self.pool, topic, most).await.map_err(|error| outage(&error))? {
                self.trim(cut).await?;
                shortened += 1;
            }
        }
        self.passes.done(&changed);
        Ok(shortened)
    }

    async fn runs_after(&self, session: &str, seen: i64) -> Result<Vec<RunRow>, StoreError> {
        read::runs_after(&self.pool, session, seen).await.map_err(|error| outage(&error))
    }

    async fn run(&self, id: &str) -> Result<Option<RunRow>, StoreError> {
        read::run(&self.pool, id).await.map_err(|error| outage(&error))
    }

    async fn unfinished_runs(&self) -> Result<Vec<RunRow>, StoreError> {
        read::unfinished_runs(&self.pool).await.map_err(|error| outage(&error))
    }

    async fn account(&self, username: &str) -> Result<Option<Account>, StoreError> {
        accounts::by_name(&self.pool, username).await.map_err(|error| outage(&error))
    }

    async fn has_refresh_family(&self, family: &str) -> Result<bool, StoreError> {
        accounts::has_family(&self.pool, family).await.map_err(|error| outage(&error))
    }

    async fn user(&self, id: &str) -> Result<Option<User>, StoreError> {
        accounts::user(&self.pool, id).await.map_err(|error| outage(&error))
    }

    async fn forget_requests(&self, before: Time) -> Result<u64, StoreError> {
        read::forget_requests(&self.pool, before).await.map_err(|error| outage(&error))
    }

    fn ready(&self) -> Result<(), String> {
        self.health.check()
    }

    async fn close(&self) {
        self.jobs.lock().take();
        let tasks = std::mem::take(&mut *self.tasks.lock());
        for task in tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task of the store panicked");
            }
        }
        self.pool.close().await;
    }
}
