//! Namespace `sync` (contract section 5).

use super::{
    Cx, Reply,
    resume::{Resume, When},
};
use crate::{
    connection::{Closed, Wanted},
    contract::{ResumeSync, Resumed},
    error::{Code, Error},
};

/// `sync:resume`: live events are held back until the missed ones have been sent.
pub async fn resume(cx: &Cx, command: ResumeSync) -> Result<Reply<Resumed>, Error> {
    cx.connection.greeted().await;
    let mut hold = cx.connection.hold();
    let wanted = Wanted { positions: command.positions, ..Wanted::default() };
    let resume = Resume::new(&cx.app, &cx.connection, &wanted, When::Connected);
    let replayed = resume.replay().await?;
    hold.replayed = Some(replayed.seen);
    drop(hold);
    Reply::now(&Resumed { replayed: replayed.count, reset: replayed.reset })
}

impl From<Closed> for Error {
    fn from(_: Closed) -> Self {
        Error::new(Code::Cancelled, "The connection is closed")
    }
}
