//! Namespace `auth` (contract section 3), and what ends a connection when its credentials do.

use std::{sync::Arc, time::Duration};

use super::{Cx, Reply, greet};
use crate::{
    App,
    auth::{Caller, logged_out},
    connection::Connection,
    contract::{
        AuthExpiring, AuthInfo, AuthRefreshed, Authenticate, Authenticated, Credential, Event, GetAuthInfo,
        RefreshAuth, Time,
    },
    error::{Code, Error},
};

/// How long before its credentials run out a client is told.
const WARNING: Duration = Duration::from_secs(60);

/// `auth:authenticate`: as the handshake's `auth.token` does. The `connection` event comes before the reply. On a
/// trusted network clients that send a token are who they are, and the token is not looked at.
pub async fn authenticate(cx: &Cx, command: Authenticate) -> Result<Reply<Authenticated>, Error> {
    if let (false, Some(user)) = (cx.app.auth.is_needed(), cx.connection.who()) {
        return Reply::now(&Authenticated { user: user.clone(), expires_at: None });
    }
    let caller = cx.app.auth.verify(command.token.expose()).await?;
    let (user, expires_at) = (caller.user.clone(), caller.expires_at);
    let place = match cx.connection.who() {
        None => cx.app.limiter.join(&user.id.as_str().into())?,
        Some(_) => None,
    };
    if let Some(wanted) = cx.connection.authenticate(caller)? {
        cx.connection.keep(place);
        cx.connection.hold_for_greeting();
        cx.app.joined(&cx.connection);
        tokio::spawn(greet(cx.app.clone(), cx.connection.clone(), wanted));
    } else if has_ended(&cx.app, &cx.connection).await? {
        return Err(logged_out_after(cx));
    }
    watch(&cx.app, &cx.connection);
    Reply::now(&Authenticated { user, expires_at: Some(expires_at) })
}

/// `auth:refresh`. A connection that is known goes on until the new access token ends; one that is
/// not yet authenticates with it.
pub async fn refresh(cx: &Cx, command: RefreshAuth) -> Result<Reply<AuthRefreshed>, Error> {
    let accounts = cx.app.auth.accounts().ok_or_else(|| {
        Error::new(Code::Conflict, "This server has no accounts: tokens are refreshed where they come from")
    })?;
    let fresh = accounts.refresh(command.refresh_token.expose(), Some(&cx.connection)).await?;
    let expires_at = fresh.expires_at;
    if cx.connection.who().is_some() {
        let caller = Caller { user: fresh.user, expires_at, family: Some(fresh.family) };
        cx.connection.authenticate(caller)?;
        if has_ended(&cx.app, &cx.connection).await? {
            return Err(logged_out_after(cx));
        }
        watch(&cx.app, &cx.connection);
    }
    Reply::now(&AuthRefreshed {
        access_token: Credential::made(fresh.access_token),
        refresh_token: Credential::made(fresh.refresh_token),
        expires_at,
    })
}

/// `auth:info`
pub async fn info(cx: &Cx, _: GetAuthInfo) -> Result<Reply<AuthInfo>, Error> {
    let user = cx.connection.who().cloned();
    let mut subscriptions = Vec::new();
    if user.is_some() {
        let sessions = cx.app.store.sessions(cx.user()).await?;
        subscriptions.push(format!("users/{}", cx.user()));
        subscriptions.extend(sessions.iter().map(|session| format!("rooms/{}", session.id)));
        subscriptions.extend(cx.connection.watched_rooms().iter().map(|room| format!("rooms/{room}")));
        subscriptions.extend(cx.connection.subscribed_topics().iter().map(|topic| topic.to_string()));
    }
    Reply::now(&AuthInfo {
        connection_id: cx.connection.id.to_string(),
        authenticated: user.is_some(),
        user,
        subscriptions,
        connected_at: cx.connection.connected_at,
        expires_at: cx.connection.expires_at(),
    })
}

/// Whether the login of a connection has ended. Who ends one tells the connections that are known to
/// have come with it, so a connection has to look once more when that is known of it: its token may
/// have been verified a moment before the end.
pub async fn has_ended(app: &App, connection: &Connection) -> Result<bool, Error> {
    match (app.auth.accounts(), connection.family()) {
        (Some(accounts), Some(family)) => accounts.has_ended(&family).await,
        _ => Ok(false),
    }
}

/// The login that a known connection has just gone over to has ended: so does the connection, after
/// this reply.
fn logged_out_after(cx: &Cx) -> Error {
    cx.connection.part_after_reply(logged_out());
    logged_out()
}

/// Ends the connection when its credentials run out, or when it brings none in time. Called again
/// when they change.
pub fn watch(app: &App, connection: &Arc<Connection>) {
    let watched = connection.clone();
    let task = match (connection.who(), connection.expires_at()) {
        (None, _) => tokio::spawn(nobody_came(app.config.handshake.authenticate_within, watched)),
        (Some(_), Some(expires_at)) => tokio::spawn(expire(expires_at, watched)),
        (Some(_), None) => return,
    };
    connection.watched(task.abort_handle());
}

async fn nobody_came(within: Duration, connection: Arc<Connection>) {
    tokio::time::sleep(within).await;
    connection.part(&Error::new(Code::Unauthenticated, "Nobody authenticated in time"));
}

async fn expire(expires_at: Time, connection: Arc<Connection>) {
    tokio::time::sleep(left_until(expires_at).saturating_sub(WARNING)).await;
    connection.tell_alone(Event::AuthExpiring(AuthExpiring { expires_at }));
    tokio::time::sleep(left_until(expires_at)).await;
    connection.part(&Error::new(Code::AuthExpired, "The token has expired"));
}

fn left_until(moment: Time) -> Duration {
    Duration::from_millis(u64::try_from(moment.0 - Time::now().0).unwrap_or_default())
}
