//! `parlance token`: a token for development, without a login.

use std::time::Duration;

use super::{
    accounts::{self, SIGNING_KEY},
    ring,
    token::{self, Claims, user_id},
};
use crate::{
    config::{AuthMode, Config},
    contract::Time,
    store,
};

/// Whom it speaks for, and for how long.
#[derive(Debug, clap::Args)]
pub struct Mint {
    /// The user's id
    #[arg(long, value_name = "ID")]
    pub user: String,
    /// What others see; the id when left out
    #[arg(long)]
    pub name: Option<String>,
    /// How long it is good
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = humantime_serde::re::humantime::parse_duration)]
    pub ttl: Duration,
}

/// A token that a server with these settings takes. The error is one line.
pub async fn mint(config: &Config, asked: &Mint) -> Result<String, String> {
    ring::install();
    user_id(&asked.user).map_err(|rule| format!("--user: {rule}"))?;
    let name = asked.name.as_deref().unwrap_or(&asked.user);
    let expires_at = Time(Time::now().0.saturating_add(i64::try_from(asked.ttl.as_millis()).unwrap_or(i64::MAX)));
    let signed = match config.auth.mode {
        AuthMode::None => return Err("auth.mode: \"none\" takes no tokens".to_owned()),
        AuthMode::Local => accounts::sign(&asked.user, name, None, expires_at, &local_key(config).await?),
        AuthMode::Jwt => {
            let jwt = &config.auth.jwt;
            let secret =
                jwt.secret.as_ref().ok_or("auth.jwt.secret: only who has the issuer's secret can sign tokens")?;
            let claims = Claims {
                iss: jwt.issuer.as_deref().into(),
                aud: jwt.audience.as_deref().into(),
                ..Claims::new(&asked.user, name, expires_at)
            };
            token::sign(&claims, secret.expose().as_bytes())
        }
    };
    signed.map_err(|error| error.to_string())
}

async fn local_key(config: &Config) -> Result<Vec<u8>, String> {
    match &config.auth.secret {
        Some(secret) => Ok(secret.expose().as_bytes().to_vec()),
        None => store::secret_of(&config.database, SIGNING_KEY).await?.ok_or_else(|| {
            "database: it holds no key yet; start the server once with auth.mode = \"local\"".to_owned()
        }),
    }
}
