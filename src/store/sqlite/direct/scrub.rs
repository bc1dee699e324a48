//! Takes a message's text from wherever it was written. Freed pages are overwritten by
//! `secure_delete`, the write-ahead log when the store closes.

use std::sync::Arc;

use super::Direct;
use crate::{
    contract::ChatMessage,
    error::Code,
    store::{StoredOutcome, sqlite::writer::Attempt},
};

impl Direct<'_> {
    /// From the events of its room and the replies kept for repeats.
    pub(super) async fn scrub_log(
        &mut self,
        room: &Arc<str>,
        message: &ChatMessage,
        mask: &str,
    ) -> Result<(), Attempt> {
        let id = &message.id;
        if message.edited_at.is_some() {
            self.scrub_edits(room, id, mask).await?;
        }
        self.scrub_replies(id).await
    }

    /// The events of a room can be many: they are gone through only for a message that was edited.
    async fn scrub_edits(&mut self, room: &Arc<str>, id: &str, mask: &str) -> Result<(), Attempt> {
        sqlx::query(
            "UPDATE events SET payload = json_remove(json_set(payload, '$.body', ?1, '$.attachments', json('[]')), '$.metadata')
             WHERE topic = 'rooms/' || ?2 AND seq > (SELECT seq FROM messages WHERE id = ?3)
             AND payload ->> '$.id' = ?3",
        )
        .bind(mask)
        .bind(&**room)
        .bind(id)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    async fn scrub_replies(&mut self, id: &str) -> Result<(), Attempt> {
        let gone = StoredOutcome::Error { code: Code::NotFound, message: "No such message".to_owned() };
        let gone = serde_json::to_string(&gone)?;
        sqlx::query("UPDATE requests SET outcome = ? WHERE message_id = ? AND session_id IS NULL")
            .bind(&gone)
            .bind(id)
            .execute(&mut *self.tx)
            .await?;
        // The answer of an agent is in the outcome of its run too.
        sqlx::query(
            "UPDATE runs SET outcome = ?1 WHERE outcome IS NOT NULL
             AND id = (SELECT metadata ->> '$.runId' FROM messages WHERE id = ?2 AND sender_id LIKE 'agent:%')",
        )
        .bind(&gone)
        .bind(id)
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// From the message itself and its earlier versions; its files go too.
    pub(super) async fn scrub_message(&mut self, id: &str, mask: &str) -> Result<(), Attempt> {
        self.take_files_of(id).await?;
        sqlx::query("DELETE FROM message_versions WHERE message_id = ?").bind(id).execute(&mut *self.tx).await?;
        sqlx::query("UPDATE messages SET body = ?, attachments = NULL, metadata = NULL WHERE id = ?")
            .bind(mask)
            .bind(id)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
