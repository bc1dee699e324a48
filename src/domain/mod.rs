//! Behaviour: one file per namespace, one function per command. Each checks, stores, publishes
//! and returns.

pub mod auth;
pub mod call;
pub mod chat;
pub mod conversation;
pub mod file;
mod greet;
mod history;
mod line;
mod member;
pub mod mission;
mod outcome;
pub mod permission;
pub mod presence;
pub mod resume;
pub mod room;
pub mod run;
pub mod session;
pub mod subscription;
pub mod sync;
pub mod system;
pub mod task;
mod topic;
mod typing;
pub mod voice;
mod watch;

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    App,
    connection::Connection,
    contract::{Event, Id},
    error::Error,
    store::{
        Change, DirectChange, Done, MessageChange, MessageRef, MessageWhat, Remembered, ReplyBody, RequestKey,
        RoomChange, RoomState, SessionRow, StoreError, What,
    },
};

pub use greet::greet;
pub use outcome::{Either, Later, Outcome, Reply};
pub use typing::Typing;

use permission::Action;

/// What a command is carried out with: the server, the caller, the caller's idempotency key.
#[derive(Clone)]
pub struct Cx {
    pub app: Arc<App>,
    pub connection: Arc<Connection>,
    pub key: Option<RequestKey>,
}

impl Cx {
    /// The caller.
    pub fn user(&self) -> &Arc<str> {
        self.connection.user()
    }

    /// The caller's session of this id. One that belongs to somebody else looks like one that
    /// does not exist.
    pub async fn session(&self, id: &str) -> Result<SessionRow, Error> {
        let sessions = self.app.store.sessions(self.user()).await?;
        let session = sessions.iter().find(|session| &*session.id == id);
        session.cloned().ok_or_else(|| Error::not_found("session"))
    }

    /// The room of this id or slug, if the caller may do this in it. One that the caller may not
    /// know of looks like one that does not exist, and takes as long.
    pub async fn room(&self, name: &str, action: Action) -> Result<Arc<RoomState>, Error> {
        room_for(&self.app, self.user(), name, action).await
    }

    /// A message, and the room that it is in, if the caller may do this there. To one who is no
    /// member no message exists.
    pub async fn message(&self, id: &Id, action: Action) -> Result<(MessageRef, Arc<RoomState>), Error> {
        let message = self.app.store.message(id.as_str()).await?;
        // Where there is no message, a room is looked for in vain: it takes as long.
        let room = message.as_ref().map_or(id.as_str(), |message| &*message.room);
        let role = |room: &RoomState| room.role(self.user());
        let room = seen(&self.app, self.user(), room, |room| role(room).is_some()).await?;
        let (Some(message), Some(room)) = (message, room) else { return Err(Error::not_found("message")) };
        permission::check(role(&room), action, room.kind)?;
        Ok((message, room))
    }

    /// Changes a room; the reply is that of the change.
    pub async fn change_room<P: Serialize>(&self, change: RoomChange) -> Result<Reply<P>, Error> {
        Ok(Reply::stored(self.change(What::Direct(DirectChange::Room(change))).await?.reply()?.0))
    }

    /// Changes a room, and tells the one whom it is about.
    pub async fn change_room_telling<P: Serialize + DeserializeOwned>(
        &self,
        change: RoomChange,
        whom: &str,
        event: impl FnOnce(P) -> Event,
    ) -> Result<Reply<P>, Error> {
        let (reply, fresh) = self.change(What::Direct(DirectChange::Room(change))).await?.reply()?;
        if fresh {
            let payload = serde_json::from_str(reply.payload.get()).map_err(Error::server)?;
            self.app.hub.tell(whom, None, event(payload));
        }
        Ok(Reply::stored(reply))
    }

    /// Changes a message; the reply is that of the change.
    pub async fn change_message<P: Serialize>(&self, message: Arc<str>, what: MessageWhat) -> Result<Reply<P>, Error> {
        let change = MessageChange { message, user: self.user().clone(), what };
        Ok(Reply::stored(self.change(What::Direct(DirectChange::Message(change))).await?.reply()?.0))
    }

    /// What came of an earlier try of this command, if it is over: for commands that act on more
    /// than the store.
    pub async fn earlier(&self) -> Result<Option<Result<ReplyBody, Error>>, Error> {
        let Some(key) = &self.key else { return Ok(None) };
        match self.app.store.outcome(key).await? {
            None => Ok(None),
            Some(done) => Ok(Some(Changed::of(done, "session")?.reply().map(|(reply, _)| reply))),
        }
    }

    /// Makes a change under the command's idempotency key.
    pub async fn change(&self, what: What) -> Result<Changed, Error> {
        let change = Change { key: self.key.clone(), what };
        Changed::of(self.app.store.change(change).await?, "session")
    }
}

/// The room of this id or slug, if this user may do this in it; see [`Cx::room`].
async fn room_for(app: &App, user: &str, name: &str, action: Action) -> Result<Arc<RoomState>, Error> {
    let room = seen(app, user, name, |room| room.shows_to(user)).await?;
    let room = room.ok_or_else(|| Error::not_found("room"))?;
    permission::check(room.role(user), action, room.kind)?;
    Ok(room)
}

/// The room of this id or slug, if it exists and `may` says so, which one must say of rooms only that
/// `user` may know of. One that they may not know of takes as long as one that does not exist.
async fn seen(
    app: &App,
    user: &str,
    name: &str,
    may: impl Fn(&RoomState) -> bool,
) -> Result<Option<Arc<RoomState>>, Error> {
    let here = app.store.room(name, Remembered::Only).await?.filter(|room| may(room));
    // The room itself is not read for this: that takes the longer the larger it is.
    if here.is_some() || !app.store.shows_room(name, user).await? {
        return Ok(here);
    }
    Ok(app.store.room(name, Remembered::Yes).await?.filter(|room| may(room)))
}

/// What came of a change that was asked for.
pub enum Changed {
    /// It was made now.
    Made(ReplyBody),
    /// The command had been carried out before.
    Repeat(Result<ReplyBody, Error>),
}

impl Changed {
    fn of(done: Done, what: &'static str) -> Result<Self, Error> {
        match done {
            Done::Made(reply) => Ok(Self::Made(reply)),
            Done::Repeat(outcome) => Ok(Self::Repeat(outcome.into_result())),
            Done::Conflict => Err(crate::connection::reused()),
            Done::Account(_) => Err(Error::server("a change of accounts is no command's")),
            Done::NotFound => Err(Error::not_found(what)),
            Done::Refused(error) => Err(error),
        }
    }

    /// The reply, and whether the change was made now, so that others are to be told.
    pub fn reply(self) -> Result<(ReplyBody, bool), Error> {
        match self {
            Self::Made(reply) => Ok((reply, true)),
            Self::Repeat(outcome) => outcome.map(|reply| (reply, false)),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Outage(_) => Error::outage(),
            StoreError::Closed => Error::server(error),
        }
    }
}
