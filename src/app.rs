//! The server's parts, put together.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

use crate::{
    config::Config,
    connection::{Connection, InFlight},
    contract::{Id, Limits, Schemas},
    domain::run::Runs,
    hub::Hub,
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
    pub runs: Runs,
    pub models: Models,
    pub in_flight: InFlight,
    pub metrics: Arc<Metrics>,
    draining: AtomicBool,
    tasks: TaskTracker,
    /// Commands that are owed a reply.
    duties: TaskTracker,
}

/// The user of a trusted network who does not name themselves.
const NOBODY: &str = "local";
/// What clients get at the end to read what waits for them.
const FLUSHING: Duration = Duration::from_millis(500);
/// Prefix of an agent's user id, which no person may have.
const AGENT: &str = "agent:";

impl App {
    /// Puts the parts together; the error is one line for the person who starts the server.
    pub fn new(config: Config, models: Models, store: Arc<dyn Store>, hub: Arc<Hub>) -> Result<Arc<Self>, String> {
        let limits = Limits { max_chat_chars: config.limits.max_chat_chars };
        Ok(Arc::new(Self {
            schemas: Schemas::new(&limits)?,
            runs: Runs::new(config.limits.queued_runs),
            limits,
            config,
            store,
            hub,
            models,
            in_flight: InFlight::default(),
            metrics: Arc::default(),
            draining: AtomicBool::new(false),
            tasks: TaskTracker::new(),
            duties: TaskTracker::new(),
        }))
    }

    /// Who connects, on a trusted network: who they say they are.
    pub fn user_of(&self, claimed: Option<&Id>) -> Result<Arc<str>, String> {
        let user = claimed.map_or(NOBODY, Id::as_str);
        if user.starts_with(AGENT) {
            return Err("userId must not be that of an agent".to_owned());
        }
        Ok(user.into())
    }

    /// A client is let in.
    pub fn connected(&self, connection: &Arc<Connection>) {
        self.metrics.connections.inc();
        self.hub.join(connection.clone());
        tracing::debug!(connection = %connection.id, user = %connection.user, "connected");
    }

    /// A client is gone. Its runs go on: they belong to their sessions.
    pub fn disconnected(&self, connection: &Connection) {
        connection.gone();
        if self.hub.leave(connection) {
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

    /// Lets running commands finish within `shutdown.grace`, then ends them.
    pub async fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
        // The last part of the grace is for agents that have to be ended.
        let grace = self.config.shutdown.grace.mul_f64(0.6);
        if tokio::time::timeout(grace, self.idle()).await.is_err() {
            self.runs.end_all();
            let rest = self.config.shutdown.grace.mul_f64(0.3);
            if tokio::time::timeout(rest, self.idle()).await.is_err() {
                tracing::warn!("some runs did not end in time; they will be marked failed at the next start");
            }
        }
        self.tasks.close();
        if tokio::time::timeout(FLUSHING, self.tasks.wait()).await.is_err() {
            tracing::warn!("some runs could not be stored as failed; they will be at the next start");
        }
        if tokio::time::timeout(FLUSHING, self.hub.flushed()).await.is_err() {
            tracing::warn!("some clients did not read their last replies in time");
        }
    }

    /// Waits until every command has been replied to and no run goes on.
    async fn idle(&self) {
        self.duties.close();
        self.duties.wait().await;
        self.runs.idle().await;
    }
}
