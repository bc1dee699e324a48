//! One connected client: who it is, its ordered inbox, its bounded outbox.

mod inbox;
mod outbox;
mod reply;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use parking_lot::Mutex;
use uuid::Uuid;

use crate::{App, contract::Time, hub::Outgoing, metrics::Metrics};
use inbox::Inbox;
use outbox::Outbox;

pub use inbox::offer;
pub use outbox::{Backpressure, Closed, RETRY};
pub use reply::{InFlight, Replier, reused};

/// How a connection reaches its client: one implementation per kind of socket.
pub trait Transport: Send + Sync {
    /// Puts an event into the socket's own queue.
    fn send(&self, event: &Outgoing) -> Result<(), SendError>;
    /// Ends the connection from this side.
    fn close(&self);
}

/// Why a socket did not take an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendError {
    /// Its queue is full: try again when the client has read.
    Full,
    /// The client is gone.
    Closed,
}

/// One connected client.
pub struct Connection {
    pub id: Uuid,
    pub user: Arc<str>,
    pub device: Arc<str>,
    pub connected_at: Time,
    transport: Box<dyn Transport>,
    inbox: Mutex<Inbox>,
    outbox: Mutex<Outbox>,
    closed: AtomicBool,
    greeted: AtomicBool,
    metrics: Arc<Metrics>,
}

/// Who connects.
pub struct Identity {
    pub user: Arc<str>,
    pub device: Arc<str>,
}

impl Connection {
    /// A connection that holds back events until [`Connection::release`], so that its first event
    /// is `connection` and nothing overtakes a replay.
    pub fn new(identity: Identity, transport: Box<dyn Transport>, app: &App) -> Arc<Self> {
        Arc::new(Self {
            id: Uuid::now_v7(),
            user: identity.user,
            device: identity.device,
            connected_at: Time::now(),
            transport,
            inbox: Mutex::default(),
            outbox: Mutex::new(Outbox::holding(app.config.limits.backpressure())),
            closed: AtomicBool::new(false),
            greeted: AtomicBool::new(false),
            metrics: app.metrics.clone(),
        })
    }

    /// Whether the client is gone.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// The client is gone: what waits for it is dropped.
    pub fn gone(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.outbox.lock().clear();
    }

    /// Ends the connection from this side.
    pub fn close(&self) {
        self.gone();
        self.transport.close();
    }
}
