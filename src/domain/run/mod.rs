//! The runs of all sessions: one at a time per session, the next ones wait their turn. A run
//! belongs to its session, not to the connection that asked for it.

mod execute;
mod lane;
mod pump;

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::Span;

use crate::{
    App,
    connection::Connection,
    contract::{ChatDelta, Event, Run, RunStatus, Time},
    error::{Code, Error},
    hub::Outgoing,
    store::{ReplyBody, RunRef},
};
use lane::Lane;

pub use execute::recover;
pub use lane::{Closed, Place};

/// A run that was asked for, its message stored.
pub struct Asked {
    pub run: RunRef,
    pub message: Arc<str>,
    /// Place of the message in its session.
    pub seq: i64,
}

/// How a run ended, for the `chat:send` that waits for it.
pub type Ended = Result<ReplyBody, Error>;

/// A run that waits its turn.
struct Waiting {
    asked: Asked,
    ended: oneshot::Sender<Ended>,
    /// Whether its start is stored already.
    started: bool,
    /// Of the command that asked for it.
    span: Span,
}

/// The run that is going on in a session.
pub struct Current {
    run: RunRef,
    started_at: Time,
    stop: CancellationToken,
    /// Why it was stopped, if it was.
    why: Mutex<Option<Why>>,
    /// The answer so far. Held while a piece is told, so that a device that catches up gets every
    /// piece once.
    text: Mutex<String>,
    ended: CancellationToken,
}

/// Why a run is ended before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A user said so, or deleted the session.
    User,
    /// The server shuts down.
    Shutdown,
}

impl Current {
    fn new(run: RunRef) -> Arc<Self> {
        Arc::new(Self {
            run,
            started_at: Time::now(),
            stop: CancellationToken::new(),
            why: Mutex::new(None),
            text: Mutex::new(String::new()),
            ended: CancellationToken::new(),
        })
    }

    fn end(&self, why: Why) {
        self.why.lock().get_or_insert(why);
        self.stop.cancel();
    }

    /// Waits until the producer has ended and its end is stored; the run's id.
    pub async fn ended(&self) -> &str {
        self.ended.cancelled().await;
        &self.run.id
    }
}

/// The runs of all sessions.
pub struct Runs {
    lanes: Arc<Mutex<HashMap<Arc<str>, Lane>>>,
    tasks: TaskTracker,
    /// `limits.queued_runs`
    queue: usize,
    /// The server shuts down and waits no longer.
    ending: AtomicBool,
}

impl Runs {
    /// No runs yet; up to `queue` may wait per session.
    pub fn new(queue: usize) -> Self {
        Self { lanes: Arc::default(), tasks: TaskTracker::new(), queue, ending: AtomicBool::new(false) }
    }

    /// Whether a run of the session is going on or waits.
    pub fn is_active(&self, session: &str) -> bool {
        self.lanes.lock().contains_key(session)
    }

    /// The run that is going on.
    pub fn current(&self, session: &str) -> Option<Run> {
        let current = self.running(session)?;
        let offset = current.text.lock().len() as u64;
        Some(Run { id: current.run.id.to_string(), status: RunStatus::Running, offset, started_at: current.started_at })
    }

    /// In how many sessions a run is going on or waits.
    pub fn sessions(&self) -> usize {
        self.lanes.lock().len()
    }

    fn running(&self, session: &str) -> Option<Arc<Current>> {
        self.lanes.lock().get(session)?.current.clone()
    }

    /// Takes a place in the session's queue, before the message is stored.
    pub fn reserve(&self, app: &Arc<App>, session: &Arc<str>) -> Result<Place, Error> {
        if app.draining() {
            return Err(Error::new(Code::Overloaded, "The server is shutting down"));
        }
        let mut lanes = self.lanes.lock();
        let lane = lanes.entry(session.clone()).or_default();
        let first = lane.reserve(self.queue)?;
        Ok(Place::new(app.clone(), session.clone(), first))
    }

    /// Ends the session's run; `None` when nothing runs.
    pub fn stop(&self, session: &str) -> Option<Arc<Current>> {
        let current = self.running(session)?;
        current.end(Why::User);
        Some(current)
    }

    /// Ends all runs of a session and lets none begin until the returned guard is dropped.
    pub async fn close(&self, session: &Arc<str>) -> Closed {
        let current = {
            let mut lanes = self.lanes.lock();
            lanes.entry(session.clone()).or_default().close()
        };
        // Before the wait, which may be given up.
        let closed = Closed::new(self.lanes.clone(), session.clone());
        if let Some(current) = current {
            current.end(Why::User);
            current.ended().await;
        }
        closed
    }

    /// Sends the text of the session's answer so far to one connection.
    pub fn catch_up(&self, connection: &Arc<Connection>, session: &str) {
        let Some(current) = self.running(session) else { return };
        let text = current.text.lock();
        if !text.is_empty() {
            connection.tell_alone(current.delta(0, text.clone()));
        }
    }

    /// The text of the session's answer so far, for a connection that holds back what follows it.
    pub fn so_far(&self, session: &str) -> Option<Arc<Outgoing>> {
        let current = self.running(session)?;
        let text = current.text.lock().clone();
        if text.is_empty() { None } else { Outgoing::shared(current.delta(0, text)) }
    }

    /// Waits until no run goes on.
    pub async fn idle(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Ends all runs because the server shuts down; those that wait end as their turn comes.
    pub fn end_all(&self) {
        let lanes = self.lanes.lock();
        self.ending.store(true, Ordering::Relaxed);
        lanes.values().filter_map(|lane| lane.current.as_ref()).for_each(|current| current.end(Why::Shutdown));
    }
}

impl Current {
    fn delta(&self, offset: u64, text: String) -> Event {
        Event::ChatDelta(ChatDelta {
            session_id: self.run.session.to_string(),
            run_id: self.run.id.to_string(),
            offset,
            text,
        })
    }
}
