//! Namespace `room` (contract section 3, seeds 002 and 003).

use std::sync::Arc;

use uuid::Uuid;

use super::{
    Cx, Reply, conversation,
    history::page_of,
    member,
    permission::{self, Action},
    voice,
    watch::{self, Arrival},
};
use crate::{
    App,
    contract::{
        CreateRoom, Event, HistoryPage, InviteToRoom, KickFromRoom, ListRooms, ListedRoom, NameRoom, RoleSet, Room,
        RoomHistory, RoomInvited, RoomJoined, RoomKicked, RoomKind, RoomList, RoomNamed, SetRole, UpdateRoom,
        Visibility, invalid,
    },
    error::Error,
    store::{Change, DirectChange, Remembered, RoomChange, RoomState, What},
};

/// Rooms in a page unless asked otherwise.
const PAGE: i64 = 50;

/// `room:create`
pub async fn create(cx: &Cx, command: CreateRoom) -> Result<Reply<Room>, Error> {
    let visibility = command.visibility.unwrap_or_default();
    if command.slug.is_some() && visibility == Visibility::Private {
        return Err(private_slug());
    }
    let id: Arc<str> = Uuid::now_v7().to_string().into();
    // Before the room is there: nothing that is said in it is missed.
    let arrival = Arrival::begin(cx, &id);
    let change = RoomChange::Create {
        id: id.clone(),
        owner: cx.user().clone(),
        name: command.name.to_string(),
        kind: command.kind.map_or(RoomKind::Text, RoomKind::from),
        visibility,
        slug: command.slug.map(String::from),
        most: most_rooms(cx),
    };
    let (reply, fresh) = cx.change(What::Direct(DirectChange::Room(change))).await?.reply()?;
    if fresh {
        arrival.stay();
    } else if let Ok(room) = serde_json::from_str::<Room>(reply.payload.get()) {
        // A repeat, perhaps on another connection: it watches what its first try made.
        watch(cx, &room.id.into()).await?;
    }
    Ok(Reply::stored(reply))
}

/// Watches a room: everything up to the head that is returned has been told when this is done, what
/// comes after it reaches this connection. `None` for one who is no member, and watches nothing.
async fn watch(cx: &Cx, id: &Arc<str>) -> Result<Option<RoomState>, Error> {
    while watch::begin(&cx.app, &cx.connection, id).await?.is_some() {
        let room = cx.app.store.room(id, Remembered::Yes).await?.map(|room| moment(&room));
        cx.app.store.change(Change { key: None, what: What::Nothing }).await?;
        if room.is_some() && (cx.connection.is_closed() || cx.connection.watches(id)) {
            return Ok(room);
        }
    }
    Ok(None)
}

/// A room as it is right now: who is in it and where it stands belong together.
fn moment(room: &RoomState) -> RoomState {
    let facts = room.with(Clone::clone);
    RoomState::new(room.id.clone(), room.kind, room.session_owner.clone(), room.created_at, facts)
}

/// How many rooms a user may be in.
fn most_rooms(cx: &Cx) -> usize {
    match cx.app.config.limits.rooms_per_user {
        0 => usize::MAX,
        most => most,
    }
}

/// Whether a slug is taken would tell that there is a private room.
fn private_slug() -> Error {
    invalid("/slug", "visibility", "is for public rooms only")
}

/// `room:list`
pub async fn list(cx: &Cx, command: ListRooms) -> Result<Reply<RoomList>, Error> {
    let limit = command.limit.map_or(PAGE, |limit| limit.get());
    let after = command.cursor.as_ref().map_or("", |cursor| cursor.as_str());
    let mut rows = cx.app.store.rooms(cx.user(), after, limit + 1).await?;
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next_cursor = rows.last().filter(|_| more).map(|row| row.room.id.clone());
    let listed = |row: crate::store::SeenRoom| ListedRoom {
        room: row.room,
        role: row.role,
        unread: row.unread,
        invited: row.invited,
    };
    Reply::now(&RoomList { rooms: rows.into_iter().map(listed).collect(), next_cursor })
}

/// `room:join`
pub async fn join(cx: &Cx, command: NameRoom) -> Result<Reply<RoomJoined>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Join).await?;
    // First: whatever is said from here on reaches this connection.
    let arrival = Arrival::begin(cx, &room.id);
    let change = RoomChange::Join { room: room.id.clone(), user: cx.user().clone(), most: most_rooms(cx) };
    cx.change(What::Direct(DirectChange::Room(change))).await?.reply()?;
    arrival.stay();
    // As it is now, and again: an earlier membership may have ended before this one began.
    let Some(room) = watch(cx, &room.id).await? else {
        return Err(permission::denied("You have been removed from the room"));
    };
    let members = member::listed(&cx.app, &room).await?;
    let listed: Vec<Arc<str>> = members.iter().map(|member| member.user.id.as_str().into()).collect();
    let joined = RoomJoined {
        room: room.room(),
        reads: cx.app.store.reads(&room.id, &listed).await?,
        members,
        head_seq: room.with(|facts| facts.head),
        unread: cx.app.store.unread(&room.id, cx.user()).await?,
    };
    Reply::now(&joined)
}

/// `room:leave`
pub async fn leave(cx: &Cx, command: NameRoom) -> Result<Reply<RoomNamed>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Leave).await?;
    let change = RoomChange::Leave { room: room.id.clone(), user: cx.user().clone() };
    let (reply, fresh) = cx.change(What::Direct(DirectChange::Room(change))).await?.reply()?;
    if fresh {
        cx.app.typing.end(&cx.app, &room.id, cx.user());
        voice::ended(&cx.app, &room.id, cx.user());
    }
    Ok(Reply::stored(reply))
}

/// `room:history`
pub async fn history(cx: &Cx, command: RoomHistory) -> Result<Reply<HistoryPage>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Read).await?;
    let parent = match &command.parent_id {
        Some(id) => Some(conversation::message_in(cx, &room, id).await?.thread),
        None => None,
    };
    page_of(&cx.app, &room.id, command.before, command.after, parent.as_deref(), command.limit).await
}

/// `room:invite`
pub async fn invite(cx: &Cx, command: InviteToRoom) -> Result<Reply<RoomInvited>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Invite).await?;
    let user: Arc<str> = command.user_id.as_str().into();
    let change = RoomChange::Invite { room: room.id.clone(), user: user.clone(), by: cx.user().clone() };
    cx.change_room_telling(change, &user, Event::RoomInvited).await
}

/// `room:kick`
pub async fn kick(cx: &Cx, command: KickFromRoom) -> Result<Reply<RoomKicked>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Kick).await?;
    let user: Arc<str> = command.user_id.as_str().into();
    if room.role(&user).is_some_and(|theirs| Some(theirs) >= room.role(cx.user())) {
        return Err(permission::denied("Only somebody with a lower role can be removed"));
    }
    let reason = command.reason.map(String::from);
    let change = RoomChange::Kick { room: room.id.clone(), user: user.clone(), reason };
    let kicked = cx.change_room_telling(change, &user, Event::RoomKicked).await?;
    cx.app.typing.end(&cx.app, &room.id, &user);
    voice::ended(&cx.app, &room.id, &user);
    Ok(kicked)
}

/// `room:setRole`
pub async fn set_role(cx: &Cx, command: SetRole) -> Result<Reply<RoleSet>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::SetRole).await?;
    let user = command.user_id.as_str().into();
    cx.change_room(RoomChange::SetRole { room: room.id.clone(), user, role: command.role }).await
}

/// `room:update`
pub async fn update(cx: &Cx, command: UpdateRoom) -> Result<Reply<Room>, Error> {
    let publishes = command.visibility.is_some() || command.slug.is_some();
    let action = if publishes { Action::Publish } else { Action::Rename };
    let room = cx.room(command.room_id.as_str(), action).await?;
    let visibility = command.visibility.unwrap_or_else(|| room.with(|facts| facts.visibility));
    if room.kind == RoomKind::Session {
        return Err(permission::denied("A session is changed as a session"));
    }
    if command.slug.is_some() && visibility == Visibility::Private {
        return Err(private_slug());
    }
    let change = RoomChange::Update {
        room: room.id.clone(),
        name: command.name.map(String::from),
        visibility: command.visibility,
        slug: command.slug.map(String::from),
    };
    cx.change_room(change).await
}

/// `room:delete`
pub async fn delete(cx: &Cx, command: NameRoom) -> Result<Reply<RoomNamed>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Delete).await?;
    if room.kind == RoomKind::Session {
        return Err(permission::denied("A session is deleted as a session"));
    }
    let what = What::Direct(DirectChange::Room(RoomChange::Delete { room: room.id.clone() }));
    let (reply, fresh) = cx.change(what).await?.reply()?;
    if fresh {
        gone(&cx.app, &room);
    }
    Ok(Reply::stored(reply))
}

/// Tells the members of a room that it was deleted; nobody watches it any more. The owner of a
/// session is told that it was a session.
pub fn gone(app: &App, room: &RoomState) {
    let members = room.with(|facts| facts.members.keys().cloned().collect::<Vec<_>>());
    for user in members.iter().filter(|user| room.session_owner.as_ref() != Some(user)) {
        app.hub.tell(user, None, Event::RoomDeleted(RoomNamed { room_id: room.id.to_string() }));
    }
    voice::room_ended(app, &room.id);
    app.hub.forget(&room.id);
}
