//! Namespace `auth` (contract section 3).

use super::{Cx, Reply};
use crate::{
    contract::{AuthInfo, GetAuthInfo, User},
    error::Error,
};

/// `auth:info`
pub async fn info(cx: &Cx, _: GetAuthInfo) -> Result<Reply<AuthInfo>, Error> {
    let sessions = cx.app.store.sessions(cx.user()).await?;
    let mut subscriptions = vec![format!("users/{}", cx.user())];
    subscriptions.extend(sessions.iter().map(|session| format!("rooms/{}", session.id)));
    Reply::now(&AuthInfo {
        connection_id: cx.connection.id.to_string(),
        authenticated: true,
        user: Some(user(cx.user())),
        subscriptions,
        connected_at: cx.connection.connected_at,
        expires_at: None,
    })
}

/// A user of a trusted network: named by the handshake, known by nothing else.
pub fn user(id: &str) -> User {
    User { id: id.to_owned(), name: id.to_owned(), avatar_url: None }
}
