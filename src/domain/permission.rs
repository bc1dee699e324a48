//! Who may do what in a room: one table, in one place. That somebody may see a room at all is
//! decided before ([`super::Cx::room`]).

use crate::{
    contract::{Role, RoomKind},
    error::{Code, Error},
};

/// What can be done in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Become a member: also for those who are none yet.
    Join,
    /// See messages, members and who is there.
    Read,
    /// Send messages, react, type, move the read position, post files.
    Speak,
    /// Take part in a voice room.
    Call,
    /// End the membership: also for those who have left, or were invited and will not come.
    Leave,
    Invite,
    Kick,
    /// Change the name.
    Rename,
    /// Delete or redact the messages of others, or anything for good.
    Moderate,
    /// Change visibility and slug.
    Publish,
    SetRole,
    /// Delete the room.
    Delete,
}

/// The least role that may do it.
const TABLE: [(Action, Role); 12] = [
    (Action::Join, Role::Member),
    (Action::Read, Role::Member),
    (Action::Speak, Role::Member),
    (Action::Call, Role::Member),
    (Action::Leave, Role::Member),
    (Action::Invite, Role::Moderator),
    (Action::Kick, Role::Moderator),
    (Action::Rename, Role::Moderator),
    (Action::Moderate, Role::Moderator),
    (Action::Publish, Role::Owner),
    (Action::SetRole, Role::Owner),
    (Action::Delete, Role::Owner),
];

/// Whether one with this role (none: not a member) may do it in a room of this kind.
pub fn may(role: Option<Role>, action: Action, kind: RoomKind) -> bool {
    match (role, action) {
        (None, Action::Join | Action::Leave) => true,
        (None, _) => false,
        // In a direct room nobody outranks anybody.
        (Some(_), Action::Invite) if kind == RoomKind::Direct => true,
        (Some(role), action) => TABLE.iter().any(|(listed, least)| *listed == action && role >= *least),
    }
}

/// `PERMISSION_DENIED`, if they may not.
pub fn check(role: Option<Role>, action: Action, kind: RoomKind) -> Result<(), Error> {
    match (may(role, action, kind), role) {
        (true, _) => Ok(()),
        (false, None) => Err(denied("Only members of the room may do this")),
        (false, Some(_)) => Err(denied("Your role in the room does not allow this")),
    }
}

/// `PERMISSION_DENIED`
pub fn denied(words: &'static str) -> Error {
    Error::new(Code::PermissionDenied, words)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table, role by role, as the contract has it.
    #[test]
    fn each_role_may_what_the_table_says() {
        use Action::*;
        let all = [Join, Read, Speak, Call, Leave, Invite, Kick, Rename, Moderate, Publish, SetRole, Delete];
        let allowed = |role, kind| all.into_iter().filter(|action| may(role, *action, kind)).collect::<Vec<_>>();
        assert_eq!(allowed(None, RoomKind::Text), [Join, Leave]);
        assert_eq!(allowed(Some(Role::Member), RoomKind::Text), [Join, Read, Speak, Call, Leave]);
        assert_eq!(allowed(Some(Role::Member), RoomKind::Direct), [Join, Read, Speak, Call, Leave, Invite]);
        let moderator = [Join, Read, Speak, Call, Leave, Invite, Kick, Rename, Moderate];
        assert_eq!(allowed(Some(Role::Moderator), RoomKind::Session), moderator);
        assert_eq!(allowed(Some(Role::Owner), RoomKind::Voice), all);
    }
}
