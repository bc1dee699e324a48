//! The first and the last event of a run. They are not among the kept events: they are made from the
//! run's row. A run of an earlier version has them among its events.

use sqlx::{Row, SqliteConnection};

use super::{
    plan::run_topic,
    read::{Read, bad},
};
use crate::{
    contract::{Event, ForgeCompleted, ForgeStarted, RunStatus, RunUsage, Time},
    store::StoredEvent,
};

/// What a run's first event tells.
pub fn started(run: &str, session: &str, model: &str, at: Time) -> ForgeStarted {
    ForgeStarted {
        run_id: run.to_owned(),
        session_id: session.to_owned(),
        mission_id: None,
        spec_id: None,
        model: model.to_owned(),
        started_at: at,
    }
}

/// What a run's last event tells.
pub fn completed(
    run: &str,
    session: &str,
    status: RunStatus,
    error: Option<String>,
    usage: Option<RunUsage>,
) -> ForgeCompleted {
    let success = status == RunStatus::Completed;
    ForgeCompleted {
        run_id: run.to_owned(),
        session_id: session.to_owned(),
        mission_id: None,
        spec_id: None,
        status,
        success,
        error,
        usage,
        response: None,
    }
}

/// The first and the last event of a run, as far as there are any.
pub struct Bounds {
    first: Option<StoredEvent>,
    last: Option<StoredEvent>,
}

impl Bounds {
    /// `None` for a run that does not exist.
    pub async fn read(moment: &mut SqliteConnection, run: &str) -> Read<Option<Self>> {
        let row = sqlx::query(
            "SELECT r.session_id, rooms.model, r.started_at, r.ended_at, r.status, r.error, r.usage, r.head_seq
             FROM runs AS r JOIN rooms ON rooms.id = r.session_id WHERE r.id = ?",
        )
        .bind(run)
        .fetch_optional(moment)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let session: &str = row.try_get(0)?;
        let first = match row.try_get::<Option<i64>, _>(2)? {
            Some(at) => Some(stored(run, 1, Event::ForgeStarted(started(run, session, row.try_get(1)?, Time(at))))?),
            None => None,
        };
        let last = match row.try_get::<Option<i64>, _>(3)? {
            Some(_) => {
                let status: &str = row.try_get(4)?;
                let status =
                    RunStatus::parse(status).ok_or_else(|| bad(format!("no run status is called {status}")))?;
                let usage = row.try_get::<Option<&str>, _>(6)?.map(serde_json::from_str).transpose().map_err(bad)?;
                let completed = completed(run, session, status, row.try_get(5)?, usage);
                Some(stored(run, row.try_get(7)?, Event::ForgeCompleted(completed))?)
            }
            None => None,
        };
        Ok(Some(Self { first, last }))
    }

    /// The run's events after `after`, `limit` at most, given those of them that are kept.
    pub fn around(self, kept: Vec<StoredEvent>, after: i64, limit: i64) -> Vec<StoredEvent> {
        let limit = usize::try_from(limit).unwrap_or(0);
        let all_kept = kept.len() < limit;
        let newest = kept.last().map_or(after, |event| event.seq);
        let first = self.first.filter(|first| first.seq > after);
        let last = self.last.filter(|last| all_kept && last.seq > newest);
        first.into_iter().chain(kept).chain(last).take(limit).collect()
    }
}

fn stored(run: &str, seq: i64, event: Event) -> Read<StoredEvent> {
    StoredEvent::new(run_topic(run), seq, &event).map_err(bad)
}
