//! Namespace `sync` (contract section 5).

use std::collections::HashMap;

use super::{Cx, Reply, resume};
use crate::{
    contract::{ResumeSync, Resumed},
    error::{Code, Error},
};

/// `sync:resume`: live events are held back until the missed ones have been sent.
pub async fn resume(cx: &Cx, command: ResumeSync) -> Result<Reply<Resumed>, Error> {
    cx.connection.hold();
    let replay = resume::replay(&cx.app, &cx.connection, &command.positions).await;
    let none = HashMap::new();
    cx.connection.release(None, replay.as_ref().map_or(&none, |replay| &replay.seen));
    let replay = replay?;
    Reply::now(&Resumed { replayed: replay.replayed, reset: replay.reset })
}

impl From<crate::connection::Closed> for Error {
    fn from(_: crate::connection::Closed) -> Self {
        Error::new(Code::Cancelled, "The connection is closed")
    }
}
