//! The queue of one session's runs.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, atomic::Ordering},
};

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tracing::{Instrument, Span};

use super::{Asked, Current, Ended, Waiting, Why, execute::execute};
use crate::{
    App,
    error::{Code, Error},
    store::CANCELLED,
};

/// One session's runs. A lane that nobody uses is removed.
#[derive(Default)]
pub struct Lane {
    /// Someone is first: a run goes on, or is about to begin.
    busy: bool,
    /// Places behind the first whose message is not stored yet.
    reserved: usize,
    waiting: VecDeque<Waiting>,
    pub current: Option<Arc<Current>>,
    /// The session is being deleted.
    closing: bool,
}

impl Lane {
    /// Takes a place; whether it is the first.
    pub fn reserve(&mut self, most: usize) -> Result<bool, Error> {
        if self.closing {
            return Err(Error::not_found("session"));
        }
        if !self.busy {
            self.busy = true;
            return Ok(true);
        }
        if self.waiting.len() + self.reserved >= most {
            return Err(Error::new(Code::Overloaded, "Too many messages wait for an answer in this session"));
        }
        self.reserved += 1;
        Ok(false)
    }

    /// Cancels what waits and lets nothing more in; the run that is going on.
    pub fn close(&mut self) -> Option<Arc<Current>> {
        self.closing = true;
        for waiting in self.waiting.drain(..) {
            cancel(waiting.ended);
        }
        self.current.clone()
    }

    fn unused(&self) -> bool {
        !self.busy && self.reserved == 0 && self.waiting.is_empty() && !self.closing
    }
}

fn cancel(ended: oneshot::Sender<Ended>) {
    // Nobody waits when the server is going down: nothing is lost then.
    let _gone = ended.send(Err(Error::new(Code::Cancelled, CANCELLED)));
}

/// A place in a session's queue; given back unless it is taken.
pub struct Place {
    app: Arc<App>,
    session: Arc<str>,
    first: bool,
    taken: bool,
}

impl Place {
    pub fn new(app: Arc<App>, session: Arc<str>, first: bool) -> Self {
        Self { app, session, first, taken: false }
    }

    /// Whether the run begins at once.
    pub fn starts(&self) -> bool {
        self.first
    }

    /// Queues the run; the receiver learns how it ended.
    pub fn take(mut self, asked: Asked) -> oneshot::Receiver<Ended> {
        let (ended, learn) = oneshot::channel();
        self.taken = true;
        let waiting = Waiting { asked, ended, started: self.first, span: Span::current() };
        let mut lanes = self.app.runs.lanes.lock();
        let lane = lanes.entry(self.session.clone()).or_default();
        if !self.first {
            lane.reserved -= 1;
        }
        if lane.closing {
            cancel(waiting.ended);
            lane.busy = lane.busy && !self.first;
        } else if self.first || !lane.busy {
            lane.busy = true;
            begin(&self.app, lane, waiting);
        } else {
            lane.waiting.push_back(waiting);
        }
        learn
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.taken {
            return;
        }
        if self.first {
            next(&self.app, &self.session);
            return;
        }
        let mut lanes = self.app.runs.lanes.lock();
        if let Some(lane) = lanes.get_mut(&self.session) {
            lane.reserved -= 1;
            if lane.unused() {
                lanes.remove(&self.session);
            }
        }
    }
}

fn begin(app: &Arc<App>, lane: &mut Lane, waiting: Waiting) {
    let current = Current::new(waiting.asked.run.clone());
    lane.current = Some(current.clone());
    if app.runs.ending.load(Ordering::Relaxed) {
        current.end(Why::Shutdown);
    }
    let span = waiting.span.clone();
    app.runs.tasks.spawn(run(app.clone(), current, waiting).instrument(span));
}

/// Whoever is told that the run has ended finds the session without it.
async fn run(app: Arc<App>, current: Arc<Current>, waiting: Waiting) {
    let outcome = execute(&app, &current, waiting.asked, waiting.started).await;
    next(&app, &current.run.session);
    current.ended.cancel();
    if waiting.ended.send(outcome).is_err() {
        tracing::debug!(run = %current.run.id, "a run ended and nobody waited for it");
    }
}

/// The first one is done: the next one's turn.
fn next(app: &Arc<App>, session: &Arc<str>) {
    let mut lanes = app.runs.lanes.lock();
    let Some(lane) = lanes.get_mut(session) else { return };
    lane.current = None;
    match lane.waiting.pop_front() {
        Some(waiting) => begin(app, lane, waiting),
        None => {
            lane.busy = false;
            if lane.unused() {
                lanes.remove(session);
            }
        }
    }
}

/// Keeps a session's runs from beginning while it is deleted.
pub struct Closed {
    lanes: Arc<Mutex<HashMap<Arc<str>, Lane>>>,
    session: Arc<str>,
}

impl Closed {
    pub fn new(lanes: Arc<Mutex<HashMap<Arc<str>, Lane>>>, session: Arc<str>) -> Self {
        Self { lanes, session }
    }
}

impl Drop for Closed {
    fn drop(&mut self) {
        let mut lanes = self.lanes.lock();
        if let Some(lane) = lanes.get_mut(&self.session) {
            lane.closing = false;
            if lane.unused() {
                lanes.remove(&self.session);
            }
        }
    }
}
