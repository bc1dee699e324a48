//! What waits to be sent to one client.
//!
//! While a connection starts or resumes, events are held so that nothing overtakes the replay.
//! Afterwards they go straight to the socket; when its queue is full they wait in the [`Backlog`],
//! the most urgent first. What the socket's queue has taken (`socketio.queue`) is not overtaken any
//! more. The outbox is bounded: pieces of answers are merged, then ephemeral events of low priority
//! are shed, and a reader that still cannot keep up is closed as `slow_consumer`, never served with
//! silent gaps in what is durable (contract sections 5 and 6).

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::{Connection, Ending, SendError, backlog::Backlog};
use crate::{
    contract::Event,
    hub::{Class, Outgoing},
};

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
    /// Of what is held.
    held_bytes: usize,
    /// Waits for room in the socket's queue.
    backlog: Backlog,
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
        Self { held: None, held_bytes: 0, backlog: Backlog::default(), flushing: false, bounds }
    }

    /// Drops everything.
    pub fn clear(&mut self) {
        self.held = None;
        self.held_bytes = 0;
        self.backlog = Backlog::default();
    }

    fn full(&self) -> bool {
        self.len() >= self.bounds.events || self.bytes() >= self.bounds.bytes
    }

    fn half_full(&self) -> bool {
        self.len() > 0 && (self.len() >= self.bounds.events / 2 || self.bytes() >= self.bounds.bytes / 2)
    }

    fn bytes(&self) -> usize {
        self.held_bytes + self.backlog.bytes()
    }

    fn len(&self) -> usize {
        self.held.as_ref().map_or(0, VecDeque::len) + self.backlog.len()
    }

    /// Holds an event back, if events are held, merged into the last one if both are pieces of one
    /// answer; whether it is held.
    fn hold(&mut self, event: &Arc<Outgoing>) -> bool {
        let Some(held) = &mut self.held else { return false };
        let merged = held.back().and_then(|last| last.merge(event).map(Arc::new));
        let replaced = if merged.is_some() { held.pop_back() } else { None };
        let event = merged.unwrap_or_else(|| event.clone());
        self.held_bytes = self.held_bytes + event.size() - replaced.map_or(0, |replaced| replaced.size());
        held.push_back(event);
        true
    }

    /// Leaves out what can be; how many events that was.
    fn shed(&mut self) -> usize {
        let mut shed = self.backlog.shed();
        if let Some(held) = &mut self.held {
            let before = held.len();
            held.retain(|event| !event.can_be_shed());
            shed += before - held.len();
            self.held_bytes = held.iter().map(|event| event.size()).sum();
        }
        shed
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
            self.metrics.shed_events.inc_by(outbox.shed() as u64);
        }
        if outbox.full() {
            drop(outbox);
            return self.overflow(event);
        }
        if !outbox.hold(event) {
            self.send(&mut outbox, event);
        }
    }

    /// Tells the client, and nobody else, an event that is not stored.
    pub fn tell_alone(self: &Arc<Self>, event: Event) {
        if let Some(event) = Outgoing::shared(event) {
            self.tell(&event);
        }
    }

    /// There is no room for an event, whatever was shed.
    fn overflow(&self, event: &Outgoing) {
        if event.can_be_shed() {
            self.metrics.shed_events.inc();
            return;
        }
        self.slow();
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
        outbox.backlog.push(event.clone());
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
                let room = outbox.backlog.len() < outbox.bounds.events / 2 && outbox.bytes() < outbox.bounds.bytes / 2;
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

    /// Sends `first`, the greeting and the answers as far as they are made, if it greets; then what
    /// was held and is not in there and was not replayed; then lets events pass.
    pub fn release(self: &Arc<Self>, first: &[Arc<Outgoing>], replayed: &HashMap<Arc<str>, i64>) {
        let mut outbox = self.outbox.lock();
        for event in first {
            self.send(&mut outbox, event);
            self.greeted.store(true, Ordering::Relaxed);
        }
        outbox.held_bytes = 0;
        for event in outbox.held.take().into_iter().flatten() {
            let seen = event.topic.as_ref().and_then(|topic| replayed.get(topic));
            if event.class == Class::Durable && event.seq <= seen.copied() {
                continue;
            }
            match first.iter().find_map(|answer| event.beyond(answer)) {
                None => self.send(&mut outbox, &event),
                Some(Some(rest)) => self.send(&mut outbox, &Arc::new(rest)),
                Some(None) => {}
            }
        }
    }

    fn slow(&self) {
        tracing::warn!(connection = %self.id, user = %self.user(), reason = "slow_consumer", "a reader could not keep up and is disconnected");
        self.metrics.slow_consumers.inc();
        self.close(Ending::Slow);
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
            Some(replayed) => self.connection.release(&[], replayed),
            None => self.connection.close(Ending::Failed),
        }
    }
}

/// Moves the backlog into the socket as it gets room; ends when it is empty or the client gone.
async fn flush(connection: Arc<Connection>) {
    loop {
        tokio::time::sleep(RETRY).await;
        let mut outbox = connection.outbox.lock();
        while let Some(next) = outbox.backlog.first() {
            match connection.transport.send(next) {
                Err(SendError::Full) => break,
                Err(SendError::Closed) => outbox.clear(),
                Ok(()) => drop(outbox.backlog.pop()),
            }
        }
        if outbox.backlog.is_empty() || connection.is_closed() {
            outbox.flushing = false;
            return;
        }
    }
}
