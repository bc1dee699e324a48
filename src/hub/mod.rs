//! Who is connected, and what they are told: an event is encoded once and put into the outbox of
//! each connection that watches it.

mod outgoing;
mod topics;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use parking_lot::RwLock;
use uuid::Uuid;

use crate::{
    connection::{Connection, RETRY},
    contract::Event,
    store::{About, Audience, Committed, Ends, Readers, RoomState},
};
use topics::Topics;

pub use outgoing::{Answer, Class, Outgoing};

type Watchers = HashMap<Uuid, Arc<Connection>>;

/// All connections of this server, by user and by the rooms that they watch.
#[derive(Default)]
pub struct Hub {
    users: RwLock<HashMap<Arc<str>, Vec<Arc<Connection>>>>,
    /// The sessions of a connection's own user are watched by being that user's.
    rooms: RwLock<HashMap<Arc<str>, Watchers>>,
    /// What is neither a room nor a run of a session.
    pub topics: Topics,
}

impl Hub {
    /// From now on the connection is told what its user watches.
    pub fn join(&self, connection: Arc<Connection>) {
        let mut users = self.users.write();
        users.entry(connection.user().clone()).or_default().push(connection);
    }

    /// The reverse of [`Hub::join`]; whether the connection had joined.
    pub fn leave(&self, connection: &Connection) -> bool {
        for room in connection.watched_rooms() {
            self.unwatch(connection, &room);
        }
        for topic in connection.subscribed_topics() {
            self.topics.unsubscribe(connection, &topic);
        }
        let mut users = self.users.write();
        let Some(connections) = users.get_mut(connection.user()) else {
            return false;
        };
        let before = connections.len();
        connections.retain(|other| other.id != connection.id);
        let left = connections.len() < before;
        if connections.is_empty() {
            users.remove(connection.user());
        }
        left
    }

    /// From now on the connection is told what happens in the room; whether that is new.
    pub fn watch(&self, connection: &Arc<Connection>, room: &Arc<str>) -> bool {
        connection.watch(room, || {
            self.rooms.write().entry(room.clone()).or_default().insert(connection.id, connection.clone());
        })
    }

    /// The reverse of [`Hub::watch`].
    pub fn unwatch(&self, connection: &Connection, room: &str) {
        connection.unwatch(room, || self.remove(connection, room));
    }

    /// Nobody watches the room any more.
    pub fn forget(&self, room: &str) {
        let watchers: Vec<_> = self.rooms.read().get(room).into_iter().flat_map(HashMap::values).cloned().collect();
        watchers.iter().for_each(|connection| self.unwatch(connection, room));
    }

    /// Tells a committed event to everyone who watches its topic, in the order of the commits.
    pub fn publish(&self, committed: Committed) {
        let (topic, seq) = (committed.event.topic.clone(), committed.event.seq);
        let event = Arc::new(Outgoing::stored(committed.event));
        let (room, session_owner) = match &committed.audience {
            Audience::Room { room, session_owner } => (room, session_owner),
            Audience::Topic { readers, about } => return self.topics.tell(&topic, Some(readers), about, &event),
        };
        if let Ends::Member(user) = &committed.ends {
            // First: what others are told at the same time does not reach them after this.
            for connection in self.watchers_of(room, user) {
                if connection.unwatch_at(room, seq, || self.remove(&connection, room)) {
                    connection.tell(&event);
                }
            }
        }
        self.tell_each(room, session_owner.as_deref(), &event, |_| true);
    }

    /// Tells an event that is not stored to the connections of a user, but for `except`.
    pub fn tell(&self, user: &str, except: Option<Uuid>, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        self.each_of(user, |connection| {
            if Some(connection.id) != except {
                connection.tell(&event);
            }
        });
    }

    /// The connections of a user.
    pub fn of_user(&self, user: &str) -> Vec<Arc<Connection>> {
        self.users.read().get(user).cloned().unwrap_or_default()
    }

    /// Tells an event that is not stored to everyone who watches a room, but for one user.
    pub fn tell_room(&self, room: &RoomState, except: Option<&str>, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        self.tell_each(&room.id, room.session_owner.as_deref(), &event, |connection| {
            Some(&**connection.user()) != except
        });
    }

    /// Tells an event that is not stored to everyone who watches a room between people, but for one
    /// connection.
    pub fn tell_watchers(&self, room: &str, except: Option<Uuid>, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        self.tell_each(room, None, &event, |connection| Some(connection.id) != except);
    }

    /// Tells an event that is not stored to everyone who watches a session.
    pub fn tell_session(&self, session: &str, owner: &str, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        self.tell_each(session, Some(owner), &event, |_| true);
    }

    /// Tells an event that is not stored to those who are subscribed to a topic, may see it and
    /// want to.
    pub fn tell_topic(&self, topic: &str, readers: &Readers, about: &About, event: Event) {
        if let Some(event) = Outgoing::shared(event) {
            self.topics.tell(topic, Some(readers), about, &event);
        }
    }

    /// Tells an event that is not stored, and that everybody may see, to those who are subscribed to a
    /// topic and want to hear of it.
    pub fn tell_subscribers(&self, topic: &str, event: Event) {
        if let Some(event) = Outgoing::shared(event) {
            self.topics.tell(topic, None, &About::default(), &event);
        }
    }

    /// Tells an event that is not stored to those connections of a user.
    pub fn tell_those(&self, user: &str, those: impl Fn(&Connection) -> bool, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        self.each_of(user, |connection| {
            if those(connection) {
                connection.tell(&event);
            }
        });
    }

    /// Tells an event that is not stored to all connections of these users.
    pub fn tell_all(&self, users: &HashSet<Arc<str>>, event: Event) {
        let Some(event) = Outgoing::shared(event) else { return };
        users.iter().for_each(|user| self.each_of(user, |connection| connection.tell(&event)));
    }

    /// Whether a user is connected.
    pub fn is_connected(&self, user: &str) -> bool {
        self.users.read().contains_key(user)
    }

    /// Adds those of `members` who are connected to `found`.
    pub fn find_connected<V>(&self, members: &HashMap<Arc<str>, V>, found: &mut HashSet<Arc<str>>) {
        let users = self.users.read();
        match members.len() < users.len() {
            true => found.extend(members.keys().filter(|user| users.contains_key(*user)).cloned()),
            false => found.extend(users.keys().filter(|user| members.contains_key(*user)).cloned()),
        }
    }

    /// Waits until nothing waits for any client.
    pub async fn flushed(&self) {
        while self.users.read().values().flatten().any(|connection| connection.is_behind()) {
            tokio::time::sleep(RETRY).await;
        }
    }

    fn each_of(&self, user: &str, tell: impl Fn(&Arc<Connection>)) {
        if let Some(connections) = self.users.read().get(user) {
            connections.iter().for_each(tell);
        }
    }

    /// Tells an event to those of the connections that watch a room, each once, who want to hear of it.
    fn tell_each(
        &self,
        room: &str,
        session_owner: Option<&str>,
        event: &Arc<Outgoing>,
        those: impl Fn(&Connection) -> bool,
    ) {
        let tell = |connection: &Arc<Connection>| {
            if those(connection) && connection.wants(room, event.name) {
                connection.tell(event);
            }
        };
        if let Some(owner) = session_owner {
            self.each_of(owner, tell);
        }
        if let Some(watchers) = self.rooms.read().get(room) {
            let others = watchers.values().filter(|connection| Some(&**connection.user()) != session_owner);
            others.for_each(tell);
        }
    }

    fn remove(&self, connection: &Connection, room: &str) {
        let mut rooms = self.rooms.write();
        if let Some(watchers) = rooms.get_mut(room) {
            watchers.remove(&connection.id);
            if watchers.is_empty() {
                rooms.remove(room);
            }
        }
    }

    fn watchers_of(&self, room: &str, user: &str) -> Vec<Arc<Connection>> {
        let rooms = self.rooms.read();
        let watchers = rooms.get(room).into_iter().flat_map(HashMap::values);
        watchers.filter(|connection| &**connection.user() == user).cloned().collect()
    }
}
