//! Forgets old events: what is too much is found beside the writer and removed by it, in portions,
//! so that it is never kept waiting for long.

use std::sync::Arc;

use sqlx::{Row, SqlitePool};

use super::read::{Read, text};
use crate::{contract::Time, store::Keep};

/// Events forgotten at once.
const PORTION: i64 = 2_000;

/// Where to cut: topics, and the `seq` up to which their events are to be forgotten. Empty when
/// there is nothing to do.
pub async fn excess(pool: &SqlitePool, keep: &Keep) -> Read<Vec<(Arc<str>, i64)>> {
    if let Some(age) = keep.age {
        let old = too_old(pool, Time(Time::now().0 - age.as_millis() as i64)).await?;
        if !old.is_empty() {
            return Ok(old);
        }
    }
    match keep.per_topic {
        Some(most) => too_many(pool, most as i64).await,
        None => Ok(Vec::new()),
    }
}

async fn too_old(pool: &SqlitePool, before: Time) -> Read<Vec<(Arc<str>, i64)>> {
    let rows = sqlx::query(
        "SELECT topic, max(seq) FROM (SELECT topic, seq FROM events WHERE created_at < ? ORDER BY created_at LIMIT ?)
         GROUP BY topic",
    );
    let rows = rows.bind(before.0).bind(PORTION).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((text(row, 0)?, row.try_get(1)?))).collect()
}

async fn too_many(pool: &SqlitePool, most: i64) -> Read<Vec<(Arc<str>, i64)>> {
    let rows = sqlx::query("SELECT topic, count(*) FROM events GROUP BY topic HAVING count(*) > ?");
    let mut cuts = Vec::new();
    for row in rows.bind(most).fetch_all(pool).await? {
        let topic = text(&row, 0)?;
        let too_many = (row.try_get::<i64, _>(1)? - most).min(PORTION);
        let last = sqlx::query("SELECT seq FROM events WHERE topic = ? ORDER BY seq LIMIT 1 OFFSET ?");
        if let Some(last) = last.bind(&*topic).bind(too_many - 1).fetch_optional(pool).await? {
            cuts.push((topic, last.try_get(0)?));
        }
    }
    Ok(cuts)
}
