//! `[auth]`: who clients are (contract section 8).

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;

use crate::agent::Secret;

/// `[auth]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    pub mode: AuthMode,
    /// `none` listens beyond loopback only when this is true.
    pub trust_network: bool,
    /// Signs the access tokens of built-in accounts; when left out, a key is made at the first
    /// start and kept in the database. At least 32 bytes.
    pub secret: Option<Secret>,
    /// How long an access token of a built-in account is good.
    #[serde(with = "humantime_serde")]
    pub access_ttl: Duration,
    /// How long its refresh token is.
    #[serde(with = "humantime_serde")]
    pub refresh_ttl: Duration,
    pub jwt: Jwt,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            mode: AuthMode::None,
            trust_network: false,
            secret: None,
            access_ttl: Duration::from_secs(15 * 60),
            refresh_ttl: Duration::from_secs(30 * 24 * 3600),
            jwt: Jwt::default(),
        }
    }
}

/// `auth.mode`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthMode {
    /// A trusted network: the handshake's `auth.userId` names the user, `local` by default.
    #[default]
    None,
    /// Built-in accounts.
    Local,
    /// Tokens of another issuer.
    Jwt,
}

/// `[auth.jwt]`: whose tokens are taken. Exactly one of `secret`, `public_key_file` and `jwks_url`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Jwt {
    /// For HS256. At least 32 bytes.
    pub secret: Option<Secret>,
    /// PEM: RSA for RS256, P-256 for ES256, Ed25519 for EdDSA.
    pub public_key_file: Option<PathBuf>,
    /// The issuer's JSON Web Key Set.
    pub jwks_url: Option<String>,
    /// What `iss` must be.
    pub issuer: Option<String>,
    /// What `aud` must be or hold. A token that names an audience is refused when this is left out.
    pub audience: Option<String>,
    /// By how much the issuer's clock may differ from the server's; 5 minutes at most.
    #[serde(with = "humantime_serde")]
    pub leeway: Duration,
    /// How long a key set is used before it is fetched again.
    #[serde(with = "humantime_serde")]
    pub jwks_ttl: Duration,
    /// How often at most it is fetched because a token names a key that it lacks.
    #[serde(with = "humantime_serde")]
    pub jwks_cooldown: Duration,
}

impl Default for Jwt {
    fn default() -> Self {
        Self {
            secret: None,
            public_key_file: None,
            jwks_url: None,
            issuer: None,
            audience: None,
            leeway: Duration::from_secs(10),
            jwks_ttl: Duration::from_secs(600),
            jwks_cooldown: Duration::from_secs(30),
        }
    }
}

/// Bytes that a secret must have: as many as the hash that it keys.
const SECRET_BYTES: usize = 32;
/// Beyond it, clocks are not set.
const MOST_LEEWAY: Duration = Duration::from_secs(300);
/// A year: beyond it a lifetime is a mistake.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3600);

impl Auth {
    /// What the types alone cannot say; the error names the key.
    pub fn check(&self) -> Result<(), String> {
        long_enough("auth.secret", self.secret.as_ref())?;
        long_enough("auth.jwt.secret", self.jwt.secret.as_ref())?;
        for (key, ttl) in [("auth.access_ttl", self.access_ttl), ("auth.refresh_ttl", self.refresh_ttl)] {
            if ttl < Duration::from_secs(1) || ttl > LONGEST {
                return Err(format!("{key}: must be between 1s and 366days"));
            }
        }
        if self.mode == AuthMode::Jwt { self.jwt.check() } else { Ok(()) }
    }
}

impl Jwt {
    fn check(&self) -> Result<(), String> {
        let keys = [self.secret.is_some(), self.public_key_file.is_some(), self.jwks_url.is_some()];
        if keys.iter().filter(|set| **set).count() != 1 {
            return Err(
                "auth.jwt: mode \"jwt\" needs exactly one of auth.jwt.secret, auth.jwt.public_key_file, auth.jwt.jwks_url"
                    .to_owned(),
            );
        }
        if self.leeway > MOST_LEEWAY {
            return Err("auth.jwt.leeway: must be at most 5m".to_owned());
        }
        match &self.jwks_url {
            Some(url) if !url.starts_with("https://") && !url.starts_with("http://") => {
                Err("auth.jwt.jwks_url: must begin with https:// or http://".to_owned())
            }
            _ => Ok(()),
        }
    }
}

/// The error names the key.
pub(super) fn long_enough(key: &str, secret: Option<&Secret>) -> Result<(), String> {
    match secret {
        Some(secret) if secret.expose().len() < SECRET_BYTES => {
            Err(format!("{key}: must have at least {SECRET_BYTES} bytes"))
        }
        _ => Ok(()),
    }
}
