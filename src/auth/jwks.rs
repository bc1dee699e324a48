//! The key set of another issuer: fetched, kept for a while, fetched again when a token names a key
//! that it lacks, but not as often as tokens can be made up.

use std::time::{Duration, Instant};

use jsonwebtoken::jwk::Jwk;
use reqwest::{Client, redirect};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;

use super::{key::Key, token::refused};
use crate::{config, error::Error};

/// For a whole fetch.
const FETCHED_WITHIN: Duration = Duration::from_secs(5);
/// The largest key set, in bytes.
const MAX_SET_BYTES: usize = 1024 * 1024;

/// The keys of `auth.jwt.jwks_url`.
pub struct KeySet {
    url: String,
    ttl: Duration,
    cooldown: Duration,
    client: Client,
    /// Locked while it is fetched: whoever needs it meanwhile waits for that one fetch.
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Vec<(Option<String>, Key)>,
    fetched: Option<Instant>,
    tried: Option<Instant>,
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Fetches nothing yet. The error names the key.
    pub fn new(url: &str, settings: &config::Jwt) -> Result<Self, String> {
        let url: reqwest::Url = url.parse().map_err(|error| format!("auth.jwt.jwks_url: {error}"))?;
        let mut client = Client::builder().timeout(FETCHED_WITHIN).redirect(redirect::Policy::none());
        if url.scheme() == "http" {
            tracing::warn!("auth.jwt.jwks_url is not https: whoever sits in between decides who may log in");
            // A machine without certificates can still ask an issuer beside it.
            client = client.tls_certs_only([]);
        }
        let client = client.build().map_err(|error| format!("auth.jwt.jwks_url: no client can be made: {error}"))?;
        let (ttl, cooldown) = (settings.jwks_ttl, settings.jwks_cooldown);
        Ok(Self { url: url.into(), ttl, cooldown, client, kept: Mutex::default() })
    }

    /// The key that a token names; a token that names none gets the only one there is.
    ///
    /// `UNAUTHENTICATED` when there is no such key, `SERVER_ERROR` when no set could be fetched yet.
    /// While the issuer cannot be reached, the last good set stays in use.
    pub async fn key(&self, id: Option<&str>) -> Result<Key, Error> {
        let mut kept = self.kept.lock().await;
        let stale = kept.fetched.is_none_or(|at| at.elapsed() >= self.ttl);
        let lacking = kept.find(id).is_none();
        let rested = kept.tried.is_none_or(|at| at.elapsed() >= self.cooldown);
        if (stale || lacking) && rested {
            kept.tried = Some(Instant::now());
            match self.fetch().await {
                Ok(keys) => *kept = Kept { keys, fetched: Some(Instant::now()), tried: kept.tried },
                Err(cause) => tracing::warn!(cause, "the key set of auth.jwt.jwks_url could not be fetched"),
            }
        }
        match kept.find(id) {
            Some(key) => Ok(key),
            None if kept.fetched.is_none() => Err(Error::outage()),
            None => Err(refused("unknown key")),
        }
    }

    /// The error is for the log and holds no secret.
    async fn fetch(&self) -> Result<Vec<(Option<String>, Key)>, String> {
        let words = |error: reqwest::Error| error.without_url().to_string();
        let mut response =
            self.client.get(&self.url).send().await.and_then(reqwest::Response::error_for_status).map_err(words)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(words)? {
            if body.len() + chunk.len() > MAX_SET_BYTES {
                return Err("it is too large".to_owned());
            }
            body.extend_from_slice(&chunk);
        }
        let document: Document = serde_json::from_slice(&body).map_err(|_| "it is no key set".to_owned())?;
        Ok(document.keys.into_iter().filter_map(key_of).collect())
    }
}

/// A key that is not understood does not spoil those beside it.
fn key_of(value: Value) -> Option<(Option<String>, Key)> {
    let jwk: Jwk = serde_json::from_value(value).ok()?;
    Some((jwk.common.key_id.clone(), Key::jwk(&jwk)?))
}

impl Kept {
    fn find(&self, id: Option<&str>) -> Option<Key> {
        let found = match (id, self.keys.as_slice()) {
            (None, [only]) => Some(only),
            (None, _) => None,
            (Some(id), keys) => keys.iter().find(|(named, _)| named.as_deref() == Some(id)),
        };
        found.map(|(_, key)| key.clone())
    }
}
