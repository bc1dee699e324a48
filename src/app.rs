//! The server's parts, put together.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::time::timeout_at;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use crate::{
    auth::{Auth, People},
    config::Config,
    connection::{Connection, InFlight},
    contract::{Limits, Schemas},
    domain::{
        Typing,
        call::{self, Calls},
        mission::Missions,
        presence::{self, Board, LastSeen},
        run::Runs,
        system::{self, System},
        voice::{self, Voice},
    },
    files::Files,
    grace::{Grace, Step},
    hub::Hub,
    limits::Limiter,
    metrics::Metrics,
    models::Models,
    store::Store,
};

/// Everything that serves clients.
pub struct App {
    pub config: Config,
    pub limits: Limits,
    pub schemas: Schemas,
    pub store: Arc<dyn Store>,
    pub hub: Arc<Hub>,
    pub auth: Arc<Auth>,
    pub people: People,
    /// The bytes of files.
    pub files: Files,
    pub runs: Runs,
    pub missions: Missions,
    pub models: Models,
    pub in_flight: InFlight,
    pub typing: Typing,
    /// Who is there.
    pub board: Board,
    pub last_seen: LastSeen,
    pub calls: Calls,
    pub voice: Voice,
    pub system: System,
    pub metrics: Arc<Metrics>,
    pub limiter: Arc<Limiter>,
    draining: AtomicBool,
    tasks: TaskTracker,
    /// Commands that are owed a reply.
    duties: TaskTracker,
}

impl App {
    /// Puts the parts together; the error is one line for the person who starts the server.
    pub fn new(
        config: Config,
        models: Models,
        store: Arc<dyn Store>,
        hub: Arc<Hub>,
        auth: Arc<Auth>,
    ) -> Result<Arc<Self>, String> {
        let metrics = Arc::<Metrics>::default();
        let limits = Limits { max_chat_chars: config.limits.max_chat_chars };
        Ok(Arc::new(Self {
            schemas: Schemas::new(&limits)?,
            runs: Runs::new(config.limits.queued_runs),
            missions: Missions::new(&config.mission),
            limiter: Arc::new(Limiter::new(&config, metrics.clone())),
            limits,
            calls: Calls::new(config.call.grace),
            voice: Voice::default(),
            system: System::default(),
            files: Files::open(&config)?,
            config,
            store,
            board: Board::new(hub.clone()),
            last_seen: LastSeen::default(),
            hub,
            auth,
            people: People::default(),
            models,
            in_flight: InFlight::default(),
            typing: Typing::default(),
            metrics,
            draining: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            duties: TaskTracker::new(),
        }))
    }

    /// A client is let in.
    pub fn connected(&self, connection: &Arc<Connection>) {
        if connection.count(true) {
            self.metrics.connections.inc();
        }
        if connection.who().is_some() {
            call::join(self, connection);
            voice::came(self, connection);
        }
        tracing::debug!(connection = %connection.id, user = %connection.user(), "connected");
    }

    /// A client has said who it is.
    pub fn joined(self: &Arc<Self>, connection: &Arc<Connection>) {
        call::join(self, connection);
        voice::came(self, connection);
        if connection.is_closed() {
            // It went away meanwhile, when there was nothing to leave.
            self.hub.leave(connection);
            call::leave(self, connection);
            voice::leave_all(self, connection);
        }
    }

    /// A client is gone. Its runs go on: they belong to their sessions.
    pub fn disconnected(self: &Arc<Self>, connection: &Connection) {
        connection.gone();
        self.hub.leave(connection);
        if !self.hub.is_connected(connection.user()) {
            self.typing.end_all(self, connection.user());
        }
        call::leave(self, connection);
        voice::leave_all(self, connection);
        presence::depart(self, connection);
        if connection.count(false) {
            self.metrics.connections.dec();
        }
        tracing::debug!(connection = %connection.id, "disconnected");
    }

    /// Whether the server is shutting down.
    pub fn draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// A command is owed a reply: the drain waits until the token is dropped.
    pub fn duty(&self) -> TaskTrackerToken {
        self.duties.token()
    }

    /// Runs a task that the drain waits for.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Lets running commands finish while the grace lasts, then ends them.
    pub async fn drain(&self, grace: &Grace) {
        self.draining.store(true, Ordering::Relaxed);
        system::tell(self);
        if timeout_at(grace.end_of(Step::Finish), self.idle()).await.is_err() {
            self.runs.end_all();
            self.missions.end_all();
            if timeout_at(grace.end_of(Step::End), self.idle()).await.is_err() {
                tracing::warn!("some runs did not end in time; they will be marked failed at the next start");
            }
        }
        self.tasks.close();
        if timeout_at(grace.soon(Step::Store), self.tasks.wait()).await.is_err() {
            tracing::warn!("some runs could not be stored as failed; they will be at the next start");
        }
        if timeout_at(grace.soon(Step::Store), presence::keep_all(self)).await.is_err() {
            tracing::warn!("when people were last seen could not be stored in time");
        }
        if timeout_at(grace.soon(Step::Flush), self.hub.flushed()).await.is_err() {
            tracing::warn!("some clients did not read their last replies in time");
        }
    }

    /// Waits until every command has been replied to and no run goes on.
    async fn idle(&self) {
        self.duties.close();
        self.duties.wait().await;
        self.runs.idle().await;
        self.missions.idle().await;
    }
}
