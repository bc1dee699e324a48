//! Topics beside rooms: a replay holds each event against who may see it and what is wanted, as it
//! is told live.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use super::{Forgotten, PAGE, Resume};
use crate::{
    contract::Filters,
    domain::{
        mission,
        topic::{Access, Topic, access},
    },
    error::{Code, Error},
    hub::Outgoing,
    store::{About, Readers, StoredEvent},
};

/// What an event says that it is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    mission_id: Option<Arc<str>>,
    session_id: Option<Arc<str>>,
}

/// What a reader gets of a topic.
struct Reading {
    filters: Option<Arc<Filters>>,
    /// Who may see the thing that the topic is about; `None` on a shared topic.
    readers: Option<Arc<Readers>>,
    /// Who may see the missions that a shared topic tells of; `None`: those that are gone.
    missions: HashMap<Arc<str>, Option<Arc<Readers>>>,
}

impl Resume<'_> {
    /// `Err` with the head when the topic cannot be resumed from `position`. From now on the
    /// connection is subscribed to it.
    pub(super) async fn topic(
        &mut self,
        name: &str,
        topic: Topic<'_>,
        position: i64,
    ) -> Result<Result<(), i64>, Error> {
        let readers = match access(self.app, self.connection.user(), topic).await {
            Ok(Access::Thing(readers)) => Some(readers),
            Ok(Access::Shared) => None,
            Ok(Access::Room(_)) => return Ok(Err(0)),
            Err(error) if error.code == Code::NotFound => return Ok(Err(0)),
            Err(error) => return Err(error),
        };
        let name: Arc<str> = name.into();
        let filters = self.filters(&name);
        self.app.hub.topics.subscribe(self.connection, &name, filters.clone());
        let head = self.app.store.topic_head(&name).await?;
        if head < position {
            return Ok(Err(head));
        }
        let reading = Reading { filters, readers, missions: HashMap::new() };
        Ok(self.told(&name, position, reading).await?.map_err(|Forgotten| head))
    }

    /// What is wanted of a topic: as the client says now, else as before.
    fn filters(&self, topic: &str) -> Option<Arc<Filters>> {
        if let Some(filters) = self.wanted.filters.get(topic) {
            return Some(Arc::new(filters.clone()));
        }
        self.connection.subscriptions().into_iter().find(|(name, _)| **name == *topic)?.1
    }

    async fn told(
        &mut self,
        topic: &Arc<str>,
        after: i64,
        mut reading: Reading,
    ) -> Result<Result<(), Forgotten>, Error> {
        let mut after = after;
        loop {
            let Some(page) = self.app.store.events(topic, after, PAGE).await? else { return Ok(Err(Forgotten)) };
            let more = page.len() as i64 == PAGE;
            for event in page {
                after = event.seq;
                self.replayed.seen.insert(topic.clone(), event.seq);
                if self.gets(&mut reading, &event).await? {
                    self.replayed.count += 1;
                    self.connection.replay(Arc::new(Outgoing::replayed(event))).await?;
                }
            }
            if !more {
                return Ok(Ok(()));
            }
        }
    }

    async fn gets(&self, reading: &mut Reading, event: &StoredEvent) -> Result<bool, Error> {
        let subject: Subject = serde_json::from_str(&event.payload).map_err(Error::server)?;
        let about = About { mission: subject.mission_id, session: subject.session_id };
        if reading.filters.as_ref().is_some_and(|filters| !filters.let_pass(event.name, &about)) {
            return Ok(false);
        }
        let readers = match (&reading.readers, about.mission) {
            (Some(readers), _) => Some(readers.clone()),
            (None, Some(mission)) => self.readers_of(reading, mission).await?,
            (None, None) => None,
        };
        Ok(readers.is_some_and(|readers| readers.include(self.connection.user())))
    }

    async fn readers_of(&self, reading: &mut Reading, mission: Arc<str>) -> Result<Option<Arc<Readers>>, Error> {
        if let Some(known) = reading.missions.get(&mission) {
            return Ok(known.clone());
        }
        let readers = match self.app.store.mission(&mission).await? {
            Some(row) => Some(mission::readers(self.app, &row).await?),
            None => None,
        };
        reading.missions.insert(mission, readers.clone());
        Ok(readers)
    }
}
