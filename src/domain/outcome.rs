//! What a command's function returns.

use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use serde::Serialize;
use serde_json::value::to_raw_value;

use crate::{error::Error, store::ReplyBody};

/// The rest of a command that does not hold back the next one of its connection.
pub type Later = Pin<Box<dyn Future<Output = Result<ReplyBody, Error>> + Send>>;

/// What is done once the reply has been told.
pub type Follow = Box<dyn FnOnce() + Send>;

/// The reply, now or later.
pub enum Outcome {
    Now(ReplyBody),
    Followed(ReplyBody, Follow),
    Later(Later),
}

/// A reply whose payload is a `P`: the table holds the function to what its row says.
pub struct Reply<P> {
    outcome: Outcome,
    payload: PhantomData<fn(P)>,
}

impl<P: Serialize> Reply<P> {
    /// A reply that reports no change.
    pub fn now(payload: &P) -> Result<Self, Error> {
        let payload = Arc::from(to_raw_value(payload).map_err(Error::server)?);
        Ok(Self::stored(ReplyBody { payload, topic: None, seq: None, other: false, again: false }))
    }

    /// The reply that the store keeps.
    pub fn stored(body: ReplyBody) -> Self {
        Self { outcome: Outcome::Now(body), payload: PhantomData }
    }

    /// The same reply, and once it has been told, `follow`.
    pub fn followed_by(self, follow: impl FnOnce() + Send + 'static) -> Self {
        let outcome = match self.outcome {
            Outcome::Now(body) => Outcome::Followed(body, Box::new(follow)),
            other => other,
        };
        Self { outcome, ..self }
    }

    /// A reply that comes when `later` is done.
    pub fn later(later: impl Future<Output = Result<ReplyBody, Error>> + Send + 'static) -> Self {
        Self { outcome: Outcome::Later(Box::pin(later)), payload: PhantomData }
    }
}

/// Marks a command that replies in one of two ways, by its target.
pub struct Either<A, B>(PhantomData<fn(A, B)>);

impl<A> Reply<A> {
    /// The first of a command's two replies.
    pub fn first<B>(self) -> Reply<Either<A, B>> {
        Reply { outcome: self.outcome, payload: PhantomData }
    }

    /// The second of a command's two replies, which the store has marked as such.
    pub fn second<First>(self) -> Reply<Either<First, A>> {
        Reply { outcome: self.outcome, payload: PhantomData }
    }
}

impl<P> From<Reply<P>> for Outcome {
    fn from(reply: Reply<P>) -> Self {
        reply.outcome
    }
}
