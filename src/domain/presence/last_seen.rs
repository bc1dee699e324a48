//! When people who have gone were there last. It is stored as they go; what the store does not take
//! waits here until it does, and keeps nobody from being told.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;

use crate::{
    App,
    contract::Time,
    store::{Change, DirectChange, StoreError, What},
};

/// Users that wait; beyond it, what the store does not take is lost, and the log says so.
const MOST: usize = 100_000;

/// What is not stored yet.
#[derive(Default)]
pub struct LastSeen(Mutex<HashMap<Arc<str>, Time>>);

impl LastSeen {
    /// When a user was there last, if that is not stored yet.
    pub fn of(&self, user: &str) -> Option<Time> {
        self.0.lock().get(user).copied()
    }

    fn add(&self, seen: Vec<(Arc<str>, Time)>) {
        let mut waiting = self.0.lock();
        if waiting.len() + seen.len() > MOST {
            tracing::warn!(users = seen.len(), "when people were last seen is lost: too many wait for the store");
            return;
        }
        waiting.extend(seen);
    }

    fn all(&self) -> Vec<(Arc<str>, Time)> {
        self.0.lock().iter().map(|(user, at)| (user.clone(), *at)).collect()
    }

    /// Those who have gone again since still wait.
    fn remove(&self, stored: &[(Arc<str>, Time)]) {
        let mut waiting = self.0.lock();
        for (user, at) in stored {
            if waiting.get(user) == Some(at) {
                waiting.remove(user);
            }
        }
    }
}

/// Stores when these users were there last, now or as soon as the store takes it.
pub(super) async fn keep(app: &App, seen: Vec<(Arc<str>, Time)>) {
    if let Err(error) = store(app, seen.clone()).await {
        tracing::debug!(%error, users = seen.len(), "when people were last seen is stored later");
        app.last_seen.add(seen);
    }
}

/// Tries again to store what waits.
pub async fn keep_waiting(app: &App) {
    let waiting = app.last_seen.all();
    if waiting.is_empty() {
        return;
    }
    match store(app, waiting.clone()).await {
        Ok(()) => app.last_seen.remove(&waiting),
        Err(error) => tracing::debug!(%error, users = waiting.len(), "when people were last seen still waits"),
    }
}

/// Stores when those who are there were last, for the server ends.
pub async fn keep_all(app: &App) {
    let mut seen = app.last_seen.all();
    seen.extend(app.board.last_seen());
    if !seen.is_empty()
        && let Err(error) = store(app, seen).await
    {
        tracing::warn!(%error, "when people were last seen could not be stored");
    }
}

async fn store(app: &App, seen: Vec<(Arc<str>, Time)>) -> Result<(), StoreError> {
    let what = What::Direct(DirectChange::LastSeen(seen));
    app.store.change(Change { key: None, what }).await.map(drop)
}
