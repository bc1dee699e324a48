//! Reads of tasks: within the writer's transaction, and beside it.

use async_trait::async_trait;
use sqlx::{AssertSqlSafe, Row, SqliteExecutor, SqlitePool, sqlite::SqliteRow};

use super::{
    Sqlite, outage,
    read::{Read, bad},
};
use crate::{
    contract::{Task, Time},
    store::{StoreError, TaskStore, Tasks},
};

const TASK: &str = "SELECT id, title, room_id, status, progress, assignee_id, priority, metadata, creator_id,
    created_at, updated_at FROM tasks";

#[async_trait]
impl TaskStore for Sqlite {
    async fn task(&self, id: &str) -> Result<Option<Task>, StoreError> {
        task(&self.pool, id).await.map_err(|error| outage(&error))
    }

    async fn tasks(&self, which: Tasks<'_>, limit: i64) -> Result<Vec<Task>, StoreError> {
        tasks(&self.pool, which, limit).await.map_err(|error| outage(&error))
    }
}

pub async fn task(connection: impl SqliteExecutor<'_>, id: &str) -> Read<Option<Task>> {
    let query = sqlx::query(AssertSqlSafe(format!("{TASK} WHERE id = ?"))).bind(id);
    query.fetch_optional(connection).await?.as_ref().map(row).transpose()
}

async fn tasks(pool: &SqlitePool, which: Tasks<'_>, limit: i64) -> Read<Vec<Task>> {
    let (ids, whose) = match which {
        Tasks::OfRoom(room) => ("SELECT id FROM tasks WHERE room_id = ?1", room),
        Tasks::SeenBy(user) => (
            "SELECT id FROM tasks WHERE room_id IS NULL AND creator_id = ?1
             UNION SELECT id FROM tasks WHERE room_id IS NULL AND assignee_id = ?1
             UNION SELECT id FROM tasks WHERE room_id IN (
                SELECT room_id FROM members WHERE user_id = ?1
                UNION SELECT id FROM rooms WHERE owner_id = ?1 AND kind = 'session')",
            user,
        ),
    };
    let text = format!("{TASK} WHERE id IN ({ids} ORDER BY id DESC LIMIT ?2) ORDER BY id");
    let found = sqlx::query(AssertSqlSafe(text)).bind(whose).bind(limit).fetch_all(pool).await?;
    found.iter().map(row).collect()
}

fn row(row: &SqliteRow) -> Read<Task> {
    Ok(Task {
        id: row.try_get(0)?,
        title: row.try_get(1)?,
        room_id: row.try_get(2)?,
        status: row.try_get(3)?,
        progress: row.try_get(4)?,
        assignee_id: row.try_get(5)?,
        priority: row.try_get(6)?,
        metadata: serde_json::from_str(row.try_get(7)?).map_err(bad)?,
        created_by: row.try_get(8)?,
        created_at: Time(row.try_get(9)?),
        updated_at: Time(row.try_get(10)?),
    })
}
