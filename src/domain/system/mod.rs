//! Topic `system` (contract section 3, seeds 001 and 002): how the server is, at a steady pace, and what
//! its administrator announces. Everybody may hear of it; nothing of it has a `seq`.

mod announce;
mod health;

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::{
    App,
    connection::Connection,
    contract::{Event, Filters},
    store::{About, Announcement},
};
use health::Lateness;

pub use announce::{announce, recover, withdraw};
pub use health::beat;

/// What clients subscribe to.
pub const TOPIC: &str = "system";

/// What the server knows of itself.
pub struct System {
    started: Instant,
    lateness: Lateness,
    /// What is announced, by id. Held while it is told, so that whoever subscribes meanwhile hears of
    /// it once.
    announced: Mutex<BTreeMap<Arc<str>, Announcement>>,
}

impl Default for System {
    fn default() -> Self {
        Self { started: Instant::now(), lateness: Lateness::default(), announced: Mutex::default() }
    }
}

/// From now on the connection is told what happens, and at once how things are.
pub fn subscribe(app: &App, connection: &Arc<Connection>, filters: Option<Arc<Filters>>) {
    let announced = app.system.announced.lock();
    app.hub.topics.subscribe(connection, &TOPIC.into(), filters.clone());
    let in_force = announced.iter().filter(|(_, announcement)| !announce::is_over(announcement));
    let in_force = in_force.map(|(id, announcement)| announce::event(id, announcement, false));
    for event in health::now(app).into_iter().chain(in_force) {
        if filters.as_ref().is_some_and(|filters| !filters.let_pass(event.name(), &About::default())) {
            continue;
        }
        connection.tell_alone(event);
    }
}

/// Tells those who are subscribed how the server is.
pub fn tell(app: &App) {
    if app.hub.topics.is_watched(TOPIC) {
        health::now(app).into_iter().for_each(|event| tell_all(app, event));
    }
}

fn tell_all(app: &App, event: Event) {
    app.hub.tell_subscribers(TOPIC, event);
}
