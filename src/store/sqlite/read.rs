//! Reads, beside the writer.

use std::sync::Arc;

use sqlx::{Row, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{
    bounds::Bounds,
    plan::room_topic,
    read_rooms::{MESSAGE, message},
};
use crate::{
    contract::{ChatMessage, EVENTS, Event, RunStatus, Time},
    store::{Done, RequestKey, RunRow, SessionRow, StoredEvent, StoredOutcome},
};

/// What a read gives.
pub type Read<T> = Result<T, sqlx::Error>;

/// What is stored is not what was to be stored.
pub fn bad(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(error.into())
}

/// Idempotency keys forgotten at once.
const PORTION: i64 = 5_000;

pub async fn outcome(pool: &SqlitePool, key: &RequestKey) -> Read<Option<Done>> {
    let row = sqlx::query(
        "SELECT r.fingerprint, coalesce(r.outcome, runs.outcome) FROM requests AS r
         LEFT JOIN runs ON runs.id = r.run_id WHERE r.user_id = ? AND r.request_id = ?",
    )
    .bind(key.user.clone())
    .bind(&*key.request_id)
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.try_get::<&[u8], _>(0)? != key.fingerprint {
        return Ok(Some(Done::Conflict));
    }
    row.try_get::<Option<&str>, _>(1)?
        .map(serde_json::from_str::<StoredOutcome>)
        .transpose()
        .map(|outcome| outcome.map(Done::Repeat))
        .map_err(bad)
}

pub async fn sessions(pool: &SqlitePool, user: &str) -> Read<Vec<SessionRow>> {
    let rows = sqlx::query(
        "SELECT id, owner_id, model, title, head_seq, created_at, updated_at FROM rooms
         WHERE owner_id = ? AND kind = 'session' ORDER BY created_at, id",
    )
    .bind(user)
    .fetch_all(pool)
    .await?;
    rows.iter().map(session).collect()
}

fn session(row: &SqliteRow) -> Read<SessionRow> {
    Ok(SessionRow {
        id: text(row, 0)?,
        owner: text(row, 1)?,
        model: text(row, 2)?,
        title: row.try_get(3)?,
        head: row.try_get(4)?,
        created_at: Time(row.try_get(5)?),
        updated_at: row.try_get::<Option<i64>, _>(6)?.map(Time),
    })
}

/// Events of a topic. The row of a message is its event, so those of a room are in two tables: both
/// are read as they were at one moment, else what is committed in between would be a gap.
pub async fn events(pool: &SqlitePool, topic: &str, after: i64, limit: i64) -> Read<Option<Vec<StoredEvent>>> {
    let mut moment = pool.begin().await?;
    let forgotten = sqlx::query("SELECT 1 FROM floors WHERE topic = ? AND seq > ?").bind(topic).bind(after);
    if forgotten.fetch_optional(&mut *moment).await?.is_some() {
        return Ok(None);
    }
    let rows =
        sqlx::query("SELECT topic, seq, name, payload FROM events WHERE topic = ? AND seq > ? ORDER BY seq LIMIT ?")
            .bind(topic)
            .bind(after)
            .bind(limit)
            .fetch_all(&mut *moment)
            .await?;
    let mut kept = rows.iter().map(event).collect::<Read<Vec<_>>>()?;
    match topic.split_once('/') {
        Some(("rooms", room)) => {
            kept.extend(messages(&mut moment, room, after, limit).await?);
            kept.sort_by_key(|event| event.seq);
            kept.truncate(limit as usize);
        }
        Some(("forge_sessions", run)) => {
            if let Some(bounds) = Bounds::read(&mut moment, run).await? {
                kept = bounds.around(kept, after, limit);
            }
        }
        _ => {}
    }
    Ok(Some(kept))
}

/// The messages of a room as the events that they are. What was done to a message since is told by
/// later events; its text is the one of now, so that nothing deleted comes back.
async fn messages(moment: &mut SqliteConnection, room: &str, after: i64, limit: i64) -> Read<Vec<StoredEvent>> {
    let text = format!("{MESSAGE} WHERE room_id = ? AND seq > ? ORDER BY seq LIMIT ?");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(room).bind(after).bind(limit).fetch_all(moment).await?;
    let topic = room_topic(room);
    let told = |row: &SqliteRow| {
        let message = message(row)?;
        let seq = message.seq;
        let event = Event::ChatMessage(ChatMessage { reply_count: 0, ..message });
        StoredEvent::new(topic.clone(), seq, &event).map_err(bad)
    };
    rows.iter().map(told).collect()
}

fn event(row: &SqliteRow) -> Read<StoredEvent> {
    let name: &str = row.try_get(2)?;
    let known = EVENTS.iter().find(|event| event.name == name);
    let known = known.ok_or_else(|| bad(format!("the stored event {name} is not in the contract")))?;
    Ok(StoredEvent {
        topic: text(row, 0)?,
        seq: row.try_get(1)?,
        name: known.name,
        payload: text(row, 3)?,
        priority: known.priority,
    })
}

const RUN: &str = "SELECT id, session_id, user_id, request_id, status, head_seq, end_seq,
    EXISTS (SELECT 1 FROM requests AS q WHERE q.user_id = runs.user_id AND q.request_id = lower(runs.request_id)
    AND q.run_id = runs.id) FROM runs";

pub async fn runs_after(pool: &SqlitePool, session: &str, seen: i64) -> Read<Vec<RunRow>> {
    let text = format!(
        "{RUN} WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?)
         AND (end_seq IS NULL OR end_seq > ?) ORDER BY created_at, id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(session).bind(seen).fetch_all(pool).await?;
    rows.iter().map(run_row).collect()
}

pub async fn run(pool: &SqlitePool, id: &str) -> Read<Option<RunRow>> {
    let text = format!("{RUN} WHERE id = ?");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).fetch_optional(pool).await?;
    row.as_ref().map(run_row).transpose()
}

pub async fn unfinished_runs(pool: &SqlitePool) -> Read<Vec<RunRow>> {
    let text = format!("{RUN} WHERE status IN ('queued', 'running') ORDER BY created_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(pool).await?;
    rows.iter().map(run_row).collect()
}

fn run_row(row: &SqliteRow) -> Read<RunRow> {
    let status: &str = row.try_get(4)?;
    Ok(RunRow {
        id: text(row, 0)?,
        session_id: text(row, 1)?,
        user: text(row, 2)?,
        request_id: row.try_get(3)?,
        status: RunStatus::parse(status).ok_or_else(|| bad(format!("no run status is called {status}")))?,
        head: row.try_get(5)?,
        end_seq: row.try_get(6)?,
        latest: row.try_get(7)?,
    })
}

/// In portions, so that the writer is never kept waiting for long.
pub async fn forget_requests(pool: &SqlitePool, before: Time) -> Read<u64> {
    let mut forgotten = 0;
    loop {
        let old = sqlx::query("SELECT user_id, request_id FROM requests WHERE created_at < ? LIMIT ?")
            .bind(before.0)
            .bind(PORTION)
            .fetch_all(pool)
            .await?;
        let keys: Vec<(&str, &str)> =
            old.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Read<_>>()?;
        let keys = serde_json::json!(keys).to_string();
        let done = sqlx::query(
            "DELETE FROM requests WHERE (user_id, request_id) IN
             (SELECT value ->> 0, value ->> 1 FROM json_each(?))",
        )
        .bind(keys)
        .execute(pool)
        .await?;
        forgotten += done.rows_affected();
        if (old.len() as i64) < PORTION {
            return Ok(forgotten);
        }
    }
}

/// A text that is shared.
pub fn text(row: &SqliteRow, column: usize) -> Read<Arc<str>> {
    Ok(row.try_get::<&str, _>(column)?.into())
}
