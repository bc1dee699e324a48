//! `[[call.ice_servers]]`: the STUN and TURN servers by which the two ends of a call find a way to
//! each other, through home routers and company networks.

use std::time::Duration;

use serde::Deserialize;

use crate::agent::Secret;

/// One server, or several that take the same credentials.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IceServer {
    /// As in `stun:stun.example.org` and `turns:turn.example.org:5349?transport=tcp` (RFC 7064, 7065).
    pub urls: Vec<String>,
    /// What every client is given, where the server has fixed credentials; both or neither.
    pub username: Option<String>,
    pub credential: Option<Secret>,
    /// What the server has in common with this one, instead: each user is given credentials of their
    /// own, for a time. coturn's `static-auth-secret`, with `use-auth-secret`.
    pub secret: Option<Secret>,
    /// How long these credentials are good: longer than calls last, for a call that goes on beyond
    /// it loses its relay.
    #[serde(default = "half_a_day", with = "humantime_serde")]
    pub ttl: Duration,
}

/// How addresses of servers begin that ask for credentials.
const RELAYS: [&str; 2] = ["turn:", "turns:"];
/// How those of servers begin that do not.
const MIRRORS: [&str; 2] = ["stun:", "stuns:"];
/// A month: beyond it, credentials are not made for a time.
const LONGEST: Duration = Duration::from_secs(31 * 24 * 3600);

fn half_a_day() -> Duration {
    Duration::from_secs(12 * 3600)
}

impl IceServer {
    /// What the types alone cannot say; the error is a part of the key and the rule.
    pub fn check(&self) -> Result<(), &'static str> {
        let begins = |url: &String, schemes: [&str; 2]| schemes.iter().any(|scheme| url.starts_with(scheme));
        let relays = self.urls.iter().any(|url| begins(url, RELAYS));
        let known = |url: &String| begins(url, RELAYS) || begins(url, MIRRORS);
        if self.urls.is_empty() || !self.urls.iter().all(known) {
            return Err("urls: each must begin with stun:, stuns:, turn: or turns:, and there must be one");
        }
        match (&self.username, &self.credential, &self.secret) {
            (None, None, None) if relays => Err("urls: turn: and turns: need username and credential, or secret"),
            (None, None, None | Some(_)) | (Some(_), Some(_), None) => Ok(()),
            (_, _, Some(_)) => Err("secret: makes username and credential, which must be left out"),
            (_, _, None) => Err("username: needs its credential, and a credential its username"),
        }?;
        match self.secret.is_some() && (self.ttl < Duration::from_secs(60) || self.ttl > LONGEST) {
            true => Err("ttl: must be between 1m and 31days"),
            false => Ok(()),
        }
    }
}
