//! Forgetting the oldest events of a topic.

use std::sync::Arc;

use super::{Carried, Direct, done};

impl Direct<'_> {
    /// From now on the topic's history begins after `seq`.
    pub(super) async fn trim(&mut self, topic: &Arc<str>, seq: i64) -> Carried {
        sqlx::query("DELETE FROM events WHERE topic = ? AND seq <= ?")
            .bind(&**topic)
            .bind(seq)
            .execute(&mut *self.tx)
            .await?;
        sqlx::query(
            "INSERT INTO floors (topic, seq) VALUES (?, ?)
             ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE seq < excluded.seq",
        )
        .bind(&**topic)
        .bind(seq)
        .execute(&mut *self.tx)
        .await?;
        done()
    }
}
