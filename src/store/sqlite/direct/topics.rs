//! Events on topics that are neither rooms nor runs of sessions. What happens to one thing is told
//! on its own topic and on the one that all of its kind share; each has its own `seq`.

use std::sync::Arc;

use sqlx::Row;

use super::Direct;
use crate::{
    contract::{Event, Priority, Time},
    store::{
        About, Audience, Committed, Ends, Readers, StoredEvent,
        sqlite::{
            rows::{Cell, Rows},
            writer::Attempt,
        },
    },
};

/// Where events go, and to whom.
pub struct Stream {
    /// The topic of the thing itself, and the shared one.
    pub topics: [Arc<str>; 2],
    pub readers: Arc<Readers>,
    pub about: About,
}

impl Stream {
    /// The topic of the thing itself.
    pub fn own(&self) -> Arc<str> {
        self.topics[0].clone()
    }
}

impl Direct<'_> {
    /// Adds events to both topics; the `seq` of the last one on the thing's own.
    pub(super) async fn tell_topics(&mut self, stream: &Stream, events: &[Event]) -> Result<i64, Attempt> {
        let encode = |event: &Event| Ok((event.name(), Arc::from(event.to_json()?), event.priority()));
        let encoded =
            events.iter().map(encode).collect::<Result<Vec<(&'static str, Arc<str>, Priority)>, Attempt>>()?;
        let (mut rows, at) = (Rows::default(), Time::now().0);
        let mut own_head = 0;
        for (place, topic) in stream.topics.iter().enumerate() {
            let head = self.advance(topic, encoded.len() as i64).await?;
            if place == 0 {
                own_head = head;
            }
            let first = head - encoded.len() as i64 + 1;
            for (seq, &(name, ref payload, priority)) in (first..).zip(&encoded) {
                rows.push([Cell::text(topic), Cell::Int(seq), Cell::Static(name), Cell::text(payload), Cell::Int(at)]);
                let audience = Audience::Topic { readers: stream.readers.clone(), about: stream.about.clone() };
                let event = StoredEvent { topic: topic.clone(), seq, name, payload: payload.clone(), priority };
                self.told.push(Committed { audience, event, ends: Ends::Nobody });
            }
        }
        rows.insert(self.tx, "events (topic, seq, name, payload, created_at)").await?;
        Ok(own_head)
    }

    /// The new head of a topic on which `count` events more are told.
    async fn advance(&mut self, topic: &str, count: i64) -> Result<i64, Attempt> {
        let row = sqlx::query(
            "INSERT INTO topics (topic, head_seq) VALUES (?, ?)
             ON CONFLICT DO UPDATE SET head_seq = head_seq + excluded.head_seq RETURNING head_seq",
        );
        Ok(row.bind(topic).bind(count).fetch_one(&mut *self.tx).await?.try_get(0)?)
    }
}
