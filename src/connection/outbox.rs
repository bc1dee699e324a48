//! What waits to be sent to one client.
//!
//! While a connection starts or resumes, events are held so that nothing overtakes the replay.
//! Afterwards they go straight to the socket; when its queue is full they wait here, in order.
//! The outbox is bounded: pieces of answers are merged first, and a reader that still cannot keep
//! up is closed as `slow_consumer`, never served with silent gaps (contract section 5).

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::{Connection, SendError};
use crate::hub::Outgoing;

/// Bounds of an outbox.
#[derive(Debug, Clone, Copy)]
pub struct Backpressure {
    /// Events.
    pub events: usize,
    /// Bytes of their payloads.
    pub bytes: usize,
}

/// The client is gone.
#[derive(Debug)]
pub struct Closed;

/// How often a full socket is tried again. A socket tells nobody when it has room.
pub const RETRY: Duration = Duration::from_millis(5);

/// What waits for one client.
pub struct Outbox {
    /// Held until the replay is over.
    held: Option<VecDeque<Arc<Outgoing>>>,
    /// Waits for room in the socket's queue.
    backlog: VecDeque<Arc<Outgoing>>,
    bytes: usize,
    flushing: bool,
    bounds: Backpressure,
}

impl Outbox {
    /// One that holds events back.
    pub fn holding(bounds: Backpressure) -> Self {
        Self { held: Some(VecDeque::new()), ..Self::open(bounds) }
    }

    /// One that lets events pass.
    pub fn open(bounds: Backpressure) -> Self {
        Self { held: None, backlog: VecDeque::new(), bytes: 0, flushing: false, bounds }
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.held = None;
        self.backlog = VecDeque::new();
        self.bytes = 0;
    }

    fn full(&self) -> bool {
        self.len() >= self.bounds.events || self.bytes >= self.bounds.bytes
    }

    fn half_full(&self) -> bool {
        self.len() > 0 && (self.len() >= self.bounds.events / 2 || self.bytes >= self.bounds.bytes / 2)
    }

    fn len(&self) -> usize {
        self.held.as_ref().map_or(0, VecDeque::len) + self.backlog.len()
    }

    /// Puts an event at the end of `queue`, merged into the last one if both are pieces of one
    /// answer.
    fn push(queue: &mut VecDeque<Arc<Outgoing>>, event: Arc<Outgoing>) -> usize {
        let before = queue.back().map_or(0, |last| last.size());
        if let Some(merged) = queue.back().and_then(|last| last.merge(&event)) {
            let grown = merged.size().saturating_sub(before);
            queue.pop_back();
            queue.push_back(Arc::new(merged));
            return grown;
        }
        let size = event.size();
        queue.push_back(event);
        size
    }
}

impl Connection {
    /// Whether something waits to be sent.
    pub fn is_behind(&self) -> bool {
        self.outbox.lock().len() > 0
    }

    /// Waits while much waits to be sent: a client's commands are carried out at the pace at which
    /// it reads the replies.
    pub async fn room(&self) {
        while self.outbox.lock().half_full() && !self.is_closed() {
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Waits until the `connection` event is on its way.
    pub async fn greeted(&self) {
        while !self.greeted.load(Ordering::Relaxed) && !self.is_closed() {
            tokio::time::sleep(RETRY).await;
        }
    }

    /// Tells the client an event, in its turn.
    pub fn tell(self: &Arc<Self>, event: &Arc<Outgoing>) {
        if self.is_closed() {
            return;
        }
        let mut outbox = self.outbox.lock();
        if outbox.full() {
            drop(outbox);
            return self.slow();
        }
        if let Some(held) = &mut outbox.held {
            let grown = Outbox::push(held, event.clone());
            outbox.bytes += grown;
            return;
        }
        self.send(&mut outbox, event);
    }

    /// Tells the client something within a replay, which no held event may come before.
    pub fn tell_now(self: &Arc<Self>, event: &Arc<Outgoing>) {
        if !self.is_closed() {
            self.send(&mut self.outbox.lock(), event);
        }
    }

    fn send(self: &Arc<Self>, outbox: &mut Outbox, event: &Arc<Outgoing>) {
        if outbox.backlog.is_empty() {
            match self.transport.send(event) {
                Ok(()) | Err(SendError::Closed) => return,
                Err(SendError::Full) => {}
            }
        }
        outbox.bytes += Outbox::push(&mut outbox.backlog, event.clone());
        if !outbox.flushing {
            outbox.flushing = true;
            tokio::spawn(flush(self.clone()));
        }
    }

    /// Sends an event of a replay, waiting until the client has room for it.
    pub async fn replay(self: &Arc<Self>, event: Arc<Outgoing>) -> Result<(), Closed> {
        while !self.is_closed() {
            {
                let mut outbox = self.outbox.lock();
                let room = outbox.backlog.len() < outbox.bounds.events / 2 && outbox.bytes < outbox.bounds.bytes / 2;
                // What is held takes room too, and is not sent before the replay is over.
                if room || outbox.backlog.is_empty() {
                    self.send(&mut outbox, &event);
                    return Ok(());
                }
            }
            tokio::time::sleep(RETRY).await;
        }
        Err(Closed)
    }

    /// Holds events back until [`Connection::release`]: the client is about to be greeted.
    pub fn hold_for_greeting(&self) {
        self.outbox.lock().held.get_or_insert_default();
    }

    /// Holds events back again, for a resume within the connection, until the guard is dropped.
    pub fn hold(self: &Arc<Self>) -> Hold {
        self.outbox.lock().held.get_or_insert_default();
        Hold { connection: self.clone(), replayed: None }
    }

    /// Sends `first`, then what was held and was not replayed, then lets events pass.
    pub fn release(self: &Arc<Self>, first: Option<&Arc<Outgoing>>, replayed: &HashMap<Arc<str>, i64>) {
        let mut outbox = self.outbox.lock();
        if let Some(first) = first {
            self.send(&mut outbox, first);
            self.greeted.store(true, Ordering::Relaxed);
        }
        for event in outbox.held.take().into_iter().flatten() {
            outbox.bytes = outbox.bytes.saturating_sub(event.size());
            let seen = event.topic.as_ref().and_then(|topic| replayed.get(topic));
            if event.durable && event.seq <= seen.copied() {
                continue;
            }
            self.send(&mut outbox, &event);
        }
    }

    fn slow(&self) {
        tracing::warn!(connection = %self.id, user = %self.user(), reason = "slow_consumer", "a reader could not keep up and is disconnected");
        self.metrics.slow_consumers.inc();
        self.close();
    }
}

/// Holds a connection's events back. A resume that is given up ends the connection: the client
/// resumes again, where events passed now would leave a gap.
pub struct Hold {
    connection: Arc<Connection>,
    /// The last `seq` that was replayed, by topic, once all were.
    pub replayed: Option<HashMap<Arc<str>, i64>>,
}

impl Drop for Hold {
    fn drop(&mut self) {
        match &self.replayed {
            Some(replayed) => self.connection.release(None, replayed),
            None => self.connection.close(),
        }
    }
}

/// Moves the backlog into the socket as it gets room; ends when it is empty or the client gone.
async fn flush(connection: Arc<Connection>) {
    loop {
        tokio::time::sleep(RETRY).await;
        let mut outbox = connection.outbox.lock();
        while let Some(next) = outbox.backlog.front() {
            match connection.transport.send(next) {
                Err(SendError::Full) => break,
                Err(SendError::Closed) => outbox.clear(),
                Ok(()) => {
                    let sent = outbox.backlog.pop_front().map_or(0, |event| event.size());
                    outbox.bytes = outbox.bytes.saturating_sub(sent);
                }
            }
        }
        if outbox.backlog.is_empty() || connection.is_closed() {
            outbox.flushing = false;
            return;
        }
    }
}
