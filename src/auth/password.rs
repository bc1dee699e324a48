//! Passwords: argon2id, a few at a time.
//!
//! One hash takes 19 MiB and tens of milliseconds (the parameters that OWASP recommends, which are
//! those of the crate). So only a few are made at once, a few more may wait, and beyond that the
//! server says that it is busy: logging in cannot exhaust it.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

use crate::error::{Code, Error};

/// Hashes made at once.
const AT_ONCE: usize = 4;
/// Logins and registrations that may wait or be under way.
const WAITING: usize = 64;

/// Hashes and verifies.
pub struct Passwords {
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// What a login is held against when there is no such account.
    nobody: Arc<str>,
}

impl Passwords {
    /// Takes as long as one hash.
    pub async fn new() -> Result<Self, Error> {
        let (places, waiting) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Semaphore::new(WAITING)));
        let mut passwords = Self { places, waiting, nobody: "".into() };
        passwords.nobody = passwords.hash(&uuid::Uuid::new_v4().to_string()).await?.into();
        Ok(passwords)
    }

    /// The hash of a password, as a PHC string. `OVERLOADED` when too many are waiting.
    pub async fn hash(&self, password: &str) -> Result<String, Error> {
        let password = normal(password);
        self.at_work(move || Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()))
            .await?
            .map_err(Error::server)
    }

    /// Whether the password is the one of `hash`; without a hash it is not, and that takes as long
    /// to say. `OVERLOADED` when too many are waiting.
    pub async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let password = normal(password);
        let known = hash.is_some();
        let hash = hash.unwrap_or(&self.nobody).to_owned();
        let fits = self.at_work(move || {
            let hash = PasswordHash::new(&hash)?;
            match Argon2::default().verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error.into()),
            }
        });
        let fits: Result<bool, Box<dyn std::error::Error + Send + Sync>> = fits.await?;
        Ok(fits.map_err(Error::server)? && known)
    }

    async fn at_work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let busy = || Error::new(Code::Overloaded, "Too many people are logging in, try again later");
        let waiting = self.waiting.clone().try_acquire_owned().map_err(|_| busy())?;
        let place = self.places.clone().acquire_owned().await.map_err(Error::server)?;
        let work = move || {
            // Kept until the work is done, even if nobody waits for it any more.
            let _places = (waiting, place);
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::server)
    }
}

/// One spelling of a password, however a keyboard composes its characters (RFC 8265, section 4.2).
fn normal(password: &str) -> String {
    password.nfc().collect()
}
