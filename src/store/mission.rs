//! Missions as they are kept, and what can be changed in them.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Readers, StoreError};
use crate::contract::{Event, Mission, RunUsage};

/// A mission, and who may see it.
#[derive(Debug, Clone)]
pub struct MissionRow {
    pub id: Arc<str>,
    pub creator: Arc<str>,
    pub room: Option<Arc<str>>,
    pub model: Arc<str>,
    /// As clients see it, but for its place among those that wait.
    pub mission: Mission,
}

/// A spec of a mission that is to be carried out.
#[derive(Debug, Clone)]
pub struct SpecRow {
    /// 0 the first.
    pub place: i64,
    pub id: Arc<str>,
    pub prompt: Arc<str>,
}

/// A spec of a mission that is done.
#[derive(Debug, Clone)]
pub struct DoneSpec {
    pub prompt: String,
    pub response: String,
}

/// What changes in a mission. That its caller may do it has been decided.
#[derive(Debug, Clone)]
pub struct MissionChange {
    pub mission: Arc<str>,
    /// Who is told.
    pub readers: Arc<Readers>,
    pub act: MissionAct,
}

/// What is done with a mission.
#[derive(Debug, Clone)]
pub enum MissionAct {
    Create(NewMission),
    Steer(Steer),
    /// It has to wait for its turn, at this place.
    Wait(u32),
    /// A spec begins. Refused when the mission does not run any more, or is elsewhere.
    Begin {
        run: Arc<str>,
        spec: SpecRow,
    },
    /// Events of a forge session.
    Tell {
        run: Arc<str>,
        events: Vec<Event>,
    },
    /// A forge session has ended.
    End(EndSpec),
}

/// What `mission:create` makes.
#[derive(Debug, Clone)]
pub struct NewMission {
    pub name: String,
    pub creator: Arc<str>,
    pub room: Option<Arc<str>>,
    pub model: Arc<str>,
    /// Id and prompt of each, in order.
    pub specs: Vec<(String, String)>,
}

/// What its creator can do with a mission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steer {
    Start,
    Pause,
    Resume,
    Cancel,
}

/// How the run of a spec ended.
#[derive(Debug, Clone)]
pub struct EndSpec {
    pub run: Arc<str>,
    pub end: SpecEnd,
    pub usage: Option<RunUsage>,
    /// What is not stored yet of its events.
    pub events: Vec<Event>,
}

/// What came of a spec.
#[derive(Debug, Clone)]
pub enum SpecEnd {
    Completed {
        response: String,
    },
    /// In words. The mission fails with it.
    Failed(String),
    Cancelled,
    /// A stop of the server cut it off: the mission will carry it out again.
    CutOff,
}

/// What is asked of missions beside the writer.
#[async_trait]
pub trait MissionStore: Send + Sync {
    /// One mission.
    async fn mission(&self, id: &str) -> Result<Option<MissionRow>, StoreError>;

    /// The newest `limit` missions that the user made or that belong to a room of theirs, oldest first.
    async fn missions(&self, user: &str, limit: i64) -> Result<Vec<MissionRow>, StoreError>;

    /// Missions that run, or of which a spec was at work when the server stopped, in the order in which
    /// they came.
    async fn missions_at_work(&self) -> Result<Vec<MissionRow>, StoreError>;

    /// The spec of a mission that comes next.
    async fn next_spec(&self, mission: &str) -> Result<Option<SpecRow>, StoreError>;

    /// The specs of a mission that are done, in order.
    async fn done_specs(&self, mission: &str) -> Result<Vec<DoneSpec>, StoreError>;

    /// The mission that a forge session belongs to.
    async fn mission_of(&self, forge_session: &str) -> Result<Option<Arc<str>>, StoreError>;

    /// Newest `seq` of a topic of this kind; 0 where nothing was told yet.
    async fn topic_head(&self, topic: &str) -> Result<i64, StoreError>;
}
