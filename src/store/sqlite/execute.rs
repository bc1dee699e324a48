//! A plan → one transaction.

use std::sync::Arc;

use sqlx::SqliteConnection;

use super::{
    plan::{Plan, RunUpdate},
    rows::{Cell, Rows},
};

/// Executes all that is planned, within a transaction.
pub async fn plan(tx: &mut SqliteConnection, plan: &mut Plan) -> Result<(), sqlx::Error> {
    let take = std::mem::take::<Rows>;
    let rows = take(&mut plan.new_rooms);
    rows.insert(tx, "rooms (id, kind, owner_id, model, title, head_seq, created_at, updated_at)").await?;
    let rows = take(&mut plan.messages);
    rows.insert(tx, "messages (room_id, seq, id, sender_id, body, metadata, created_at, parent_id, attachments)")
        .await?;
    let rows = take(&mut plan.new_runs);
    rows.insert(tx, "runs (id, session_id, user_id, request_id, message_id, status, head_seq, created_at, started_at)")
        .await?;
    let rows = take(&mut plan.events);
    rows.insert(tx, "events (topic, seq, name, payload, created_at)").await?;
    let rows = take(&mut plan.requests);
    rows.insert(
        tx,
        "requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, run_id, outcome, created_at)",
    )
    .await?;
    updates(plan, tx).await?;
    for room in std::mem::take(&mut plan.deleted_rooms) {
        delete_room(tx, &room).await?;
    }
    Ok(())
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
    heads.update(tx, "rooms SET head_seq = new.column1, updated_at = new.column2", "rooms.id = new.column3").await?;
    let mut titles = Rows::default();
    for (room, title) in std::mem::take(&mut plan.titles) {
        titles.push([Cell::Owned(title), Cell::Text(room)]);
    }
    titles.each(tx, "UPDATE rooms SET title = ? WHERE id = ?").await?;
    let mut runs = Rows::default();
    for (run, update) in std::mem::take(&mut plan.runs) {
        runs.push(run_cells(run, update));
    }
    runs.update(tx, RUN_CELLS, "runs.id = new.column9").await?;
    let rows = std::mem::take(&mut plan.replied);
    rows.each(tx, "UPDATE messages SET reply_count = reply_count + 1 WHERE id = ?").await?;
    let rows = std::mem::take(&mut plan.posted);
    rows.each(
        tx,
        "INSERT OR IGNORE INTO file_rooms (room_id, file_id) SELECT ?, id FROM files WHERE id = ? AND state = 'kept'",
    )
    .await?;
    let rows = std::mem::take(&mut plan.again);
    rows.each(tx, "UPDATE requests SET run_id = ? WHERE user_id = ? AND request_id = ?").await
}

const RUN_CELLS: &str = "runs SET head_seq = new.column1, status = new.column2,
    started_at = coalesce(new.column3, started_at), ended_at = new.column4, end_seq = new.column5,
    error = new.column6, usage = new.column7, outcome = new.column8";

fn run_cells(run: Arc<str>, update: RunUpdate) -> [Cell; 9] {
    let (at, end) = update.ended.unzip();
    [
        Cell::Int(update.head),
        Cell::Static(update.status.as_str()),
        update.started.map_or(Cell::Null, |at| Cell::Int(at.0)),
        at.map_or(Cell::Null, |at| Cell::Int(at.0)),
        end.map_or(Cell::Null, Cell::Int),
        update.error.map_or(Cell::Null, Cell::Owned),
        update.usage.map_or(Cell::Null, Cell::Owned),
        update.outcome.map_or(Cell::Null, Cell::Owned),
        Cell::Text(run),
    ]
}

/// A room or session goes with all that was said in it, the replies kept for repeats included.
pub async fn delete_room(tx: &mut SqliteConnection, room: &Arc<str>) -> Result<(), sqlx::Error> {
    for text in [
        "DELETE FROM events WHERE topic = 'rooms/' || ?1",
        "DELETE FROM floors WHERE topic = 'rooms/' || ?1",
        "DELETE FROM floors WHERE topic IN (SELECT 'forge_sessions/' || id FROM runs
            WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?1))",
        "DELETE FROM events WHERE topic IN (SELECT 'forge_sessions/' || id FROM runs
            WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?1))",
        "DELETE FROM runs WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?1)",
        "DELETE FROM requests WHERE session_id IS NULL AND message_id IN (SELECT id FROM messages WHERE room_id = ?1)",
        "DELETE FROM reactions WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?1)",
        "DELETE FROM message_versions WHERE message_id IN (SELECT id FROM messages WHERE room_id = ?1)",
        "DELETE FROM messages WHERE room_id = ?1",
        "DELETE FROM requests WHERE user_id = (SELECT owner_id FROM rooms WHERE id = ?1) AND session_id = ?1",
        "DELETE FROM reads WHERE room_id = ?1",
        "UPDATE files SET state = 'unwanted' WHERE id IN (SELECT file_id FROM file_rooms WHERE room_id = ?1)
            AND NOT EXISTS (SELECT 1 FROM file_rooms WHERE file_id = files.id AND room_id <> ?1)",
        "DELETE FROM file_rooms WHERE room_id = ?1",
        "UPDATE missions SET room_id = NULL WHERE room_id = ?1",
        "UPDATE tasks SET room_id = NULL WHERE room_id = ?1",
        "DELETE FROM invitations WHERE room_id = ?1",
        "DELETE FROM members WHERE room_id = ?1",
        "DELETE FROM rooms WHERE id = ?1",
    ] {
        sqlx::query(text).bind(room.clone()).execute(&mut *tx).await?;
    }
    Ok(())
}
