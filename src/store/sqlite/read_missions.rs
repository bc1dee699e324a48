//! Reads of missions: within the writer's transaction, and beside it.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Row, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

use super::{
    direct::percentage,
    read::{Read, bad, text},
};
use crate::{
    contract::{Mission, MissionStatus, Time},
    store::{DoneSpec, MissionRow, SpecRow},
};

const MISSION: &str = "SELECT m.id, m.name, m.creator_id, m.room_id, m.model, m.status, m.total_specs,
    m.completed_specs, m.run_id, m.error, m.created_at, m.started_at, m.finished_at, s.spec_id FROM missions AS m
    LEFT JOIN mission_specs AS s ON s.mission_id = m.id AND s.place = m.completed_specs";

pub async fn mission(connection: impl SqliteExecutor<'_>, id: &str) -> Read<Option<MissionRow>> {
    let query = sqlx::query(AssertSqlSafe(format!("{MISSION} WHERE m.id = ?"))).bind(id);
    query.fetch_optional(connection).await?.as_ref().map(row).transpose()
}

pub async fn missions(pool: &SqlitePool, user: &str, limit: i64) -> Read<Vec<MissionRow>> {
    let text = format!(
        "{MISSION} WHERE m.id IN (
            SELECT id FROM missions WHERE creator_id = ?1
            UNION SELECT id FROM missions WHERE room_id IN (
                SELECT room_id FROM members WHERE user_id = ?1
                UNION SELECT id FROM rooms WHERE owner_id = ?1)
            ORDER BY id DESC LIMIT ?2)
         ORDER BY m.id"
    );
    rows(sqlx::query(AssertSqlSafe(text)).bind(user).bind(limit).fetch_all(pool).await?)
}

pub async fn missions_at_work(pool: &SqlitePool) -> Read<Vec<MissionRow>> {
    let text = format!("{MISSION} WHERE m.status = 'running' OR m.run_id IS NOT NULL ORDER BY m.queued_at");
    rows(sqlx::query(AssertSqlSafe(text)).fetch_all(pool).await?)
}

fn rows(found: Vec<SqliteRow>) -> Read<Vec<MissionRow>> {
    found.iter().map(row).collect()
}

fn row(row: &SqliteRow) -> Read<MissionRow> {
    let (id, creator, model) = (text(row, 0)?, text(row, 2)?, text(row, 4)?);
    let room = row.try_get::<Option<&str>, _>(3)?.map(Arc::from);
    let status: &str = row.try_get(5)?;
    let (total_specs, completed_specs) = (row.try_get(6)?, row.try_get(7)?);
    let at = |column: usize| Ok::<_, sqlx::Error>(row.try_get::<Option<i64>, _>(column)?.map(Time));
    let mission = Mission {
        id: id.to_string(),
        name: row.try_get(1)?,
        status: MissionStatus::parse(status).ok_or_else(|| bad(format!("no mission is {status}")))?,
        model: model.to_string(),
        created_by: creator.to_string(),
        room_id: room.as_ref().map(|room: &Arc<str>| room.to_string()),
        current_spec: row.try_get(13)?,
        current_run_id: row.try_get(8)?,
        completed_specs,
        total_specs,
        percentage: percentage(completed_specs, total_specs),
        waiting: None,
        created_at: Time(row.try_get(10)?),
        started_at: at(11)?,
        finished_at: at(12)?,
        error: row.try_get(9)?,
    };
    Ok(MissionRow { id, creator, room, model, mission })
}

pub async fn next_spec(pool: &SqlitePool, mission: &str) -> Read<Option<SpecRow>> {
    let row = sqlx::query(
        "SELECT s.place, s.spec_id, s.prompt FROM missions AS m
         JOIN mission_specs AS s ON s.mission_id = m.id AND s.place = m.completed_specs WHERE m.id = ?",
    );
    let spec = |row: SqliteRow| Ok(SpecRow { place: row.try_get(0)?, id: text(&row, 1)?, prompt: text(&row, 2)? });
    row.bind(mission).fetch_optional(pool).await?.map(spec).transpose()
}

pub async fn done_specs(pool: &SqlitePool, mission: &str) -> Read<Vec<DoneSpec>> {
    let rows = sqlx::query(
        "SELECT prompt, response FROM mission_specs WHERE mission_id = ? AND response IS NOT NULL ORDER BY place",
    );
    let rows = rows.bind(mission).fetch_all(pool).await?;
    rows.iter().map(|row| Ok(DoneSpec { prompt: row.try_get(0)?, response: row.try_get(1)? })).collect()
}

pub async fn mission_of(pool: &SqlitePool, forge_session: &str) -> Read<Option<Arc<str>>> {
    let row = sqlx::query("SELECT mission_id FROM forge_sessions WHERE id = ?").bind(forge_session);
    row.fetch_optional(pool).await?.as_ref().map(|row| text(row, 0)).transpose()
}

pub async fn topic_head(pool: &SqlitePool, topic: &str) -> Read<i64> {
    let row = sqlx::query("SELECT head_seq FROM topics WHERE topic = ?").bind(topic).fetch_optional(pool).await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}
