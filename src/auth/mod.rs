//! Who clients are: nobody in particular on a trusted network, built-in accounts, or what another
//! issuer says (contract sections 3, 7 and 8).

mod accounts;
mod issuer;
mod jwks;
mod key;
mod mint;
mod password;
mod people;
mod ring;
mod token;

use std::sync::Arc;

use crate::{
    config::{self, AuthMode},
    contract::Id,
    error::{Code, Error},
    hub::Hub,
    store::Store,
};
use issuer::Issuer;
use token::{MAX_TOKEN_BYTES, refused, user_id};

pub use accounts::{Accounts, LoggedIn, logged_out, spelling};
pub use mint::{Mint, mint};
pub use people::People;
pub use token::{Caller, expired};

/// The user of a trusted network who does not name themselves.
const NOBODY: &str = "local";

/// The user of a trusted network: who they say they are. The error says what is wrong with that.
pub fn trusted_user(claimed: Option<&Id>) -> Result<&str, String> {
    let user = claimed.map_or(NOBODY, Id::as_str);
    user_id(user).map(|()| user).map_err(|rule| format!("userId {rule}"))
}

/// How clients prove who they are.
pub enum Auth {
    /// They say it.
    None,
    /// By an account of this server.
    Local(Arc<Accounts>),
    /// By a token of another issuer.
    Jwt(Box<Issuer>),
}

impl Auth {
    /// What the settings ask for; the error is one line that names the key.
    pub async fn new(settings: &config::Auth, store: &Arc<dyn Store>, hub: &Arc<Hub>) -> Result<Self, String> {
        ring::install();
        Ok(match settings.mode {
            AuthMode::None => Self::None,
            AuthMode::Local => {
                let accounts = Accounts::new(settings, store.clone(), hub.clone()).await;
                Self::Local(Arc::new(accounts.map_err(|error| format!("auth: {error}"))?))
            }
            AuthMode::Jwt => Self::Jwt(Box::new(Issuer::new(&settings.jwt)?)),
        })
    }

    /// Whether clients need credentials.
    pub fn is_needed(&self) -> bool {
        !matches!(self, Self::None)
    }

    /// The built-in accounts, where there are any.
    pub fn accounts(&self) -> Option<&Arc<Accounts>> {
        match self {
            Self::Local(accounts) => Some(accounts),
            Self::None | Self::Jwt(_) => None,
        }
    }

    /// Who a token speaks for. `AUTH_EXPIRED`, or `UNAUTHENTICATED` in the same words whatever else
    /// is wrong with it; `CONFLICT` where none are needed.
    pub async fn verify(&self, token: &str) -> Result<Caller, Error> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(refused("length"));
        }
        match self {
            Self::None => Err(Error::new(Code::Conflict, "This server asks for no credentials")),
            Self::Local(accounts) => accounts.verify(token).await,
            Self::Jwt(issuer) => issuer.verify(token).await,
        }
    }
}
