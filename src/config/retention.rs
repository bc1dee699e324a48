//! How long events are kept for those who were away.

use std::time::Duration;

use serde::Deserialize;

use crate::store::Keep;

/// `[retention]`: what of the event log is forgotten. Messages are no part of it: they are kept
/// until somebody deletes them. A client whose position has been forgotten gets `sync:reset`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Events older than this; never, when left out.
    #[serde(with = "humantime_serde")]
    pub events_age: Option<Duration>,
    /// The oldest events of a topic that has more than this; never, when left out.
    pub events_per_topic: Option<u32>,
    /// How often events are looked through.
    #[serde(with = "humantime_serde")]
    pub every: Duration,
}

impl Default for Retention {
    fn default() -> Self {
        Self { events_age: None, events_per_topic: None, every: Duration::from_secs(3600) }
    }
}

impl Retention {
    /// What is kept.
    pub fn keep(&self) -> Keep {
        Keep { age: self.events_age, per_topic: self.events_per_topic }
    }
}
