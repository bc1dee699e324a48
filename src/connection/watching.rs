//! What a connection watches and is subscribed to, and what it wants of it.

use std::sync::{Arc, atomic::Ordering};

use super::Connection;
use crate::{contract::Filters, store::About};

impl Connection {
    /// The rooms that it watches.
    pub fn watched_rooms(&self) -> Vec<Arc<str>> {
        self.watching.lock().keys().cloned().collect()
    }

    /// Whether it watches the room.
    pub fn watches(&self, room: &str) -> bool {
        self.watching.lock().contains_key(room)
    }

    /// Notes a room that it watches from now on; `add` is called if it is there to watch and did
    /// not before, and so much is returned. What a connection that is gone watches is never added.
    pub fn watch(&self, room: &Arc<str>, add: impl FnOnce()) -> bool {
        let mut watching = self.watching.lock();
        let fresh = !self.is_closed() && !watching.contains_key(room);
        if fresh {
            watching.insert(room.clone(), 0);
            add();
        }
        fresh
    }

    /// The user was a member when the room stood at `head`: a removal up to there is past, and does
    /// not end the watch when it is told. Whether it still watches the room.
    pub fn watches_since(&self, room: &str, head: i64) -> bool {
        let mut watching = self.watching.lock();
        let since = watching.get_mut(room);
        since.map(|since| *since = head.max(*since)).is_some()
    }

    /// The reverse of [`Connection::watch`]; what it wanted of the room is forgotten.
    pub fn unwatch(&self, room: &str, remove: impl FnOnce()) {
        let mut watching = self.watching.lock();
        watching.remove(room);
        remove();
        self.filter_room(room, None);
    }

    /// The user was removed by the event `seq` of the room: the reverse of [`Connection::watch`],
    /// unless that is past. Whether it ends the watch.
    pub fn unwatch_at(&self, room: &str, seq: i64, remove: impl FnOnce()) -> bool {
        let mut watching = self.watching.lock();
        let ends = watching.get(room).is_some_and(|since| *since < seq);
        if ends {
            watching.remove(room);
            remove();
            self.filter_room(room, None);
        }
        ends
    }

    /// The topics beside rooms that it is subscribed to.
    pub fn subscribed_topics(&self) -> Vec<Arc<str>> {
        self.subscriptions.lock().keys().cloned().collect()
    }

    /// The same, with what it wants of them.
    pub fn subscriptions(&self) -> Vec<(Arc<str>, Option<Arc<Filters>>)> {
        let subscriptions = self.subscriptions.lock();
        subscriptions.iter().map(|(topic, filters)| (topic.clone(), filters.clone())).collect()
    }

    /// Notes a topic that it is subscribed to from now on; `add` is called if it is there to be told.
    pub fn subscribe(&self, topic: &Arc<str>, filters: Option<Arc<Filters>>, add: impl FnOnce()) {
        let mut subscriptions = self.subscriptions.lock();
        if !self.is_closed() {
            subscriptions.insert(topic.clone(), filters);
            add();
        }
    }

    /// The reverse of [`Connection::subscribe`].
    pub fn unsubscribe(&self, topic: &str, remove: impl FnOnce()) {
        let mut subscriptions = self.subscriptions.lock();
        subscriptions.remove(topic);
        remove();
    }

    /// What it wants of a room or session from now on; everything, without filters.
    pub fn filter_room(&self, room: &str, filters: Option<Arc<Filters>>) {
        let mut room_filters = self.room_filters.lock();
        match filters {
            Some(filters) => room_filters.insert(room.into(), filters),
            None => room_filters.remove(room),
        };
        self.filters_rooms.store(!room_filters.is_empty(), Ordering::Relaxed);
    }

    /// What it wants of rooms and sessions of which it does not want everything.
    pub fn room_filters(&self) -> Vec<(Arc<str>, Arc<Filters>)> {
        self.room_filters.lock().iter().map(|(room, filters)| (room.clone(), filters.clone())).collect()
    }

    /// Whether it wants to hear of an event of this name in a room or session, or in a run there.
    pub fn wants(&self, room: &str, event: &str) -> bool {
        if !self.filters_rooms.load(Ordering::Relaxed) {
            return true;
        }
        let filters = self.room_filters.lock().get(room).cloned();
        filters.is_none_or(|filters| {
            let about = About { session: Some(room.into()), mission: None };
            filters.let_pass(event, &about)
        })
    }
}
