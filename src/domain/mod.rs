//! Behaviour: one file per namespace, one function per command. Each checks, stores, publishes
//! and returns.

pub mod auth;
pub mod chat;
mod greet;
mod outcome;
pub mod presence;
pub mod resume;
pub mod run;
pub mod session;
pub mod sync;

use std::sync::Arc;

use crate::{
    App,
    connection::Connection,
    error::Error,
    store::{Change, Done, ReplyBody, RequestKey, SessionRow, StoreError, What},
};

pub use greet::greet;
pub use outcome::{Outcome, Reply};

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
        &self.connection.user
    }

    /// The caller's session of this id. One that belongs to somebody else looks like one that
    /// does not exist.
    pub async fn session(&self, id: &str) -> Result<SessionRow, Error> {
        let sessions = self.app.store.sessions(self.user()).await?;
        let session = sessions.iter().find(|session| &*session.id == id);
        session.cloned().ok_or_else(|| Error::not_found("session"))
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
            Done::NotFound => Err(Error::not_found(what)),
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
