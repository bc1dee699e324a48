//! Of rooms and what people say in them.

use super::*;

fn room(full: bool) -> Room {
    Room {
        id: "r".into(),
        name: text("room"),
        kind: if full { RoomKind::Voice } else { RoomKind::Text },
        visibility: if full { Visibility::Public } else { Visibility::Private },
        slug: full.then(|| "a-room".into()),
        created_at: AT,
        head_seq: 7,
        member_count: 2,
    }
}

fn member(full: bool) -> Member {
    let status = if full { PresenceStatus::Online } else { PresenceStatus::Offline };
    Member { user: user(full), role: if full { Role::Owner } else { Role::Member }, joined_at: AT, status }
}

fn named() -> RoomNamed {
    RoomNamed { room_id: "r".into() }
}

fn invited(full: bool) -> RoomInvited {
    RoomInvited { room_id: "r".into(), user_id: "u".into(), invited_by: "v".into(), room: room(full) }
}

fn kicked(full: bool) -> RoomKicked {
    RoomKicked { room_id: "r".into(), user_id: "u".into(), reason: full.then(|| text("spam")) }
}

fn role_set() -> RoleSet {
    RoleSet { room_id: "r".into(), user_id: "u".into(), role: Role::Moderator }
}

fn deleted() -> ChatDeleted {
    ChatDeleted { message_id: "m".into(), room_id: "r".into(), deleted_at: AT }
}

fn redacted() -> ChatRedacted {
    ChatRedacted { message_id: "m".into(), room_id: "r".into(), new_body: text("[…]") }
}

fn read() -> ReadUpdated {
    ReadUpdated { room_id: "r".into(), message_id: "m".into(), user_id: "u".into() }
}

fn reaction(full: bool) -> ReactionUpdated {
    ReactionUpdated {
        message_id: "m".into(),
        room_id: "r".into(),
        user_id: "u".into(),
        reaction: "👍".into(),
        action: if full { ReactionAction::Add } else { ReactionAction::Remove },
    }
}

pub fn events(full: bool) -> Vec<Outgoing> {
    let membership = || Membership { room_id: "r".into(), user_id: "u".into() };
    [
        Event::ChatEdited(message(full)),
        Event::ChatDeleted(deleted()),
        Event::ChatRedacted(redacted()),
        Event::ChatReadUpdated(read()),
        Event::ChatReactionUpdated(reaction(full)),
        Event::ChatTypingUpdated(TypingUpdated { room_id: "r".into(), user_id: "u".into(), typing: full }),
        Event::RoomMemberJoined(membership()),
        Event::RoomMemberLeft(membership()),
        Event::RoomRoleSet(role_set()),
        Event::RoomUpdated(room(full)),
        Event::RoomDeleted(named()),
        Event::RoomInvited(invited(full)),
        Event::RoomKicked(kicked(full)),
        Event::RoomError(error(full).payload(&request_id())),
    ]
    .map(outgoing)
    .into()
}

pub fn replies(full: bool) -> Vec<Outgoing> {
    let role = full.then_some(Role::Owner);
    let listed = |full| ListedRoom { room: room(full), role, unread: 3, invited: full };
    let list = RoomList { rooms: many(full, listed), next_cursor: full.then(|| "r".into()) };
    let read_to = |_| ReadPosition { user_id: "u".into(), message_id: "m".into(), seq: 7 };
    let (members, reads) = (many(full, member), many(full, read_to));
    let joined = RoomJoined { room: room(full), members, head_seq: 7, unread: 0, reads };
    vec![
        reply_as("chat:sent", Kind::Change, &ChatSent { message: message(full) }, full),
        reply("chat:edit", &message(full), full),
        reply("chat:delete", &deleted(), full),
        reply("chat:redact", &redacted(), full),
        reply("chat:read", &read(), full),
        reply("chat:reaction", &reaction(full), full),
        reply("chat:typing", &Acknowledged { ok: true }, full),
        reply("room:create", &room(full), full),
        reply("room:list", &list, full),
        reply("room:join", &joined, full),
        reply("room:leave", &named(), full),
        reply("room:history", &HistoryPage { messages: many(full, message), has_more: full }, full),
        reply("room:invite", &invited(full), full),
        reply("room:kick", &kicked(full), full),
        reply("room:setRole", &role_set(), full),
        reply("room:update", &room(full), full),
        reply("room:delete", &named(), full),
    ]
}
