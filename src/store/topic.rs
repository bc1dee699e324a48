//! Topics that are neither rooms nor runs of sessions: who may see what is told on them.

use std::sync::Arc;

use super::RoomState;

/// Who may see a mission or a task: some users, and the members of a room. A subscription grants
/// nothing: each event is held against this as it is told.
#[derive(Debug, Clone, Default)]
pub struct Readers {
    pub users: Vec<Arc<str>>,
    pub room: Option<Arc<RoomState>>,
}

impl Readers {
    /// Whether the user is one of them, right now.
    pub fn include(&self, user: &str) -> bool {
        self.users.iter().any(|reader| &**reader == user)
            || self.room.as_ref().is_some_and(|room| room.role(user).is_some())
    }
}

/// What an event is about, for those who want to hear only of some things.
#[derive(Debug, Clone, Default)]
pub struct About {
    pub mission: Option<Arc<str>>,
    pub session: Option<Arc<str>>,
}
