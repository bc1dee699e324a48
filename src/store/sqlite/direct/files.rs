//! Files: posted to rooms, and unwanted once the last room is gone.

use serde_json::json;
use sqlx::{Row, SqliteConnection};

use super::{Carried, Direct, done};
use crate::{
    error::{Code, Error},
    store::{Done, FileChange, FileRow, sqlite::writer::Attempt},
};

impl Direct<'_> {
    pub(super) async fn file(&mut self, change: &FileChange) -> Carried {
        let query = match change {
            FileChange::Post { file, most } => return self.post(file, *most).await,
            FileChange::Expect { owner, most, .. } if self.bytes_of(owner).await? >= *most => return full(),
            FileChange::Expect { id, owner, at, .. } => sqlx::query(
                "INSERT INTO files (id, owner_id, name, size, mime, created_at, state)
                 VALUES (?, ?, '', 0, '', ?, 'arriving')",
            )
            .bind(&**id)
            .bind(&**owner)
            .bind(at.0),
            FileChange::GiveUp(id) => {
                sqlx::query("UPDATE files SET state = 'unwanted' WHERE id = ? AND state = 'arriving'").bind(&**id)
            }
            FileChange::GiveUpAll => sqlx::query("UPDATE files SET state = 'unwanted' WHERE state = 'arriving'"),
            FileChange::Forget(ids) => {
                sqlx::query("DELETE FROM files WHERE state = 'unwanted' AND id IN (SELECT value FROM json_each(?))")
                    .bind(json!(ids).to_string())
            }
        };
        query.execute(&mut *self.tx).await?;
        done()
    }

    async fn post(&mut self, file: &FileRow, most: u64) -> Carried {
        for room in &file.rooms {
            if self.place(room).await?.is_none() {
                return Ok(Done::NotFound);
            }
        }
        if self.bytes_of(&file.owner).await?.saturating_add(file.size) > most {
            return full();
        }
        let kept = sqlx::query(
            "UPDATE files SET name = ?, size = ?, mime = ?, width = ?, height = ?, state = 'kept'
             WHERE id = ? AND state = 'arriving'",
        )
        .bind(&file.name)
        .bind(file.size as i64)
        .bind(&file.mime)
        .bind(file.width)
        .bind(file.height)
        .bind(&*file.id)
        .execute(&mut *self.tx)
        .await?;
        if kept.rows_affected() == 0 {
            return Ok(Done::NotFound);
        }
        for room in &file.rooms {
            let post = sqlx::query("INSERT INTO file_rooms (file_id, room_id) VALUES (?, ?)");
            post.bind(&*file.id).bind(&**room).execute(&mut *self.tx).await?;
        }
        done()
    }

    /// Bytes of the files that a user has posted and that are in some room.
    async fn bytes_of(&mut self, owner: &str) -> Result<u64, Attempt> {
        let bytes = sqlx::query("SELECT bytes FROM file_usage WHERE owner_id = ?").bind(owner);
        let row = bytes.fetch_optional(&mut *self.tx).await?;
        Ok(row.map(|row| row.try_get::<i64, _>(0)).transpose()?.map_or(0, |bytes| bytes.max(0) as u64))
    }

    /// A message is about to lose its files: those that no other message of its room has leave the
    /// room.
    pub(super) async fn take_files_of(&mut self, message: &str) -> Result<(), Attempt> {
        let files = sqlx::query(
            "SELECT m.room_id, file.value ->> '$.id' FROM messages AS m, json_each(m.attachments) AS file
             WHERE m.id = ?",
        );
        for row in files.bind(message).fetch_all(&mut *self.tx).await? {
            let (room, file): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
            let taken = sqlx::query(
                "DELETE FROM file_rooms WHERE room_id = ?1 AND file_id = ?2 AND NOT EXISTS (
                    SELECT 1 FROM messages AS m, json_each(m.attachments) AS other
                    WHERE m.room_id = ?1 AND m.id <> ?3 AND other.value ->> '$.id' = ?2)",
            );
            taken.bind(room).bind(file).bind(message).execute(&mut *self.tx).await?;
            leave(self.tx, file).await?;
        }
        Ok(())
    }
}

/// The owner has no room for it.
fn full() -> Carried {
    let words = "Your files take all the room that you have; delete some of them first";
    Ok(Done::Refused(Error::new(Code::PayloadTooLarge, words)))
}

/// A file that is in no room any more is unwanted.
async fn leave(tx: &mut SqliteConnection, file: &str) -> Result<(), sqlx::Error> {
    let unwanted = sqlx::query(
        "UPDATE files SET state = 'unwanted' WHERE id = ?1 AND state = 'kept'
         AND NOT EXISTS (SELECT 1 FROM file_rooms WHERE file_id = ?1)",
    );
    unwanted.bind(file).execute(tx).await.map(|_| ())
}
