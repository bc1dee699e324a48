//! Topics beside rooms: a replay holds each event against who may see it and what is wanted, as it
//! is told live.

use std::{collections::HashMap, sync::Arc};

use serde::Deserialize;

use super::{Forgotten, PAGE, Resume};
use crate::{
    contract::Filters,
    domain::{
        system,
        topic::{Access, Topic, access, readers},
    },
    error::{Code, Error},
    hub::Outgoing,
    store::{About, Readers, StoredEvent},
};

/// What an event says that it is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subject {
    /// Of the thing itself.
    id: Option<Arc<str>>,
    mission_id: Option<Arc<str>>,
    session_id: Option<Arc<str>>,
}

/// What a reader gets of a topic.
struct Reading<'a> {
    topic: Topic<'a>,
    filters: Option<Arc<Filters>>,
    /// Who may see the thing that the topic is about; `None` on a shared topic.
    readers: Option<Arc<Readers>>,
    /// Who may see the things that a shared topic tells of; `None`: those that are gone.
    things: HashMap<Arc<str>, Option<Arc<Readers>>>,
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
            Ok(Access::System) => {
                system::subscribe(self.app, self.connection, self.filters(name));
                return Ok(if position == 0 { Ok(()) } else { Err(0) });
            }
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
        let reading = Reading { topic, filters, readers, things: HashMap::new() };
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
        mut reading: Reading<'_>,
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

    async fn gets(&self, reading: &mut Reading<'_>, event: &StoredEvent) -> Result<bool, Error> {
        let subject: Subject = serde_json::from_str(&event.payload).map_err(Error::server)?;
        let about = About { mission: subject.mission_id, session: subject.session_id };
        if reading.filters.as_ref().is_some_and(|filters| !filters.let_pass(event.name, &about)) {
            return Ok(false);
        }
        let thing = if reading.topic == Topic::Tasks { subject.id } else { about.mission };
        let readers = match (&reading.readers, thing) {
            (Some(readers), _) => Some(readers.clone()),
            (None, Some(thing)) => self.readers_of(reading, thing).await?,
            (None, None) => None,
        };
        Ok(readers.is_some_and(|readers| readers.include(self.connection.user())))
    }

    /// Who may see one of the things that a shared topic tells of.
    async fn readers_of(&self, reading: &mut Reading<'_>, id: Arc<str>) -> Result<Option<Arc<Readers>>, Error> {
        if let Some(known) = reading.things.get(&id) {
            return Ok(known.clone());
        }
        let thing = if reading.topic == Topic::Tasks { Topic::Task(&id) } else { Topic::Mission(&id) };
        let readers = readers(self.app, thing).await?;
        reading.things.insert(id, readers.clone());
        Ok(readers)
    }
}
