//! Accounts: their changes, within the writer's transaction, and their reads.

use std::{str::FromStr, sync::Arc};

use serde_json::json;
use sqlx::{ConnectOptions, Row, SqliteConnection, SqlitePool, sqlite::SqliteConnectOptions};

use crate::{
    contract::{Time, User},
    store::{Account, AccountChange, AccountDone, RefreshToken},
};

type Sql<T> = Result<T, sqlx::Error>;

/// Spent and expired tokens forgotten with each login.
const FORGOTTEN_AT_ONCE: i64 = 100;

/// Carries out one change.
pub async fn apply(connection: &mut SqliteConnection, change: &AccountChange) -> Sql<AccountDone> {
    match change {
        AccountChange::Register { account, token, at } => register(connection, account, token, *at).await,
        AccountChange::Login { account, token, at } => {
            forget_expired(connection, *at).await?;
            insert(connection, account, token).await?;
            Ok(AccountDone::Made)
        }
        AccountChange::Rotate { spent, next, expires_at, account, at } => {
            let next = (next, *expires_at);
            rotate(connection, spent, next, account.as_deref(), *at).await
        }
        AccountChange::Revoke { token } => match find(connection, token).await? {
            Some(found) => {
                revoke(connection, &found.family).await?;
                Ok(AccountDone::Revoked { account: found.account, family: found.family })
            }
            None => Ok(AccountDone::Unknown),
        },
        AccountChange::Seen(user) => seen(connection, user).await,
        AccountChange::Secret { name, value } => secret(connection, name, value).await,
    }
}

async fn register(
    connection: &mut SqliteConnection,
    account: &Account,
    token: &RefreshToken,
    at: Time,
) -> Sql<AccountDone> {
    let made = sqlx::query(
        "INSERT INTO accounts (id, username, name, password_hash, created_at) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (username) DO NOTHING",
    )
    .bind(&*account.id)
    .bind(&*account.username)
    .bind(&*account.name)
    .bind(&*account.password_hash)
    .bind(at.0)
    .execute(&mut *connection)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(AccountDone::Taken);
    }
    insert(connection, &account.id, token).await?;
    Ok(AccountDone::Made)
}

/// A token as it is kept.
struct Found {
    family: Arc<str>,
    account: Arc<str>,
    expires_at: Time,
    spent: bool,
}

async fn rotate(
    connection: &mut SqliteConnection,
    hash: &[u8; 32],
    (next, expires_at): (&[u8; 32], Time),
    account: Option<&str>,
    at: Time,
) -> Sql<AccountDone> {
    let Some(found) = find(connection, hash).await? else {
        return Ok(AccountDone::Unknown);
    };
    if account.is_some_and(|account| *account != *found.account) {
        return Ok(AccountDone::OtherAccount);
    }
    if found.spent {
        revoke(connection, &found.family).await?;
        return Ok(AccountDone::Reused { account: found.account, family: found.family });
    }
    let name = sqlx::query("SELECT name FROM accounts WHERE id = ?").bind(&*found.account);
    let Some(name) = name.fetch_optional(&mut *connection).await?.filter(|_| found.expires_at > at) else {
        return Ok(AccountDone::Unknown);
    };
    let spend = sqlx::query("UPDATE refresh_tokens SET spent = 1 WHERE hash = ?").bind(hash.as_slice());
    spend.execute(&mut *connection).await?;
    let token = RefreshToken { hash: *next, family: found.family.clone(), expires_at };
    insert(connection, &found.account, &token).await?;
    forget_expired(connection, at).await?;
    Ok(AccountDone::Rotated { account: found.account, name: name.try_get(0)?, family: found.family })
}

async fn find(connection: &mut SqliteConnection, hash: &[u8; 32]) -> Sql<Option<Found>> {
    let row = sqlx::query("SELECT family_id, account_id, expires_at, spent FROM refresh_tokens WHERE hash = ?")
        .bind(hash.as_slice())
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Found {
        family: row.try_get::<&str, _>(0)?.into(),
        account: row.try_get::<&str, _>(1)?.into(),
        expires_at: Time(row.try_get(2)?),
        spent: row.try_get(3)?,
    }))
}

async fn insert(connection: &mut SqliteConnection, account: &str, token: &RefreshToken) -> Sql<()> {
    sqlx::query("INSERT INTO refresh_tokens (hash, family_id, account_id, expires_at, spent) VALUES (?, ?, ?, ?, 0)")
        .bind(token.hash.as_slice())
        .bind(&*token.family)
        .bind(account)
        .bind(token.expires_at.0)
        .execute(connection)
        .await
        .map(|_| ())
}

async fn revoke(connection: &mut SqliteConnection, family: &str) -> Sql<()> {
    sqlx::query("DELETE FROM refresh_tokens WHERE family_id = ?").bind(family).execute(connection).await.map(|_| ())
}

async fn forget_expired(connection: &mut SqliteConnection, at: Time) -> Sql<()> {
    sqlx::query(
        "DELETE FROM refresh_tokens WHERE hash IN
         (SELECT hash FROM refresh_tokens WHERE expires_at < ? ORDER BY expires_at LIMIT ?)",
    )
    .bind(at.0)
    .bind(FORGOTTEN_AT_ONCE)
    .execute(connection)
    .await
    .map(|_| ())
}

async fn seen(connection: &mut SqliteConnection, user: &User) -> Sql<AccountDone> {
    sqlx::query(
        "INSERT INTO users (id, name, avatar_url, last_seen_at) VALUES (?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, avatar_url = excluded.avatar_url",
    )
    .bind(&*user.id)
    .bind(&*user.name)
    .bind(user.avatar_url.as_deref())
    .bind(Time::now().0)
    .execute(connection)
    .await?;
    Ok(AccountDone::Made)
}

/// When users were last there.
pub async fn last_seen(connection: &mut SqliteConnection, seen: &[(Arc<str>, Time)]) -> Sql<()> {
    let seen: Vec<_> = seen.iter().map(|(user, at)| (user, at.0)).collect();
    sqlx::query(
        "UPDATE users SET last_seen_at = max(coalesce(last_seen_at, 0), seen.value ->> 1)
         FROM json_each(?) AS seen WHERE users.id = seen.value ->> 0",
    )
    .bind(json!(seen).to_string())
    .execute(connection)
    .await
    .map(|_| ())
}

async fn secret(connection: &mut SqliteConnection, name: &str, value: &[u8]) -> Sql<AccountDone> {
    let make = sqlx::query("INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING");
    make.bind(name).bind(value).execute(&mut *connection).await?;
    let row = sqlx::query("SELECT value FROM secrets WHERE name = ?").bind(name).fetch_one(connection).await?;
    Ok(AccountDone::Secret(row.try_get(0)?))
}

/// A key that the server of this database made for itself. Reads beside a server that runs. The
/// error is one line.
pub async fn secret_of(url: &str, name: &str) -> Result<Option<Vec<u8>>, String> {
    let failed = |error: sqlx::Error| format!("database: {url} cannot be read: {error}");
    let options = SqliteConnectOptions::from_str(url).map_err(failed)?.read_only(true);
    let mut connection = options.connect().await.map_err(failed)?;
    let query = sqlx::query("SELECT value FROM secrets WHERE name = ?").bind(name.to_owned());
    let row = query.fetch_optional(&mut connection).await.map_err(failed)?;
    row.map(|row| row.try_get(0)).transpose().map_err(failed)
}

/// The account of this name, in its one spelling.
pub async fn by_name(pool: &SqlitePool, username: &str) -> Sql<Option<Account>> {
    let row = sqlx::query("SELECT id, username, name, password_hash FROM accounts WHERE username = ?")
        .bind(username)
        .fetch_optional(pool)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Account {
        id: row.try_get::<&str, _>(0)?.into(),
        username: row.try_get(1)?,
        name: row.try_get(2)?,
        password_hash: row.try_get(3)?,
    }))
}

/// Whether a family of refresh tokens is still good.
pub async fn has_family(pool: &SqlitePool, family: &str) -> Sql<bool> {
    let query = sqlx::query("SELECT 1 FROM refresh_tokens WHERE family_id = ? LIMIT 1").bind(family);
    Ok(query.fetch_optional(pool).await?.is_some())
}

/// What a user is called, if that is known.
pub async fn user(pool: &SqlitePool, id: &str) -> Sql<Option<User>> {
    let query = sqlx::query("SELECT id, name, avatar_url FROM users WHERE id = ?").bind(id);
    let Some(row) = query.fetch_optional(pool).await? else { return Ok(None) };
    Ok(Some(User { id: row.try_get(0)?, name: row.try_get(1)?, avatar_url: row.try_get(2)? }))
}
