//! Built-in accounts, their refresh tokens, and the names that people go by.

use std::sync::Arc;

use crate::contract::{Time, User};

/// A built-in account as it is kept.
#[derive(Clone)]
pub struct Account {
    pub id: Arc<str>,
    /// In its one spelling.
    pub username: String,
    /// What others see.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
}

/// A refresh token on its way into the store: never the token itself.
#[derive(Debug, Clone)]
pub struct RefreshToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// Shared by all tokens that one login leads to.
    pub family: Arc<str>,
    pub expires_at: Time,
}

/// What changes about accounts.
#[derive(Debug, Clone)]
pub enum AccountChange {
    /// Makes an account and logs it in, unless its name is taken.
    Register { account: Account, token: RefreshToken, at: Time },
    /// Logs an account in.
    Login { account: Arc<str>, token: RefreshToken, at: Time },
    /// Spends a token for the next of its family. One that was spent before takes its whole family
    /// with it.
    Rotate {
        spent: [u8; 32],
        next: [u8; 32],
        expires_at: Time,
        /// Whose token it must be, if that is known.
        account: Option<Arc<str>>,
        at: Time,
    },
    /// Ends the family of a token.
    Revoke { token: [u8; 32] },
    /// Remembers what a user is called.
    Seen(User),
    /// Keeps a key of the server under this name, unless there is one already.
    Secret { name: &'static str, value: Vec<u8> },
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum AccountDone {
    /// It was made, and all is well.
    Made,
    /// The name is taken: nothing was made.
    Taken,
    /// The next token of the family is in the store.
    Rotated { account: Arc<str>, name: String, family: Arc<str> },
    /// The token was spent before: its family is gone.
    Reused { account: Arc<str>, family: Arc<str> },
    /// The family is gone.
    Revoked { account: Arc<str>, family: Arc<str> },
    /// The token is somebody else's: nothing was changed.
    OtherAccount,
    /// There is no such token, or no longer.
    Unknown,
    /// The key that is in use.
    Secret(Vec<u8>),
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("id", &self.id).finish_non_exhaustive()
    }
}
