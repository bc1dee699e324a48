//! What a command's function returns.

use std::{future::Future, marker::PhantomData, pin::Pin, sync::Arc};

use serde::Serialize;
use serde_json::value::to_raw_value;

use crate::{error::Error, store::ReplyBody};

/// The rest of a command that does not hold back the next one of its connection.
pub type Later = Pin<Box<dyn Future<Output = Result<ReplyBody, Error>> + Send>>;

/// The reply, now or later.
pub enum Outcome {
    Now(ReplyBody),
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
        Ok(Self::stored(ReplyBody { payload, topic: None, seq: None }))
    }

    /// The reply that the store keeps.
    pub fn stored(body: ReplyBody) -> Self {
        Self { outcome: Outcome::Now(body), payload: PhantomData }
    }

    /// A reply that comes when `later` is done.
    pub fn later(later: impl Future<Output = Result<ReplyBody, Error>> + Send + 'static) -> Self {
        Self { outcome: Outcome::Later(Box::pin(later)), payload: PhantomData }
    }
}

impl<P> From<Reply<P>> for Outcome {
    fn from(reply: Reply<P>) -> Self {
        reply.outcome
    }
}
