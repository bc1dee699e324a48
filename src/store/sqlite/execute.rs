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
    take(&mut plan.new_rooms)
        .execute(&mut tx, "INSERT INTO rooms (id, kind, owner_id, model, title, head_seq, created_at, updated_at)", "")
        .await?;
    take(&mut plan.messages)
        .execute(&mut tx, "INSERT INTO messages (room_id, seq, id, sender_id, body, metadata, created_at)", "")
        .await?;
    take(&mut plan.new_runs)
        .execute(&mut tx, "INSERT INTO runs (id, session_id, user_id, request_id, message_id, status, head_seq, created_at, ended_at, end_seq)", "")
        .await?;
    take(&mut plan.events).execute(&mut tx, "INSERT INTO events (topic, seq, name, payload)", "").await?;
    take(&mut plan.requests)
        .execute(&mut tx, "INSERT INTO requests (user_id, request_id, fingerprint, session_id, message_id, message_seq, outcome, created_at)", "")
        .await?;
    updates(plan, &mut tx).await?;
    for room in std::mem::take(&mut plan.deleted_rooms) {
        delete_room(&mut tx, &room).await?;
    }
    tx.commit().await
}

async fn updates(plan: &mut Plan, tx: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let mut heads = Rows::default();
    for (room, (head, at)) in std::mem::take(&mut plan.heads) {
        heads.push([Cell::Text(room), Cell::Int(head), at.map_or(Cell::Null, |at| Cell::Int(at.0))]);
    }
    heads
        .execute(
            tx,
            "UPDATE rooms SET head_seq = v.column2, updated_at = v.column3 FROM (",
            ") AS v WHERE rooms.id = v.column1",
        )
        .await?;
    let mut titles = Rows::default();
    for (room, title) in std::mem::take(&mut plan.titles) {
        titles.push([Cell::Text(room), Cell::Owned(title)]);
    }
    titles.execute(tx, "UPDATE rooms SET title = v.column2 FROM (", ") AS v WHERE rooms.id = v.column1").await?;
    let mut runs = Rows::default();
    for (run, update) in std::mem::take(&mut plan.runs) {
        let (at, end) = update.ended.map_or((Cell::Null, Cell::Null), |(at, end)| (Cell::Int(at.0), Cell::Int(end)));
        runs.push([Cell::Text(run), Cell::Int(update.head), Cell::Static(update.status.as_str()), at, end]);
    }
    runs.execute(
        tx,
        "UPDATE runs SET head_seq = v.column2, status = v.column3, ended_at = v.column4, end_seq = v.column5 FROM (",
        ") AS v WHERE runs.id = v.column1",
    )
    .await?;
    std::mem::take(&mut plan.outcomes)
        .execute(
            tx,
            "UPDATE requests SET outcome = v.column3 FROM (",
            ") AS v WHERE requests.user_id = v.column1 AND requests.request_id = v.column2",
        )
        .await
}

/// A session goes with all that was said in it, the replies kept for repeats included.
async fn delete_room(tx: &mut SqliteConnection, room: &Arc<str>) -> Result<(), sqlx::Error> {
    for text in [
        "DELETE FROM events WHERE topic = 'rooms/' || ?1",
        "DELETE FROM events WHERE topic IN (SELECT 'forge_sessions/' || id FROM runs WHERE session_id = ?1)",
        "DELETE FROM runs WHERE session_id = ?1",
        "DELETE FROM messages WHERE room_id = ?1",
        "DELETE FROM requests WHERE session_id = ?1",
        "DELETE FROM rooms WHERE id = ?1",
    ] {
        sqlx::query(text).bind(room.clone()).execute(&mut *tx).await?;
    }
    Ok(())
}
