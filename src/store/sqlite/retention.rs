//! Forgets old events: what is too much is found beside the writer and removed by it, in portions,
//! so that it is never kept waiting for long.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use sqlx::{Row, SqlitePool};

use super::read::{Read, text};
use crate::{contract::Time, store::Keep};

/// Events forgotten at once.
const PORTION: i64 = 2_000;
/// An event is committed at most this long after it was dated.
const DELAY: Duration = Duration::from_secs(60);

/// Where to cut a topic: the `seq` up to which its events are to be forgotten.
pub type Cut = (Arc<str>, i64);

/// Until when topics have been looked through for too many events. One that has got no event since
/// needs no second look: a pass takes as long as there is news, not as there are topics.
#[derive(Default)]
pub struct Passes(Mutex<Option<(Time, Instant)>>);

impl Passes {
    /// The last pass, or the beginning. Whichever way the clock was set meanwhile, no event since
    /// then has an earlier date.
    fn last(&self) -> Time {
        let Some((wall, then)) = *self.0.lock() else { return Time(0) };
        let since = Time::now().0 - millis(then.elapsed());
        Time(since.min(wall.0) - millis(DELAY))
    }

    /// The topics that have got events since the last pass.
    pub async fn changed(&self, pool: &SqlitePool) -> Read<Changed> {
        let begun = (Time::now(), Instant::now());
        let rows = sqlx::query(CHANGED).bind(self.last().0).fetch_all(pool).await?;
        Ok(Changed { topics: rows.iter().map(|row| text(row, 0)).collect::<Read<_>>()?, begun })
    }

    /// All of them have been shortened.
    pub fn done(&self, changed: &Changed) {
        *self.0.lock() = Some(changed.begun);
    }
}

/// What a pass looks through.
pub struct Changed {
    pub topics: Vec<Arc<str>>,
    begun: (Time, Instant),
}

/// By date, for there is little that is new: SQLite would go through all topics instead.
const CHANGED: &str = "SELECT DISTINCT topic FROM events INDEXED BY events_by_age WHERE created_at >= ?";
/// The newest event that is one too many.
const EXCESS: &str = "SELECT seq FROM events WHERE topic = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2";
/// The last one of the next portion.
const NEXT: &str = "SELECT seq FROM events WHERE topic = ?1 ORDER BY seq LIMIT 1 OFFSET ?2";

/// Where to cut a topic that has more events than `most`; `None` when it has not.
pub async fn too_many(pool: &SqlitePool, topic: &Arc<str>, most: u32) -> Read<Option<Cut>> {
    let seq = |text, offset: i64| sqlx::query_scalar(text).bind(topic.clone()).bind(offset).fetch_optional(pool);
    let Some(excess) = seq(EXCESS, most.into()).await? else { return Ok(None) };
    let next: Option<i64> = seq(NEXT, PORTION - 1).await?;
    Ok(Some((topic.clone(), next.map_or(excess, |next| next.min(excess)))))
}

/// Where to cut what is older than `keep.age` says. Empty when there is nothing to do.
pub async fn too_old(pool: &SqlitePool, keep: &Keep) -> Read<Vec<Cut>> {
    let Some(age) = keep.age else { return Ok(Vec::new()) };
    let before = Time::now().0 - millis(age);
    let rows = sqlx::query(
        "SELECT topic, max(seq) FROM (SELECT topic, seq FROM events WHERE created_at < ? ORDER BY created_at LIMIT ?)
         GROUP BY topic",
    );
    let rows = rows.bind(before).bind(PORTION).fetch_all(pool).await?;
    rows.iter().map(|row| Ok((text(row, 0)?, row.try_get(1)?))).collect()
}

fn millis(time: Duration) -> i64 {
    time.as_millis() as i64
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

    use sqlx::sqlite::SqlitePoolOptions;

    use super::*;

    /// A pool of one, for a database in memory is that of its connection.
    async fn empty() -> SqlitePool {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::migrate!("migrations/sqlite").run(&pool).await.unwrap();
        pool
    }

    async fn add(pool: &SqlitePool, topic: &str, seqs: std::ops::RangeInclusive<i64>, at: Time) {
        for seq in seqs {
            let event =
                sqlx::query("INSERT INTO events (topic, seq, name, payload, created_at) VALUES (?, ?, 'x', '{}', ?)");
            event.bind(topic).bind(seq).bind(at.0).execute(pool).await.unwrap();
        }
    }

    /// However many events are kept, only those that are new, and the topics that they are of, are
    /// looked at.
    #[tokio::test]
    async fn a_pass_follows_what_has_changed() {
        let pool = empty().await;
        for (query, way) in [
            (CHANGED, "USING COVERING INDEX events_by_age (created_at>?)"),
            (EXCESS, "USING PRIMARY KEY (topic=?)"),
            (NEXT, "USING PRIMARY KEY (topic=?)"),
        ] {
            let text = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"));
            let plan = sqlx::query(text).bind(1).bind(1).fetch_all(&pool).await.unwrap();
            let steps: Vec<String> = plan.iter().map(|step| step.get("detail")).collect();
            assert!(steps[0].starts_with("SEARCH events") && steps[0].ends_with(way), "{query}: {steps:?}");
        }
    }

    #[tokio::test]
    async fn a_topic_is_looked_at_again_only_when_it_has_got_events() {
        let (pool, passes) = (empty().await, Passes::default());
        let long_ago = Time(Time::now().0 - 3_600_000);
        add(&pool, "rooms/old", 1..=5, long_ago).await;
        add(&pool, "rooms/busy", 1..=5, long_ago).await;
        let first = passes.changed(&pool).await.unwrap();
        assert_eq!(first.topics.len(), 2, "the first pass looks at all");
        assert_eq!(passes.changed(&pool).await.unwrap().topics.len(), 2, "again, unless it was done");
        passes.done(&first);
        assert!(passes.changed(&pool).await.unwrap().topics.is_empty());
        add(&pool, "rooms/busy", 6..=6, Time::now()).await;
        assert_eq!(passes.changed(&pool).await.unwrap().topics, ["rooms/busy".into()]);
    }

    #[tokio::test]
    async fn a_topic_is_cut_where_the_newest_are_kept_and_in_portions() {
        let (pool, topic) = (empty().await, Arc::from("rooms/long"));
        add(&pool, "rooms/other", 1..=9, Time(0)).await;
        add(&pool, "rooms/long", 1..=4, Time(0)).await;
        assert_eq!(too_many(&pool, &topic, 4).await.unwrap(), None);
        add(&pool, "rooms/long", 7..=8, Time(0)).await;
        assert_eq!(too_many(&pool, &topic, 4).await.unwrap(), Some((topic.clone(), 2)));
        add(&pool, "rooms/long", 9..=PORTION + 20, Time(0)).await;
        assert_eq!(too_many(&pool, &topic, 4).await.unwrap(), Some((topic, PORTION + 2)));
    }
}
