//! Announcements: kept and forgotten by the writer, read beside it.

use std::sync::Arc;

use async_trait::async_trait;
use sqlx::{Row, SqliteConnection, SqlitePool};

use super::{
    Sqlite, outage,
    read::{Read, bad, text},
    writer::Attempt,
};
use crate::store::{Announcement, AnnouncementChange, AnnouncementStore, StoreError};

#[async_trait]
impl AnnouncementStore for Sqlite {
    async fn announcements(&self) -> Result<Vec<(Arc<str>, Announcement)>, StoreError> {
        announcements(&self.pool).await.map_err(|error| outage(&error))
    }
}

async fn announcements(pool: &SqlitePool) -> Read<Vec<(Arc<str>, Announcement)>> {
    let rows = sqlx::query("SELECT id, announcement FROM announcements ORDER BY id").fetch_all(pool).await?;
    rows.iter().map(|row| Ok((text(row, 0)?, serde_json::from_str(row.try_get(1)?).map_err(bad)?))).collect()
}

pub async fn apply(tx: &mut SqliteConnection, change: &AnnouncementChange) -> Result<(), Attempt> {
    let query = match change {
        AnnouncementChange::End(id) => sqlx::query("DELETE FROM announcements WHERE id = ?").bind(&**id),
        AnnouncementChange::Make { id, announcement } => {
            if announcement.replaces_others() {
                let others = sqlx::query("DELETE FROM announcements WHERE kind = ?").bind(announcement.kind());
                others.execute(&mut *tx).await?;
            }
            let query = sqlx::query("INSERT INTO announcements (id, kind, announcement) VALUES (?, ?, ?)");
            query.bind(&**id).bind(announcement.kind()).bind(serde_json::to_string(announcement)?)
        }
    };
    query.execute(tx).await?;
    Ok(())
}
