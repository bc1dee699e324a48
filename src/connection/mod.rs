//! One connected client: who it is, its ordered inbox, its bounded outbox.

mod backlog;
mod identity;
mod inbox;
mod outbox;
mod reply;
mod report;
mod watching;

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use uuid::Uuid;

use crate::{
    App,
    contract::{Filters, Time},
    hub::Outgoing,
    limits::{Seat, UserPlace},
    metrics::Metrics,
};
use inbox::Inbox;
use outbox::Outbox;

pub use identity::{Identity, Wanted};
pub use inbox::{offer, offer_decoded};
pub use outbox::{Backpressure, Closed, RETRY};
pub use reply::{InFlight, Replier, Tag, reused};

/// How a connection reaches its client: one implementation per kind of socket.
pub trait Transport: Send + Sync {
    /// Puts an event into the socket's own queue.
    fn send(&self, event: &Outgoing) -> Result<(), SendError>;
    /// Ends the connection from this side, and says why where the socket can.
    fn close(&self, why: Ending);
    /// The client is known to be this user, before anything that concerns the user is sent.
    fn knows(&self, _user: &Arc<str>) {}
}

/// Why the server ends a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// It could not keep up with what it is told.
    Slow,
    /// Its credentials are good no more, or none came; it has been told so.
    Unauthenticated,
    /// Something failed on the server.
    Failed,
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
    identity: Identity,
    /// What the client calls the device that it runs on; made up for one that does not say.
    pub device: Arc<str>,
    /// The client has said what it is called.
    pub device_is_named: bool,
    pub connected_at: Time,
    /// Among those of its address, where they are counted.
    seat: Option<Arc<Seat>>,
    /// Among those of its user, once it is known.
    place: Mutex<UserPlace>,
    transport: Box<dyn Transport>,
    inbox: Mutex<Inbox>,
    outbox: Mutex<Outbox>,
    closed: AtomicBool,
    greeted: AtomicBool,
    /// Whether it is among those that are counted.
    present: AtomicBool,
    /// The rooms that it watches, each with the `seq` from which on a removal ends that; the sessions
    /// of its user are watched without being here.
    watching: Mutex<BTreeMap<Arc<str>, i64>>,
    /// The topics beside rooms that it is subscribed to, and what it wants of them.
    subscriptions: Mutex<BTreeMap<Arc<str>, Option<Arc<Filters>>>>,
    /// What it wants of rooms and sessions, where it does not want everything.
    room_filters: Mutex<BTreeMap<Arc<str>, Arc<Filters>>>,
    /// Whether there are any of those: most connections have none, and are told without a look.
    filters_rooms: AtomicBool,
    metrics: Arc<Metrics>,
}

impl Connection {
    /// A connection that holds back events until [`Connection::release`], so that its first event
    /// is `connection` and nothing overtakes a replay; one of which the user is not known yet holds
    /// back nothing.
    pub fn new(
        identity: Identity,
        device: Option<Arc<str>>,
        seat: Option<Arc<Seat>>,
        transport: Box<dyn Transport>,
        app: &App,
    ) -> Arc<Self> {
        let bounds = app.config.limits.backpressure();
        let outbox = if identity.is_known() { Outbox::holding(bounds) } else { Outbox::open(bounds) };
        if let Some(user) = identity.user() {
            transport.knows(user);
        }
        Arc::new(Self {
            id: Uuid::now_v7(),
            identity,
            device_is_named: device.is_some(),
            device: device.unwrap_or_else(|| Uuid::new_v4().to_string().into()),
            connected_at: Time::now(),
            seat,
            place: Mutex::default(),
            transport,
            inbox: Mutex::default(),
            outbox: Mutex::new(outbox),
            closed: AtomicBool::new(false),
            greeted: AtomicBool::new(false),
            present: AtomicBool::new(false),
            watching: Mutex::default(),
            subscriptions: Mutex::default(),
            room_filters: Mutex::default(),
            filters_rooms: AtomicBool::new(false),
            metrics: app.metrics.clone(),
        })
    }

    /// Whether the client is gone.
    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// What limits per address count it for, where they apply.
    pub fn address(&self) -> Option<IpAddr> {
        self.seat.as_ref().map(|seat| seat.address)
    }

    /// Keeps its place among the connections of its user until it is gone.
    pub fn keep(&self, place: UserPlace) {
        *self.place.lock() = place;
    }

    /// The client is gone: what waits for it is dropped.
    pub fn gone(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.outbox.lock().clear();
        self.identity.forget();
        self.keep(None);
    }

    /// Counts it among those that are connected, or no longer; whether that is news.
    pub fn count(&self, present: bool) -> bool {
        self.present.swap(present, Ordering::Relaxed) != present
    }

    /// Ends the connection from this side.
    pub fn close(&self, why: Ending) {
        self.gone();
        self.transport.close(why);
    }
}
