//! Namespace `presence` (contract section 3).

use super::{Cx, Reply};
use crate::{
    contract::{Ping, Pong, Time},
    error::Error,
};

/// `presence:ping`
pub async fn ping(cx: &Cx, _: Ping) -> Result<Reply<Pong>, Error> {
    let sessions = cx.app.store.sessions(cx.user()).await?;
    let heads = sessions.iter().map(|session| (format!("rooms/{}", session.id), session.head));
    Reply::now(&Pong { timestamp: Time::now(), heads: heads.collect() })
}
