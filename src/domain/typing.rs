//! Who types: told to the others of a room, and over by itself after a while, or as soon as the
//! typing user has sent a message, left the room or lost the last connection.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use tokio::{task::AbortHandle, time::Instant};

use crate::{
    App,
    contract::{Event, TypingUpdated},
    store::RoomState,
};

/// Who types right now, by user and room; bounded by the memberships of those who are connected.
#[derive(Default)]
pub struct Typing(Mutex<HashMap<Arc<str>, Rooms>>);

type Rooms = HashMap<Arc<str>, Turn>;

struct Turn {
    room: Arc<RoomState>,
    until: Instant,
    /// What ends it when its time is up.
    end: AbortHandle,
}

impl Typing {
    /// Somebody begins to type, or goes on. Nothing comes of it for one who is no member.
    pub fn begin(&self, app: &Arc<App>, room: &Arc<RoomState>, user: &Arc<str>) {
        let mut typing = self.0.lock();
        // Within the lock: who leaves from here on, or disconnects, ends it.
        if room.role(user).is_none() || !app.hub.is_connected(user) {
            return;
        }
        let until = Instant::now() + app.config.chat.typing_timeout;
        let rooms = typing.entry(user.clone()).or_default();
        if let Some(turn) = rooms.get_mut(&room.id) {
            turn.until = until;
            return;
        }
        let end = tokio::spawn(time_out(app.clone(), room.id.clone(), user.clone())).abort_handle();
        rooms.insert(room.id.clone(), Turn { room: room.clone(), until, end });
        tell(app, room, user, true);
    }

    /// Somebody types no more in this room.
    pub fn end(&self, app: &App, room: &str, user: &Arc<str>) {
        close(&mut self.0.lock(), app, room, user);
    }

    /// Somebody types no more anywhere.
    pub fn end_all(&self, app: &App, user: &Arc<str>) {
        let mut typing = self.0.lock();
        typing.remove(user).into_iter().flat_map(Rooms::into_values).for_each(|turn| turn.over(app, user));
    }

    /// Ends it if its time is up; `Some` with when that is, if it is not yet.
    fn left(&self, app: &App, room: &str, user: &Arc<str>) -> Option<Instant> {
        let mut typing = self.0.lock();
        let until = typing.get(user)?.get(room)?.until;
        if until > Instant::now() {
            return Some(until);
        }
        close(&mut typing, app, room, user);
        None
    }
}

impl Turn {
    fn over(self, app: &App, user: &Arc<str>) {
        self.end.abort();
        tell(app, &self.room, user, false);
    }
}

fn close(typing: &mut HashMap<Arc<str>, Rooms>, app: &App, room: &str, user: &Arc<str>) {
    let Some(rooms) = typing.get_mut(user) else { return };
    if let Some(turn) = rooms.remove(room) {
        turn.over(app, user);
    }
    if rooms.is_empty() {
        typing.remove(user);
    }
}

async fn time_out(app: Arc<App>, room: Arc<str>, user: Arc<str>) {
    while let Some(until) = app.typing.left(&app, &room, &user) {
        tokio::time::sleep_until(until).await;
    }
}

/// Within the lock, so that the others are told in order.
fn tell(app: &App, room: &RoomState, user: &Arc<str>, typing: bool) {
    let updated = TypingUpdated { room_id: room.id.to_string(), user_id: user.to_string(), typing };
    app.hub.tell_room(room, Some(user), Event::ChatTypingUpdated(updated));
}
