//! The rooms that were spoken of lately, in memory with their members: authorising and fanning out
//! read no database. This process is the only writer of its file, so what is here is what is
//! stored.

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

/// Rooms in memory; beyond it all are forgotten and read again as they are needed.
const MOST_ROOMS: usize = 50_000;
/// Commits are counted by groups of rooms, so that a busy room does not keep others out of memory.
const GROUPS: usize = 1_024;

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
}

struct Inner {
    rooms: HashMap<Arc<str>, Arc<RoomState>>,
    slugs: HashMap<String, Arc<str>>,
    /// Counts commits: what was read before one of them is not kept.
    commits: Vec<u64>,
}

impl Default for Rooms {
    fn default() -> Self {
        let inner = Inner { rooms: HashMap::new(), slugs: HashMap::new(), commits: vec![0; GROUPS] };
        Self { inner: RwLock::new(inner), groups: RandomState::new() }
    }
}

impl Rooms {
    /// A room by its id or its slug, if it is here.
    pub fn get(&self, name: &str) -> Option<Arc<RoomState>> {
        let inner = self.inner.read();
        inner.rooms.get(name).or_else(|| inner.rooms.get(inner.slugs.get(name)?)).cloned()
    }

    /// To be asked before reading what [`Rooms::fill`] is then given.
    pub fn commits(&self) -> Vec<u64> {
        self.inner.read().commits.clone()
    }

    /// Keeps what was read, unless a commit came in between. The room to be used is returned.
    pub fn fill(&self, room: RoomState, commits: &[u64]) -> Arc<RoomState> {
        let group = self.group(&room.id);
        let mut inner = self.inner.write();
        if let Some(here) = inner.rooms.get(&room.id) {
            return here.clone();
        }
        let room = Arc::new(room);
        if inner.commits.get(group) != commits.get(group) {
            return room;
        }
        if inner.rooms.len() >= MOST_ROOMS {
            inner.rooms.clear();
            inner.slugs.clear();
        }
        if let Some(slug) = room.with(|facts| facts.slug.clone()) {
            inner.slugs.insert(slug, room.id.clone());
        }
        inner.rooms.insert(room.id.clone(), room.clone());
        room
    }

    /// Carries a commit over.
    pub fn apply(&self, updates: Vec<(Arc<str>, RoomUpdate)>) {
        if updates.is_empty() {
            return;
        }
        let mut inner = self.inner.write();
        for (id, update) in updates {
            let group = self.group(&id);
            if let Some(count) = inner.commits.get_mut(group) {
                *count += 1;
            }
            inner.apply(&id, update);
        }
    }

    fn group(&self, id: &str) -> usize {
        self.groups.hash_one(id) as usize % GROUPS
    }
}

impl Inner {
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
                if let Some(slug) = room.with(|facts| facts.slug.clone()) {
                    self.slugs.remove(&slug);
                }
                room.change(|facts| facts.gone = true);
                self.rooms.remove(id);
            }
        }
    }
}
