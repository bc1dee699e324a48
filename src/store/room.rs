//! Rooms as they are kept, and what can be changed in them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use parking_lot::RwLock;

use crate::contract::{Attachment, DeleteMode, Priority, ReactionAction, Role, Room, RoomKind, Time, Visibility};

/// A room with its members, in memory. It changes with each commit, before anybody is told, and
/// stays true for as long as it is held.
#[derive(Debug)]
pub struct RoomState {
    pub id: Arc<str>,
    pub kind: RoomKind,
    /// The user whom an AI session belongs to; nobody in other rooms.
    pub session_owner: Option<Arc<str>>,
    pub created_at: Time,
    facts: RwLock<RoomFacts>,
}

/// What may change in a room.
#[derive(Debug, Clone)]
pub struct RoomFacts {
    pub name: String,
    pub slug: Option<String>,
    pub visibility: Visibility,
    pub head: i64,
    pub members: HashMap<Arc<str>, Membership>,
    /// Invited, and no members yet.
    pub invited: HashSet<Arc<str>>,
    /// It was deleted: who still holds it finds nobody in it who may see anything. Those who were in it are
    /// still known, so that they can be told.
    pub gone: bool,
}

/// What somebody is in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    pub role: Role,
    pub joined_at: Time,
}

impl RoomState {
    /// A room as it was read or made.
    pub fn new(
        id: Arc<str>,
        kind: RoomKind,
        session_owner: Option<Arc<str>>,
        created_at: Time,
        facts: RoomFacts,
    ) -> Self {
        Self { id, kind, session_owner, created_at, facts: RwLock::new(facts) }
    }

    /// Looks at what may change.
    pub fn with<T>(&self, look: impl FnOnce(&RoomFacts) -> T) -> T {
        look(&self.facts.read())
    }

    /// Carries a commit over.
    pub(super) fn change(&self, change: impl FnOnce(&mut RoomFacts)) {
        change(&mut self.facts.write());
    }

    /// What the user is in the room, if a member. In a deleted one nobody is anything.
    pub fn role(&self, user: &str) -> Option<Role> {
        self.with(|facts| facts.members.get(user).filter(|_| !facts.gone).map(|member| member.role))
    }

    /// Where the room stands, for a member: no removal of theirs that is not past has a `seq` up to it.
    pub fn head_for(&self, user: &str) -> Option<i64> {
        self.with(|facts| facts.members.get(user).filter(|_| !facts.gone).map(|_| facts.head))
    }

    /// Whether the user may know that the room exists.
    pub fn shows_to(&self, user: &str) -> bool {
        self.with(|facts| {
            let public = facts.visibility == Visibility::Public;
            !facts.gone && (public || facts.members.contains_key(user) || facts.invited.contains(user))
        })
    }

    /// As clients see it.
    pub fn room(&self) -> Room {
        self.with(|facts| Room {
            id: self.id.to_string(),
            name: facts.name.clone(),
            kind: self.kind,
            visibility: facts.visibility,
            slug: facts.slug.clone(),
            created_at: self.created_at,
            head_seq: facts.head,
            member_count: facts.members.len() as u32,
        })
    }
}

/// A room with what one user is in it.
#[derive(Debug, Clone)]
pub struct SeenRoom {
    pub room: Room,
    pub role: Option<Role>,
    pub unread: u32,
    pub invited: bool,
}

/// A user who was in a room at some time, by name.
#[derive(Debug, Clone)]
pub struct UserRow {
    pub id: Arc<str>,
    pub name: String,
    pub avatar_url: Option<String>,
    pub last_seen_at: Option<Time>,
}

/// A message of a person to a room.
#[derive(Debug, Clone)]
pub struct Say {
    pub room: Arc<str>,
    /// The user whom the session belongs to, if it is one.
    pub session_owner: Option<Arc<str>>,
    pub id: Arc<str>,
    pub sender: Arc<str>,
    pub body: String,
    pub attachments: Vec<Attachment>,
    pub parent: Option<Arc<str>>,
    pub metadata: Option<serde_json::Value>,
    /// Of its event as it is told; not stored.
    pub priority: Priority,
    pub at: Time,
}

/// What can be changed in a room and its members. Who may do it has been decided.
#[derive(Debug, Clone)]
pub enum RoomChange {
    /// `owner` becomes its only member.
    Create {
        id: Arc<str>,
        owner: Arc<str>,
        name: String,
        kind: RoomKind,
        visibility: Visibility,
        slug: Option<String>,
        /// How many rooms the owner may be in.
        most: usize,
    },
    /// Makes a user a member; the first of a room without members becomes its owner.
    Join {
        room: Arc<str>,
        user: Arc<str>,
        /// How many rooms the user may be in.
        most: usize,
    },
    /// Ends a membership. When the last owner leaves, the one with the highest role who has been
    /// there longest becomes owner.
    Leave {
        room: Arc<str>,
        user: Arc<str>,
    },
    Kick {
        room: Arc<str>,
        user: Arc<str>,
        reason: Option<String>,
    },
    Invite {
        room: Arc<str>,
        user: Arc<str>,
        by: Arc<str>,
    },
    SetRole {
        room: Arc<str>,
        user: Arc<str>,
        role: Role,
    },
    Update {
        room: Arc<str>,
        name: Option<String>,
        visibility: Option<Visibility>,
        slug: Option<String>,
    },
    /// With everything that was said in it.
    Delete {
        room: Arc<str>,
    },
}

/// A change of a message. Whether its user may do it has been decided, but for one thing: whoever is
/// no member of the room any more by the time it is made changes nothing.
#[derive(Debug, Clone)]
pub struct MessageChange {
    pub message: Arc<str>,
    pub user: Arc<str>,
    pub what: MessageWhat,
}

/// What can be changed in a message.
#[derive(Debug, Clone)]
pub enum MessageWhat {
    Edit {
        body: String,
    },
    Delete {
        mode: DeleteMode,
    },
    Redact {
        mask: String,
    },
    /// The user has read it.
    Read {
        room: Arc<str>,
    },
    React {
        reaction: String,
        action: ReactionAction,
    },
}

/// A message, as far as it decides who may do what to it.
#[derive(Debug, Clone)]
pub struct MessageRef {
    pub id: Arc<str>,
    pub room: Arc<str>,
    /// The message that its thread began with; itself, unless it is a reply.
    pub thread: Arc<str>,
    pub sender: Arc<str>,
    pub deleted: bool,
}
