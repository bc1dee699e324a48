//! How a connection comes to watch a room, and goes on although a removal from an earlier time is
//! told only now.

use std::sync::Arc;

use super::Cx;
use crate::{App, connection::Connection, error::Error, store::Remembered};

/// A connection that watches a room.
pub struct Watch {
    /// Where the room stood when its user was seen to be a member.
    pub head: i64,
    /// It did not watch before, or not all the time: what was told meanwhile did not reach it.
    pub fresh: bool,
}

/// Watches a room, and looks at it afterwards: what comes after its head reaches this connection,
/// and whoever is removed from then on stops watching as they are told. `None` for one who is no
/// member, and watches nothing.
pub async fn begin(app: &App, connection: &Arc<Connection>, room: &Arc<str>) -> Result<Option<Watch>, Error> {
    let mut fresh = false;
    loop {
        fresh |= app.hub.watch(connection, room);
        let state = app.store.room(room, Remembered::Yes).await?;
        let head = state.and_then(|state| state.head_for(connection.user()));
        let Some(head) = head else {
            app.hub.unwatch(connection, room);
            return Ok(None);
        };
        // Else a removal was told meanwhile: from before the user came back, or a new one.
        if connection.is_closed() || connection.watches_since(room, head) {
            return Ok(Some(Watch { head, fresh }));
        }
    }
}

/// A connection that watches a room before its user is a member: it does not go on, should nothing
/// come of it, also when the command is given up half-way.
pub struct Arrival<'a> {
    cx: &'a Cx,
    room: &'a Arc<str>,
    /// It did not watch before.
    fresh: bool,
}

impl<'a> Arrival<'a> {
    pub fn begin(cx: &'a Cx, room: &'a Arc<str>) -> Self {
        Self { cx, room, fresh: cx.app.hub.watch(&cx.connection, room) }
    }

    /// The user is a member.
    pub fn stay(mut self) {
        self.fresh = false;
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        if self.fresh {
            self.cx.app.hub.unwatch(&self.cx.connection, self.room);
        }
    }
}
