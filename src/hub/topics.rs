//! Topics beside rooms: who is subscribed, and what of it they want to hear. What nobody is
//! subscribed to costs one look.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;
use uuid::Uuid;

use super::Outgoing;
use crate::{
    connection::Connection,
    contract::Filters,
    store::{About, Readers},
};

/// Subscriptions by topic.
#[derive(Default)]
pub struct Topics {
    subscribers: RwLock<HashMap<Arc<str>, HashMap<Uuid, Subscriber>>>,
}

struct Subscriber {
    connection: Arc<Connection>,
    filters: Option<Arc<Filters>>,
}

impl Topics {
    /// From now on the connection is told what happens on the topic; with these filters, instead of
    /// those that it had.
    pub fn subscribe(&self, connection: &Arc<Connection>, topic: &Arc<str>, filters: Option<Arc<Filters>>) {
        connection.subscribe(topic, filters.clone(), || {
            let subscriber = Subscriber { connection: connection.clone(), filters };
            self.subscribers.write().entry(topic.clone()).or_default().insert(connection.id, subscriber);
        });
    }

    /// The reverse of [`Topics::subscribe`].
    pub fn unsubscribe(&self, connection: &Connection, topic: &str) {
        connection.unsubscribe(topic, || {
            let mut topics = self.subscribers.write();
            if let Some(subscribers) = topics.get_mut(topic) {
                subscribers.remove(&connection.id);
                if subscribers.is_empty() {
                    topics.remove(topic);
                }
            }
        });
    }

    /// Whether anybody is subscribed.
    pub fn is_watched(&self, topic: &str) -> bool {
        self.subscribers.read().contains_key(topic)
    }

    /// Tells those who are subscribed, may see it (without `readers` all) and want to.
    pub fn tell(&self, topic: &str, readers: Option<&Readers>, about: &About, event: &Arc<Outgoing>) {
        let topics = self.subscribers.read();
        for subscriber in topics.get(topic).into_iter().flat_map(HashMap::values) {
            let wanted = subscriber.filters.as_ref().is_none_or(|filters| filters.let_pass(event.name, about));
            if wanted && readers.is_none_or(|readers| readers.include(subscriber.connection.user())) {
                subscriber.connection.tell(event);
            }
        }
    }
}
