//! The sessions of the users seen lately, in memory: `session:list` and every authorisation read
//! them without touching the database. This process is the only writer of its file, so what is
//! here is what is stored.

use std::{collections::HashMap, sync::Arc};

use parking_lot::RwLock;

use super::plan::CacheChange;
use crate::store::SessionRow;

/// Users in memory; beyond it all are forgotten and read again as they come.
const MOST_USERS: usize = 50_000;

#[derive(Default)]
pub struct Sessions {
    inner: RwLock<Inner>,
}

#[derive(Default)]
struct Inner {
    users: HashMap<Arc<str>, Arc<Vec<SessionRow>>>,
    /// Counts the commits that changed a session: what was read before one of them is not kept.
    generation: u64,
}

impl Sessions {
    /// The user's sessions, oldest first, if they are here.
    pub fn get(&self, user: &str) -> Option<Arc<Vec<SessionRow>>> {
        self.inner.read().users.get(user).cloned()
    }

    /// To be asked before reading what [`Sessions::fill`] is then given.
    pub fn generation(&self) -> u64 {
        self.inner.read().generation
    }

    /// Keeps what was read, unless a commit came in between.
    pub fn fill(&self, user: &str, rows: Arc<Vec<SessionRow>>, generation: u64) {
        let mut inner = self.inner.write();
        if inner.generation != generation {
            return;
        }
        if inner.users.len() >= MOST_USERS {
            inner.users.clear();
        }
        inner.users.insert(user.into(), rows);
    }

    /// Carries a commit over; each change may come twice.
    pub fn apply(&self, changes: Vec<CacheChange>) {
        if changes.is_empty() {
            return;
        }
        let mut inner = self.inner.write();
        inner.generation += 1;
        for change in changes {
            inner.apply(change);
        }
    }
}

impl Inner {
    fn apply(&mut self, change: CacheChange) {
        match change {
            CacheChange::Insert(row) => {
                let Some(rows) = self.users.get_mut(&row.owner).map(Arc::make_mut) else {
                    return;
                };
                if rows.iter().all(|other| other.id != row.id) {
                    rows.push(row);
                }
            }
            CacheChange::Title { owner, session, title } => {
                self.change(&owner, &session, |row| row.title = Some(title));
            }
            CacheChange::Head { owner, session, head, at } => {
                self.change(&owner, &session, |row| {
                    row.head = head;
                    row.updated_at = Some(at);
                });
            }
            CacheChange::Seq { owner, session, head } => self.change(&owner, &session, |row| row.head = head),
            CacheChange::Remove { owner, session } => {
                if let Some(rows) = self.users.get_mut(&owner) {
                    Arc::make_mut(rows).retain(|row| row.id != session);
                }
            }
        }
    }

    fn change(&mut self, owner: &str, session: &str, change: impl FnOnce(&mut SessionRow)) {
        let rows = self.users.get_mut(owner).map(Arc::make_mut);
        if let Some(row) = rows.and_then(|rows| rows.iter_mut().find(|row| &*row.id == session)) {
            change(row);
        }
    }
}
