//! `GET /api/ice-servers`: by which servers the ends of a call find a way to each other, in the form
//! that `RTCPeerConnection` takes.

use std::sync::Arc;

use axum::{
    Extension, Json,
    extract::State,
    http::header::CACHE_CONTROL,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde::Serialize;

use super::{HttpState, caller::User};
use crate::{agent::Secret, config::IceServer, contract::Time};

/// The answer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IceServers<'a> {
    ice_servers: Vec<Told<'a>>,
    /// When the first of the credentials ends, if they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Time>,
}

/// One server, with what this user needs to use it.
#[derive(Serialize)]
struct Told<'a> {
    urls: &'a [String],
    #[serde(flatten)]
    credentials: Option<Credentials>,
}

#[derive(Serialize)]
struct Credentials {
    username: String,
    credential: String,
}

pub(super) async fn ice_servers(
    State(state): State<Arc<HttpState>>,
    Extension(User(user)): Extension<User>,
) -> Response {
    let now = Time::now();
    let mut expires_at: Option<Time> = None;
    let ice_servers = state.ice_servers.iter().map(|server| {
        let credentials = server.secret.as_ref().map(|secret| {
            let end = Time(now.0 / 1_000 * 1_000 + server.ttl.as_millis() as i64);
            expires_at = Some(expires_at.map_or(end, |earlier| if earlier.0 < end.0 { earlier } else { end }));
            for_a_time(secret, &user, end)
        });
        Told { urls: &server.urls, credentials: credentials.or_else(|| fixed(server)) }
    });
    let ice_servers = ice_servers.collect();
    // They are this user's, and for a time.
    ([(CACHE_CONTROL, "no-store")], Json(IceServers { ice_servers, expires_at })).into_response()
}

fn fixed(server: &IceServer) -> Option<Credentials> {
    let (username, credential) = server.username.as_ref().zip(server.credential.as_ref())?;
    Some(Credentials { username: username.clone(), credential: credential.expose().to_owned() })
}

/// Credentials as draft-uberti-behave-turn-rest and coturn's `use-auth-secret` define them: the time of
/// their end and the user, and what only who has the secret can make of that.
fn for_a_time(secret: &Secret, user: &str, end: Time) -> Credentials {
    let username = format!("{}:{user}", end.0 / 1_000);
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret.expose().as_bytes());
    let credential = STANDARD.encode(hmac::sign(&key, username.as_bytes()));
    Credentials { username, credential }
}
