//! The rooms that were spoken of lately, in memory with their members: authorising and fanning out
//! read no database. This process is the only writer of its file, so what is here is what is
//! stored.
//!
//! Of each room there is one [`RoomState`] only, and whoever holds it sees every commit: it is not
//! forgotten before they let go of it.

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use parking_lot::RwLock;

use crate::{
    contract::{Role, Visibility},
    store::{Membership, RoomState},
};

/// Rooms in memory; beyond it those that nobody holds are forgotten, and read again as they are
/// needed.
const MOST_ROOMS: usize = 50_000;
/// Commits are noted by groups of rooms, so that a busy room does not keep others out of memory.
const GROUPS: usize = 16_384;

/// How a room in memory changes once a batch is committed.
pub enum RoomUpdate {
    Head(i64),
    Joined { user: Arc<str>, membership: Membership },
    Left { user: Arc<str> },
    Invited { user: Arc<str> },
    Role { user: Arc<str>, role: Role },
    Name(String),
    Facts { name: String, visibility: Visibility, slug: Option<String> },
    Gone,
}

pub struct Rooms {
    inner: RwLock<Inner>,
    groups: RandomState,
    /// How many are kept, but for those that are held.
    most: usize,
}

struct Inner {
    rooms: HashMap<Arc<str>, Arc<RoomState>>,
    slugs: HashMap<String, Arc<str>>,
    /// How many rooms there may be here before some are forgotten.
    full: usize,
    commits: u64,
    /// The last commit that changed one of the rooms of each group.
    changed: Box<[u64]>,
}

impl Default for Rooms {
    fn default() -> Self {
        Self::keeping(MOST_ROOMS)
    }
}

impl Rooms {
    fn keeping(most: usize) -> Self {
        let inner = Inner {
            rooms: HashMap::new(),
            slugs: HashMap::new(),
            full: most,
            commits: 0,
            changed: vec![0; GROUPS].into(),
        };
        Self { inner: RwLock::new(inner), groups: RandomState::new(), most }
    }

    /// A room by its id or its slug, if it is here.
    pub fn get(&self, name: &str) -> Option<Arc<RoomState>> {
        let inner = self.inner.read();
        inner.rooms.get(name).or_else(|| inner.rooms.get(inner.slugs.get(name)?)).cloned()
    }

    /// How many commits there have been: to be asked before reading what [`Rooms::fill`] is then
    /// given.
    pub fn commits(&self) -> u64 {
        self.inner.read().commits
    }

    /// Keeps a room as it was read after `commits`; the one that is here, if it is. `None` when a
    /// later commit may have changed it: it is to be read again.
    pub fn fill(&self, room: RoomState, commits: u64) -> Option<Arc<RoomState>> {
        let group = self.group(&room.id);
        let mut inner = self.inner.write();
        if let Some(here) = inner.rooms.get(&room.id) {
            return Some(here.clone());
        }
        if inner.changed.get(group).is_none_or(|last| *last > commits) {
            return None;
        }
        if inner.rooms.len() >= inner.full {
            inner.forget(self.most);
        }
        let room = Arc::new(room);
        if let Some(slug) = room.with(|facts| facts.slug.clone()) {
            inner.slugs.insert(slug, room.id.clone());
        }
        inner.rooms.insert(room.id.clone(), room.clone());
        Some(room)
    }

    /// Carries a commit over.
    pub fn apply(&self, updates: Vec<(Arc<str>, RoomUpdate)>) {
        if updates.is_empty() {
            return;
        }
        let mut inner = self.inner.write();
        inner.commits += 1;
        let commit = inner.commits;
        for (id, update) in updates {
            let group = self.group(&id);
            if let Some(last) = inner.changed.get_mut(group) {
                *last = commit;
            }
            inner.apply(&id, update);
        }
    }

    fn group(&self, id: &str) -> usize {
        self.groups.hash_one(id) as usize % GROUPS
    }
}

impl Inner {
    /// Forgets the rooms that nobody holds: who holds one goes on seeing what becomes of it. Where
    /// many are held, it takes as many again before they are looked through once more.
    fn forget(&mut self, most: usize) {
        // Nobody takes hold of one meanwhile: that needs the lock under which this is called.
        self.rooms.retain(|_, room| Arc::strong_count(room) > 1);
        let Self { rooms, slugs, .. } = self;
        slugs.retain(|_, id| rooms.contains_key(id));
        self.full = most.max(2 * self.rooms.len());
    }

    fn apply(&mut self, id: &Arc<str>, update: RoomUpdate) {
        let Some(room) = self.rooms.get(id) else { return };
        match update {
            RoomUpdate::Head(head) => room.change(|facts| facts.head = facts.head.max(head)),
            RoomUpdate::Joined { user, membership } => room.change(|facts| {
                facts.invited.remove(&user);
                facts.members.insert(user, membership);
            }),
            RoomUpdate::Left { user } => room.change(|facts| {
                facts.invited.remove(&user);
                facts.members.remove(&user);
            }),
            RoomUpdate::Invited { user } => room.change(|facts| {
                facts.invited.insert(user);
            }),
            RoomUpdate::Role { user, role } => room.change(|facts| {
                if let Some(member) = facts.members.get_mut(&user) {
                    member.role = role;
                }
            }),
            RoomUpdate::Name(name) => room.change(|facts| facts.name = name),
            RoomUpdate::Facts { name, visibility, slug } => {
                let former = room.with(|facts| facts.slug.clone());
                room.change(|facts| (facts.name, facts.visibility, facts.slug) = (name, visibility, slug.clone()));
                former.map(|former| self.slugs.remove(&former));
                slug.map(|slug| self.slugs.insert(slug, id.clone()));
            }
            RoomUpdate::Gone => {
                room.change(|facts| facts.gone = true);
                room.with(|facts| facts.slug.clone()).map(|slug| self.slugs.remove(&slug));
                self.rooms.remove(id);
            }
        }
    }
}
