//! What is asked of missions beside the writer.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Sqlite, outage, read_missions};
use crate::store::{DoneSpec, MissionRow, MissionStore, SpecRow, StoreError};

#[async_trait]
impl MissionStore for Sqlite {
    async fn mission(&self, id: &str) -> Result<Option<MissionRow>, StoreError> {
        read_missions::mission(&self.pool, id).await.map_err(|error| outage(&error))
    }

    async fn missions(&self, user: &str, limit: i64) -> Result<Vec<MissionRow>, StoreError> {
        read_missions::missions(&self.pool, user, limit).await.map_err(|error| outage(&error))
    }

    async fn missions_at_work(&self) -> Result<Vec<MissionRow>, StoreError> {
        read_missions::missions_at_work(&self.pool).await.map_err(|error| outage(&error))
    }

    async fn next_spec(&self, mission: &str) -> Result<Option<SpecRow>, StoreError> {
        read_missions::next_spec(&self.pool, mission).await.map_err(|error| outage(&error))
    }

    async fn done_specs(&self, mission: &str) -> Result<Vec<DoneSpec>, StoreError> {
        read_missions::done_specs(&self.pool, mission).await.map_err(|error| outage(&error))
    }

    async fn mission_of(&self, forge_session: &str) -> Result<Option<Arc<str>>, StoreError> {
        read_missions::mission_of(&self.pool, forge_session).await.map_err(|error| outage(&error))
    }

    async fn topic_head(&self, topic: &str) -> Result<i64, StoreError> {
        read_missions::topic_head(&self.pool, topic).await.map_err(|error| outage(&error))
    }
}
