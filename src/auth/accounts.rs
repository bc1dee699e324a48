//! Built-in accounts (`auth.mode = "local"`): a name, a password, and what they are exchanged for.

use std::{sync::Arc, time::Duration};

use ring::rand::{SecureRandom, SystemRandom};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{
    key::Key,
    password::Passwords,
    token::{self, Caller, Claims, Rules, refused},
};
use crate::{
    config,
    connection::Connection,
    contract::{Time, User, invalid},
    error::{Code, Error},
    hub::Hub,
    store::{Account, AccountChange, AccountDone, Change, DirectChange, Done, RefreshToken, Store, What},
};

/// The name of the key of access tokens in the store.
pub const SIGNING_KEY: &str = "access_tokens";
/// Its length in bytes.
const KEY_BYTES: usize = 32;
/// Random bytes of a refresh token.
const REFRESH_BYTES: usize = 32;

/// All built-in accounts.
pub struct Accounts {
    store: Arc<dyn Store>,
    hub: Arc<Hub>,
    passwords: Passwords,
    secret: Vec<u8>,
    key: Key,
    access_ttl: Duration,
    refresh_ttl: Duration,
}

/// What a login leads to.
pub struct LoggedIn {
    pub user: User,
    pub access_token: String,
    pub refresh_token: String,
    /// When the access token ends.
    pub expires_at: Time,
    pub family: Arc<str>,
}

impl Accounts {
    /// Makes the key of access tokens at the first start, unless `auth.secret` is one.
    pub async fn new(settings: &config::Auth, store: Arc<dyn Store>, hub: Arc<Hub>) -> Result<Self, Error> {
        let secret = match &settings.secret {
            Some(secret) => secret.expose().as_bytes().to_vec(),
            None => kept_secret(&*store).await?,
        };
        let key = Key::secret(&secret);
        let passwords = Passwords::new().await?;
        let (access_ttl, refresh_ttl) = (settings.access_ttl, settings.refresh_ttl);
        Ok(Self { store, hub, passwords, secret, key, access_ttl, refresh_ttl })
    }

    /// Makes an account and logs it in. `CONFLICT` when the name is taken.
    pub async fn register(&self, username: &str, password: &str, name: Option<&str>) -> Result<LoggedIn, Error> {
        let spelling = username_of(username)?;
        password_of(password)?;
        let name = display_name(name.unwrap_or(username))?;
        let password_hash = self.passwords.hash(password).await?;
        let id: Arc<str> = Uuid::now_v7().to_string().into();
        let account = Account { id: id.clone(), username: spelling, name: name.clone(), password_hash };
        let fresh = self.fresh(Uuid::now_v7().to_string().into())?;
        let register = AccountChange::Register { account, token: fresh.kept.clone(), at: Time::now() };
        match self.change(register).await? {
            AccountDone::Made => self.logged_in(&id, name, fresh),
            AccountDone::Taken => Err(Error::new(Code::Conflict, "This user name is taken")),
            _ => Err(unexpected()),
        }
    }

    /// `UNAUTHENTICATED` in the same words, after the same time, whether there is such an account or not.
    pub async fn login(&self, username: &str, password: &str) -> Result<LoggedIn, Error> {
        let account = match spelling(username) {
            Some(spelling) => self.store.account(&spelling).await?,
            None => None,
        };
        let hash = account.as_ref().map(|account| &*account.password_hash);
        let fits = password_of(password).is_ok() && self.passwords.verify(password, hash).await?;
        let Some(account) = account.filter(|_| fits) else {
            return Err(Error::new(Code::Unauthenticated, "Wrong user name or password"));
        };
        let fresh = self.fresh(Uuid::now_v7().to_string().into())?;
        let login = AccountChange::Login { account: account.id.clone(), token: fresh.kept.clone(), at: Time::now() };
        self.change(login).await?;
        self.logged_in(&account.id, account.name, fresh)
    }

    /// Spends a refresh token for the next one. One that was spent before has been stolen, or its
    /// successor has: the whole family ends, and so do the connections that came with it.
    ///
    /// `CONFLICT` when the connection that asks speaks for somebody else.
    pub async fn refresh(&self, refresh_token: &str, by: Option<&Connection>) -> Result<LoggedIn, Error> {
        let fresh = self.fresh("".into())?;
        let rotate = AccountChange::Rotate {
            spent: hash(refresh_token),
            next: fresh.kept.hash,
            expires_at: fresh.kept.expires_at,
            account: by.and_then(Connection::who).map(|user| user.id.as_str().into()),
            at: Time::now(),
        };
        match self.change(rotate).await? {
            AccountDone::Rotated { account, name, family } => {
                let kept = RefreshToken { family, ..fresh.kept };
                self.logged_in(&account, name, Fresh { kept, ..fresh })
            }
            AccountDone::Reused { account, family } => {
                tracing::warn!(user = %account, "a spent refresh token was shown again: all that its login led to is ended");
                self.expel(&account, &family, by);
                Err(refused("spent refresh token"))
            }
            AccountDone::OtherAccount => Err(Error::new(Code::Conflict, "The token is somebody else's")),
            _ => Err(refused("unknown refresh token")),
        }
    }

    /// Ends what a login led to, its connections included. Does nothing for a token that is not known.
    pub async fn logout(&self, refresh_token: &str) -> Result<(), Error> {
        if let AccountDone::Revoked { account, family } =
            self.change(AccountChange::Revoke { token: hash(refresh_token) }).await?
        {
            self.expel(&account, &family, None);
        }
        Ok(())
    }

    /// Who an access token speaks for. One whose login has ended speaks for nobody.
    pub async fn verify(&self, access_token: &str) -> Result<Caller, Error> {
        let caller = token::verify(access_token, &self.key, &Rules::default())?;
        match &caller.family {
            Some(family) if self.has_ended(family).await? => Err(refused("ended login")),
            _ => Ok(caller),
        }
    }

    /// Whether a login has ended.
    pub async fn has_ended(&self, family: &str) -> Result<bool, Error> {
        Ok(!self.store.has_refresh_family(family).await?)
    }

    /// Ends the connections of a login; the one that asks gets its reply first.
    fn expel(&self, user: &str, family: &str, by: Option<&Connection>) {
        let error = logged_out();
        for connection in self.hub.of_user(user) {
            if connection.family().as_deref() != Some(family) {
                continue;
            }
            match by {
                Some(by) if by.id == connection.id => by.part_after_reply(error.clone()),
                _ => connection.part(&error),
            }
        }
    }

    fn logged_in(&self, user: &str, name: String, fresh: Fresh) -> Result<LoggedIn, Error> {
        let expires_at = Time(Time::now().0 / 1_000 * 1_000 + self.access_ttl.as_millis() as i64);
        let family = fresh.kept.family;
        let access_token = sign(user, &name, Some(&family), expires_at, &self.secret)?;
        let user = User { id: user.to_owned(), name, avatar_url: None };
        Ok(LoggedIn { user, access_token, refresh_token: fresh.token, expires_at, family })
    }

    fn fresh(&self, family: Arc<str>) -> Result<Fresh, Error> {
        let token = hexadecimal(&random::<REFRESH_BYTES>()?);
        let expires_at = Time(Time::now().0 + self.refresh_ttl.as_millis() as i64);
        Ok(Fresh { kept: RefreshToken { hash: hash(&token), family, expires_at }, token })
    }

    async fn change(&self, change: AccountChange) -> Result<AccountDone, Error> {
        change_account(&*self.store, change).await
    }
}

/// What a client is told of which the login has ended.
pub fn logged_out() -> Error {
    Error::new(Code::Unauthenticated, "You have been logged out")
}

/// A refresh token that nobody has yet.
struct Fresh {
    token: String,
    kept: RefreshToken,
}

/// An access token of this server's own.
pub fn sign(user: &str, name: &str, family: Option<&str>, expires_at: Time, secret: &[u8]) -> Result<String, Error> {
    let claims = Claims { sid: family.map(str::to_owned), ..Claims::new(user, name, expires_at) };
    token::sign(&claims, secret)
}

/// Makes a change of accounts.
pub async fn change_account(store: &dyn Store, change: AccountChange) -> Result<AccountDone, Error> {
    match store.change(Change { key: None, what: What::Direct(DirectChange::Account(change)) }).await? {
        Done::Account(done) => Ok(done),
        _ => Err(unexpected()),
    }
}

async fn kept_secret(store: &dyn Store) -> Result<Vec<u8>, Error> {
    let value = random::<KEY_BYTES>()?.to_vec();
    match change_account(store, AccountChange::Secret { name: SIGNING_KEY, value }).await? {
        AccountDone::Secret(secret) => Ok(secret),
        _ => Err(unexpected()),
    }
}

fn unexpected() -> Error {
    Error::server("the store answered something else than was asked")
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0; BYTES];
    SystemRandom::new().fill(&mut bytes).map_err(|_| Error::server("there are no random bytes"))?;
    Ok(bytes)
}

/// What is kept of a refresh token. It is random, so that its plain hash tells nothing.
fn hash(refresh_token: &str) -> [u8; 32] {
    Sha256::digest(refresh_token).into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The one spelling of a user name, if it can be one.
pub fn spelling(username: &str) -> Option<String> {
    username_of(username).ok()
}

/// The one spelling of a user name: `Ann`, `ANN` and `ａｎｎ` are one person (RFC 8265, section 3.3).
fn username_of(username: &str) -> Result<String, Error> {
    let lower: String = username.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let fits = (3..=64).contains(&lower.chars().count());
    if !fits {
        return Err(invalid("/username", "length", "must have 3 to 64 characters"));
    }
    match lower.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
        true => Err(invalid("/username", "control", "must hold neither spaces nor control characters")),
        false => Ok(lower),
    }
}

fn password_of(password: &str) -> Result<(), Error> {
    match (8..=1_024).contains(&password.chars().count()) {
        true => Ok(()),
        false => Err(invalid("/password", "length", "must have 8 to 1024 characters")),
    }
}

fn display_name(name: &str) -> Result<String, Error> {
    let name = name.trim();
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    match fits {
        true => Ok(name.to_owned()),
        false => {
            Err(invalid("/displayName", "length", "must have 1 to 100 characters, none of them a control character"))
        }
    }
}
