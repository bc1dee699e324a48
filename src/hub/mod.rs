//! Who is connected, and what they are told: an event is encoded once and put into the outbox of
//! each connection that watches it.

mod outgoing;

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use uuid::Uuid;

use crate::{
    connection::{Connection, RETRY},
    contract::Event,
    store::Committed,
};

pub use outgoing::Outgoing;

/// All connections of this server, by user.
#[derive(Default)]
pub struct Hub {
    users: RwLock<HashMap<Arc<str>, Vec<Arc<Connection>>>>,
}

impl Hub {
    /// From now on the connection is told what its user watches.
    pub fn join(&self, connection: Arc<Connection>) {
        let mut users = self.users.write();
        users.entry(connection.user.clone()).or_default().push(connection);
    }

    /// The reverse of [`Hub::join`]; whether the connection had joined.
    pub fn leave(&self, connection: &Connection) -> bool {
        let mut users = self.users.write();
        let Some(connections) = users.get_mut(&connection.user) else {
            return false;
        };
        let before = connections.len();
        connections.retain(|other| other.id != connection.id);
        let left = connections.len() < before;
        if connections.is_empty() {
            users.remove(&connection.user);
        }
        left
    }

    /// Tells a committed event to everyone who watches its topic: the connections of its owner.
    pub fn publish(&self, committed: Committed) {
        let event = Arc::new(Outgoing::stored(committed.event));
        self.each(&committed.owner, |connection| connection.tell(&event));
    }

    /// Tells an event that is not stored to the connections of a user, but for `except`.
    pub fn tell(&self, user: &str, except: Option<Uuid>, event: Event) {
        let event = match Outgoing::event(event) {
            Ok(event) => Arc::new(event),
            Err(error) => {
                tracing::error!(%error, "an event could not be encoded");
                return;
            }
        };
        self.each(user, |connection| {
            if Some(connection.id) != except {
                connection.tell(&event);
            }
        });
    }

    /// Waits until nothing waits for any client.
    pub async fn flushed(&self) {
        while self.users.read().values().flatten().any(|connection| connection.is_behind()) {
            tokio::time::sleep(RETRY).await;
        }
    }

    fn each(&self, user: &str, tell: impl Fn(&Arc<Connection>)) {
        if let Some(connections) = self.users.read().get(user) {
            connections.iter().for_each(tell);
        }
    }
}
