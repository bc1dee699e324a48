//! Namespace `voice`: signaling in a voice room (contract section 3). Who takes part is kept in
//! memory: a restart ends it.
//!
//! A user takes part once, on the connection that joined last. When another device of theirs joins,
//! the others are told that they left and joined; so is the device of before. Who takes part
//! watches the room.

mod state;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{
    Cx, Reply,
    line::{Place, Tell, To, tell},
    permission::Action,
    watch,
};
use crate::{
    App,
    connection::Connection,
    contract::{
        Acknowledged, Event, Id, MuteUpdated, NameRoom, RoomKind, SaySpeaking, SendVoiceIce, SendVoiceSdp,
        SpeakingUpdated, User, VoiceIce, VoiceJoined, VoiceLeft, VoiceRelayed, VoiceSdp, VoiceUserJoined,
        VoiceUserLeft,
    },
    error::{Code, Error},
    store::RoomState,
};
use parking_lot::Mutex;
use state::{Joined, State};

/// Who takes part in the voice rooms of this server.
#[derive(Default)]
pub struct Voice(Mutex<State>);

/// `voice:join`
pub async fn join(cx: &Cx, command: NameRoom) -> Result<Reply<VoiceJoined>, Error> {
    let room = voice_room(cx, &command.room_id).await?;
    watch::begin(&cx.app, &cx.connection, &room.id).await?;
    let participants = {
        let mut state = cx.app.voice.0.lock();
        let user = me(cx);
        let (joined, missed) = state.join(&room.id, &user, &place(&cx.connection));
        if joined == Joined::Over {
            say(cx, &room.id, left(&room.id, cx.user()));
        }
        if joined != Joined::Already {
            say(cx, &room.id, Event::VoiceUserJoined(VoiceUserJoined { room_id: room.id.to_string(), user }));
        }
        tell(&cx.app, missed);
        state.participants(&room.id)
    };
    if cx.connection.is_closed() {
        leave_all(&cx.app, &cx.connection);
    }
    if let Err(error) = cx.room(&room.id, Action::Call).await {
        // The membership ended meanwhile, or the room, and so does this.
        ended(&cx.app, &room.id, cx.user());
        cx.app.hub.unwatch(&cx.connection, &room.id);
        return Err(error);
    }
    Reply::now(&VoiceJoined { room_id: room.id.to_string(), participants })
}

/// `voice:leave`; from a device that another one has taken over from it changes nothing.
pub async fn leave(cx: &Cx, command: NameRoom) -> Result<Reply<VoiceLeft>, Error> {
    let room = voice_room(cx, &command.room_id).await?;
    {
        let mut state = cx.app.voice.0.lock();
        if state.leave(&room.id, cx.user(), Some(cx.connection.id)).is_some() {
            say(cx, &room.id, left(&room.id, cx.user()));
        }
    }
    Reply::now(&VoiceLeft { room_id: room.id.to_string() })
}

/// `voice:offer`
pub async fn offer(cx: &Cx, command: SendVoiceSdp) -> Result<Reply<VoiceRelayed>, Error> {
    relay_sdp(cx, command, Event::VoiceOffer).await
}

/// `voice:answer`
pub async fn answer(cx: &Cx, command: SendVoiceSdp) -> Result<Reply<VoiceRelayed>, Error> {
    relay_sdp(cx, command, Event::VoiceAnswer).await
}

async fn relay_sdp(
    cx: &Cx,
    command: SendVoiceSdp,
    event: impl FnOnce(VoiceSdp) -> Event,
) -> Result<Reply<VoiceRelayed>, Error> {
    let room = voice_room(cx, &command.room_id).await?;
    let (room_id, user_id) = (room.id.to_string(), cx.user().to_string());
    let event = event(VoiceSdp { room_id, user_id, sdp: command.sdp });
    let recipients = relay(cx, &room, command.target_id.as_ref(), &event)?;
    Reply::now(&VoiceRelayed { recipients })
}

/// `voice:ice`
pub async fn ice(cx: &Cx, command: SendVoiceIce) -> Result<Reply<Acknowledged>, Error> {
    let room = voice_room(cx, &command.room_id).await?;
    let (room_id, user_id) = (room.id.to_string(), cx.user().to_string());
    let event = Event::VoiceIce(VoiceIce { room_id, user_id, candidate: command.candidate });
    relay(cx, &room, command.target_id.as_ref(), &event)?;
    Reply::now(&Acknowledged { ok: true })
}

fn relay(cx: &Cx, room: &RoomState, target: Option<&Id>, event: &Event) -> Result<u32, Error> {
    let mut state = cx.app.voice.0.lock();
    let target = target.map(Id::as_str);
    let (recipients, tells) = state.relay(&room.id, &place(&cx.connection), cx.user(), target, event)?;
    tell(&cx.app, tells);
    Ok(recipients)
}

/// `voice:mute`
pub async fn mute(cx: &Cx, command: NameRoom) -> Result<Reply<MuteUpdated>, Error> {
    set_muted(cx, &command.room_id, true).await
}

/// `voice:unmute`
pub async fn unmute(cx: &Cx, command: NameRoom) -> Result<Reply<MuteUpdated>, Error> {
    set_muted(cx, &command.room_id, false).await
}

async fn set_muted(cx: &Cx, room: &Id, muted: bool) -> Result<Reply<MuteUpdated>, Error> {
    let room = voice_room(cx, room).await?;
    let updated = MuteUpdated { room_id: room.id.to_string(), user_id: cx.user().to_string(), muted };
    let mut state = cx.app.voice.0.lock();
    let done = state.mute(&room.id, &place(&cx.connection), cx.user(), muted)?;
    tell(&cx.app, done.tells);
    if done.fell_silent {
        say(cx, &room.id, speaks(&room.id, cx.user(), false));
    }
    if done.news {
        say(cx, &room.id, Event::VoiceMuteUpdated(updated.clone()));
    }
    Reply::now(&updated)
}

/// `voice:speaking`
pub async fn speaking(cx: &Cx, command: SaySpeaking) -> Result<Reply<Acknowledged>, Error> {
    let room = voice_room(cx, &command.room_id).await?;
    let mut state = cx.app.voice.0.lock();
    let (news, missed) = state.speak(&room.id, &place(&cx.connection), cx.user(), command.speaking)?;
    tell(&cx.app, missed);
    if news {
        say(cx, &room.id, speaks(&room.id, cx.user(), command.speaking));
    }
    Reply::now(&Acknowledged { ok: true })
}

/// The user is no member of the room any more, and takes part no more.
pub fn ended(app: &App, room: &Arc<str>, user: &str) {
    let mut state = app.voice.0.lock();
    let Some(connection) = state.leave(room, user, None) else { return };
    app.hub.tell_watchers(room, connection, left(room, user));
    if let Some(connection) = connection {
        // It may watch the room no more, or again since it came back.
        tell(app, vec![Tell { user: user.into(), to: To::One(connection), event: left(room, user) }]);
        let theirs = app.hub.of_user(user).into_iter().filter(|one| one.id == connection);
        theirs.for_each(|one| app.hub.unwatch(&one, room));
    }
}

/// The room is gone, and with it everybody's part.
pub fn room_ended(app: &App, room: &Arc<str>) {
    let everybody = app.voice.0.lock().everybody(room);
    everybody.iter().for_each(|user| ended(app, room, user));
}

/// A connection of somebody who may take part somewhere is new.
pub fn came(app: &App, connection: &Arc<Connection>) {
    let mut state = app.voice.0.lock();
    let (rooms, missed) = state.came(connection.user(), &place(connection));
    for room in &rooms {
        app.hub.watch(connection, room);
    }
    tell(app, missed);
}

/// A connection is gone: its user takes part until the grace is over.
pub fn leave_all(app: &Arc<App>, connection: &Connection) {
    let cuts = app.voice.0.lock().cut(connection.user(), connection.id);
    for (room, cut) in cuts {
        tokio::spawn(leaves_unless_back(app.clone(), room, connection.user().clone(), cut));
    }
}

async fn leaves_unless_back(app: Arc<App>, room: Arc<str>, user: Arc<str>, cut: u64) {
    tokio::time::sleep(app.config.call.grace).await;
    let mut state = app.voice.0.lock();
    if state.lost(&room, &user, cut) {
        app.hub.tell_watchers(&room, None, left(&room, &user));
    }
}

/// The voice room of this name, if the caller is a member.
async fn voice_room(cx: &Cx, name: &Id) -> Result<Arc<RoomState>, Error> {
    let room = cx.room(name.as_str(), Action::Call).await?;
    match room.kind {
        RoomKind::Voice => Ok(room),
        _ => Err(Error::new(Code::Conflict, "This is no voice room")),
    }
}

fn me(cx: &Cx) -> User {
    let nameless = || User { id: cx.user().to_string(), name: cx.user().to_string(), avatar_url: None };
    cx.connection.who().cloned().unwrap_or_else(nameless)
}

/// Tells everyone who watches the room but the caller's own connection.
fn say(cx: &Cx, room: &str, event: Event) {
    cx.app.hub.tell_watchers(room, Some(cx.connection.id), event);
}

fn left(room: &str, user: &str) -> Event {
    Event::VoiceUserLeft(VoiceUserLeft { room_id: room.to_owned(), user_id: user.to_owned() })
}

fn speaks(room: &str, user: &str, speaking: bool) -> Event {
    Event::VoiceSpeaking(SpeakingUpdated { room_id: room.to_owned(), user_id: user.to_owned(), speaking })
}

fn place(connection: &Connection) -> Place {
    Place { connection: connection.id, device: connection.device.clone() }
}
