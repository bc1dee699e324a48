//! Reads what a batch touches and the writer does not know yet: a statement per table, not per
//! change.

use std::sync::Arc;

use serde_json::json;
use sqlx::{Row, SqliteConnection};

use super::plan::{Known, KnownRequest};
use crate::store::{Change, StoredOutcome, What};

/// Completes `known` for `changes`.
pub async fn known(
    connection: &mut SqliteConnection,
    changes: impl Iterator<Item = &Change>,
    known: &mut Known,
) -> Result<(), sqlx::Error> {
    let mut rooms: Vec<Arc<str>> = Vec::new();
    let mut runs: Vec<Arc<str>> = Vec::new();
    let mut owners: Vec<Arc<str>> = Vec::new();
    let mut requests = Vec::new();
    let mut speakers = Vec::new();
    for change in changes {
        match &change.what {
            What::CreateFirstSession(row) => owners.push(row.owner.clone()),
            What::RenameSession { session, .. } | What::DeleteSession { session, .. } => {
                rooms.push(session.clone());
            }
            What::Prompt(prompt) => rooms.push(prompt.run.session.clone()),
            What::Say(say) => {
                rooms.push(say.room.clone());
                speakers.push((say.room.clone(), say.sender.clone()));
            }
            What::EndRun(end) => {
                rooms.push(end.run.session.clone());
                runs.push(end.run.id.clone());
            }
            What::StartRun(run) | What::Log { run, .. } => runs.push(run.id.clone()),
            What::Nothing | What::CreateSession(_) | What::Outcome { .. } | What::Direct(_) => {}
        }
        if let Some(key) = &change.key {
            requests.push((key.user.clone(), key.request_id.clone()));
        }
    }
    rooms.retain(|room| !known.rooms.contains_key(room));
    runs.retain(|run| !known.runs.contains_key(run));
    if !rooms.is_empty() {
        for row in fetch(
            connection,
            "SELECT id, head_seq FROM rooms WHERE id IN (SELECT value FROM json_each(?))",
            &json!(rooms),
        )
        .await?
        {
            known.rooms.insert(row.try_get::<String, _>(0)?.into(), row.try_get(1)?);
        }
    }
    if !runs.is_empty() {
        for row in fetch(
            connection,
            "SELECT id, head_seq FROM runs WHERE id IN (SELECT value FROM json_each(?))",
            &json!(runs),
        )
        .await?
        {
            known.runs.insert(row.try_get::<String, _>(0)?.into(), row.try_get(1)?);
        }
    }
    if !owners.is_empty() {
        for row in fetch(
            connection,
            "SELECT DISTINCT owner_id FROM rooms WHERE owner_id IN (SELECT value FROM json_each(?))",
            &json!(owners),
        )
        .await?
        {
            known.owners.insert(row.try_get::<String, _>(0)?.into());
        }
    }
    known.speakers.clear();
    if !speakers.is_empty() {
        let text = "SELECT m.room_id, m.user_id FROM json_each(?) AS k
            JOIN members AS m ON m.room_id = k.value ->> 0 AND m.user_id = k.value ->> 1";
        for row in fetch(connection, text, &json!(speakers)).await? {
            known.speakers.insert((row.try_get::<String, _>(0)?.into(), row.try_get::<String, _>(1)?.into()));
        }
    }
    if !requests.is_empty() {
        used_requests(connection, &json!(requests), known).await?;
    }
    Ok(())
}

async fn used_requests(
    connection: &mut SqliteConnection,
    keys: &serde_json::Value,
    known: &mut Known,
) -> Result<(), sqlx::Error> {
    let rows = fetch(
        connection,
        "SELECT r.user_id, r.request_id, r.fingerprint, coalesce(r.outcome, runs.outcome), r.message_id, r.message_seq
         FROM json_each(?) AS k
         JOIN requests AS r ON r.user_id = k.value ->> 0 AND r.request_id = k.value ->> 1
         LEFT JOIN runs ON runs.id = r.run_id",
        keys,
    )
    .await?;
    for row in rows {
        let outcome: Option<String> = row.try_get(3)?;
        let outcome = outcome
            .map(|json| serde_json::from_str::<StoredOutcome>(&json))
            .transpose()
            .map_err(|error| sqlx::Error::Decode(error.into()))?;
        let message: Option<String> = row.try_get(4)?;
        let seq: Option<i64> = row.try_get(5)?;
        let request = KnownRequest { fingerprint: row.try_get(2)?, outcome, message: message.map(Arc::from).zip(seq) };
        let key = (row.try_get::<String, _>(0)?.into(), row.try_get(1)?);
        known.requests.insert(key, request);
    }
    Ok(())
}

async fn fetch(
    connection: &mut SqliteConnection,
    text: &'static str,
    list: &serde_json::Value,
) -> Result<Vec<sqlx::sqlite::SqliteRow>, sqlx::Error> {
    sqlx::query(text).bind(list.to_string()).fetch_all(connection).await
}
