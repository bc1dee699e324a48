//! A plan → one transaction.

use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};

use super::{
    plan::Plan,
    rows::{Cell, Rows},
};

/// Executes all that is planned, or nothing.
pub async fn plan(connection: &mut SqliteConnection, plan: &mut Plan) -> Result<(), sqlx::Error> {
    let take = std::mem::take::<Rows>;
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    let rows = take(&mut plan.new_rooms);
    rows.insert(&mut tx, "rooms (id, kind, owner_id, model, title, head_seq, created_at, updated_at)").await?;
    let rows = take(&mut plan.messages);
    rows.insert(&mut tx, "messages (room_id, seq, id, sender_id, body, metadata, created_at)").await?;
    let rows = take(&mut plan.new_runs);
    rows.insert(
        &mut tx,
        "runs (id, session_id, user_id, request_id, message_id, status, head_seq, created_at, ended_at, end_seq, outcome)",
    )
    .await?;
    let rows = take(&mut plan.events);
    rows.insert(&mut tx, "events (topic, seq, name, payload)").await?;
    let rows = take(&mut plan.requests);
    rows.insert(
        &mut tx,
        "requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)",
    )
    .await?;
    updates(plan, &mut tx).await?;
    for room in std::mem::take(&mut plan.deleted_rooms) {
        delete_room(&mut tx, &room).await?;
    }
    tx.commit().await
}

/// A transaction that is written and changes nothing.
pub async fn nothing(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("PRAGMA user_version = 0").execute(connection).await.map(|_| ())
}

async fn updates(plan: &mut Plan, tx: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut heads = Rows::default();
    for (room, (head, at)) in std::mem::take(&mut plan.heads) {
        heads.push([Cell::Int(head), at.map_or(Cell::Null, |at| Cell::Int(at.0)), Cell::Text(room)]);
    }
    heads.each(tx, "UPDATE rooms SET head_seq = ?, updated_at = ? WHERE id = ?").await?;
    let mut titles = Rows::default();
    for (room, title) in std::mem::take(&mut plan.titles) {
        titles.push([Cell::Owned(title), Cell::Text(room)]);
    }
    titles.each(tx, "UPDATE rooms SET title = ? WHERE id = ?").await?;
    let mut runs = Rows::default();
    for (run, update) in std::mem::take(&mut plan.runs) {
        let (at, end) = update.ended.map_or((Cell::Null, Cell::Null), |(at, end)| (Cell::Int(at.0), Cell::Int(end)));
        let outcome = update.outcome.map_or(Cell::Null, Cell::Owned);
        let status = Cell::Static(update.status.as_str());
        runs.push([Cell::Int(update.head), status, at, end, outcome, Cell::Text(run)]);
    }
    let end = "UPDATE runs SET head_seq = ?, status = ?, ended_at = ?, end_seq = ?, outcome = ? WHERE id = ?";
    runs.each(tx, end).await?;
    let rows = std::mem::take(&mut plan.again);
    rows.each(tx, "UPDATE requests SET run_id = ? WHERE user_id = ? AND request_id = ?").await
}

/// A session goes with all that was said in it, the replies kept for repeats included.
async fn delete_room(tx: &mut SqliteConnection, room: &Arc<str>) -> Result<(), sqlx::Error> {
    for text in [
        "DELETE FROM events WHERE topic = 'rooms/' || ?1",
        "DELETE FROM events WHERE topic IN (SELECT 'forge_sessions/' || id FROM runs WHERE session_id = ?1)",
        "DELETE FROM runs WHERE session_id = ?1",
        "DELETE FROM messages WHERE room_id = ?1",
        "DELETE FROM requests WHERE user_id = (SELECT owner_id FROM rooms WHERE id = ?1) AND session_id = ?1",
        "DELETE FROM rooms WHERE id = ?1",
    ] {
        sqlx::query(text).bind(room.clone()).execute(&mut *tx).await?;
    }
    Ok(())
}
