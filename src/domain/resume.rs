//! Sends again what a client missed (contract section 5).
//!
//! The connection is already joined and holds live events back: what is committed before a topic
//! is read is replayed, what is committed after it is held. Nothing falls in between.

mod topics;

use std::{collections::HashMap, sync::Arc};

use super::{session, topic::Topic, watch};
use crate::{
    App,
    connection::{Connection, Wanted},
    contract::{Event, ForgeCompleted, RunStatus, SyncReset},
    error::{Code, Error},
    hub::Outgoing,
    store::{Change, Remembered, RunRow, StoredEvent, What, room_topic, run_topic},
};

/// Events read at once.
const PAGE: i64 = 200;

/// What a replay sent.
#[derive(Default)]
pub struct Replayed {
    pub count: u64,
    /// Topics that could not be resumed.
    pub reset: Vec<String>,
    /// The last `seq` sent, by topic.
    pub seen: HashMap<Arc<str>, i64>,
}

/// When a client resumes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// As it connects: replies to commands of its last connection are gone.
    Connecting,
    /// Within a connection: every command has had its reply.
    Connected,
}

/// Some of the events that were asked for are not kept any more.
struct Forgotten;

/// A replay to one client.
pub struct Resume<'a> {
    app: &'a Arc<App>,
    connection: &'a Arc<Connection>,
    wanted: &'a Wanted,
    when: When,
    replayed: Replayed,
}

impl<'a> Resume<'a> {
    /// A replay of what the client wants: the last `seq` seen, by topic.
    pub fn new(app: &'a Arc<App>, connection: &'a Arc<Connection>, wanted: &'a Wanted, when: When) -> Self {
        Self { app, connection, wanted, when, replayed: Replayed::default() }
    }

    /// Replays each topic that the reader may see; the others are reset.
    pub async fn replay(mut self) -> Result<Replayed, Error> {
        for (topic, position) in &self.wanted.positions {
            let position = position.get();
            let reaches = match Topic::parse(topic) {
                Some(Topic::Room(id)) => self.room(id, position).await?,
                Some(Topic::Run(id)) => match self.app.store.run(id).await? {
                    Some(run) => self.run(&run, position).await?,
                    None => self.topic(topic, Topic::Run(id), position).await?,
                },
                Some(other) => self.topic(topic, other, position).await?,
                None => Err(0),
            };
            if let Err(head) = reaches {
                self.reset(topic, head)?;
            }
        }
        self.all_told().await;
        Ok(self.replayed)
    }

    /// What was replayed may be committed and not yet told to those who watch. It is to arrive here
    /// while events are held, where those that were replayed are dropped.
    async fn all_told(&self) {
        if self.replayed.count == 0 {
            return;
        }
        if let Err(error) = self.app.store.change(Change { key: None, what: What::Nothing }).await {
            tracing::debug!(%error, "a replay ends while the store takes no changes");
        }
    }

    /// `Err` with the head when the room cannot be resumed from `position`. From now on the
    /// connection watches it.
    async fn room(&mut self, id: &str, position: i64) -> Result<Result<(), i64>, Error> {
        let user = self.connection.user();
        if let Some(filters) = self.wanted.filters.get(&*room_topic(id)) {
            self.connection.filter_room(id, Some(Arc::new(filters.clone())));
        }
        if let Some(mine) = self.app.store.sessions(user).await?.iter().find(|session| &*session.id == id) {
            return self.room_events(id, position, mine.head).await;
        }
        let room = match self.app.store.room(id, Remembered::Yes).await? {
            // Only by its id: a topic has one name.
            Some(room) if &*room.id == id => room.id.clone(),
            _ => return Ok(Err(0)),
        };
        let Some(mut watch) = watch::begin(self.app, self.connection, &room).await? else { return Ok(Err(0)) };
        loop {
            let seen = self.replayed.seen.get(&room_topic(id)).copied().unwrap_or(position);
            let reaches = self.room_events(id, seen, watch.head).await?;
            match watch::begin(self.app, self.connection, &room).await? {
                // A removal that is past by now ended the watch meanwhile, and what came after was missed.
                Some(again) if again.fresh => watch = again,
                _ => return Ok(reaches),
            }
        }
    }

    /// `Err` with the `head` when the events of a room after `position` are not there.
    async fn room_events(&mut self, id: &str, position: i64, head: i64) -> Result<Result<(), i64>, Error> {
        if head < position {
            return Ok(Err(head));
        }
        // The runs of which the reader has no position: those whose end it cannot have seen.
        for run in self.app.store.runs_after(id, position).await? {
            let topic = run_topic(&run.id);
            if !self.wanted.positions.contains_key(&*topic) {
                let seen = self.replayed.seen.get(&topic).copied().unwrap_or(0);
                // A run whose beginning has been forgotten is past: its answer is in the session.
                self.run_events(&run, seen).await?.unwrap_or(());
            }
        }
        Ok(self.events(&room_topic(id), id, position).await?.map(|_| ()).map_err(|Forgotten| head))
    }

    /// `Err` with the head when the run cannot be resumed from `position`.
    async fn run(&mut self, run: &RunRow, position: i64) -> Result<Result<(), i64>, Error> {
        if !self.may_see(run).await? {
            return Ok(Err(0));
        }
        if run.head < position {
            return Ok(Err(run.head));
        }
        Ok(self.run_events(run, position).await?.map_err(|Forgotten| run.head))
    }

    /// A run is seen by those who see its session.
    async fn may_see(&self, run: &RunRow) -> Result<bool, Error> {
        if run.user == *self.connection.user() {
            return Ok(true);
        }
        self.is_member(&run.session_id).await
    }

    async fn is_member(&self, room: &str) -> Result<bool, Error> {
        let room = self.app.store.room(room, Remembered::Yes).await?;
        Ok(room.is_some_and(|room| room.role(self.connection.user()).is_some()))
    }

    async fn run_events(&mut self, run: &RunRow, after: i64) -> Result<Result<(), Forgotten>, Error> {
        let last = match self.events(&run_topic(&run.id), &run.session_id, after).await? {
            Ok(last) => last,
            Err(forgotten) => return Ok(Err(forgotten)),
        };
        match last {
            Some(last) if run.status == RunStatus::Failed && self.when == When::Connecting => {
                self.tell_failure(run, &last).await.map(Ok)
            }
            _ => Ok(Ok(())),
        }
    }

    /// A run that failed while its caller was away never replied: the command's error comes now.
    async fn tell_failure(&self, run: &RunRow, last: &StoredEvent) -> Result<(), Error> {
        // Unless it was somebody else's, or is being tried again, or has been: that try has a reply of its own.
        if run.user != *self.connection.user() || !run.latest || self.app.in_flight.contains(&run.user, &run.request_id)
        {
            return Ok(());
        }
        let Ok(ForgeCompleted { error: Some(words), .. }) = serde_json::from_str(&last.payload) else {
            return Ok(());
        };
        let payload = Error::new(Code::AgentFailed, words).payload(&run.request_id);
        let event = Outgoing::event(Event::ChatError(payload)).map_err(Error::server)?;
        Ok(self.connection.replay(Arc::new(event)).await?)
    }

    /// All events of a topic after `after`, page by page; the last of them. It takes as long as the
    /// reader does, and ends at once for one who is removed from the room meanwhile.
    async fn events(
        &mut self,
        topic: &Arc<str>,
        room: &str,
        after: i64,
    ) -> Result<Result<Option<StoredEvent>, Forgotten>, Error> {
        let mut last: Option<StoredEvent> = None;
        loop {
            let after = last.as_ref().map_or(after, |event| event.seq);
            let Some(page) = self.app.store.events(topic, after, PAGE).await? else { return Ok(Err(Forgotten)) };
            let more = page.len() as i64 == PAGE;
            for event in page {
                if !self.is_member(room).await? {
                    return Ok(Ok(last));
                }
                self.replayed.seen.insert(topic.clone(), event.seq);
                last = Some(event.clone());
                if !self.connection.wants(room, event.name) {
                    continue;
                }
                self.replayed.count += 1;
                self.connection.replay(Arc::new(Outgoing::replayed(event))).await?;
            }
            if !more {
                return Ok(Ok(last));
            }
        }
    }

    fn reset(&mut self, topic: &str, head: i64) -> Result<(), Error> {
        let event = Event::SyncReset(SyncReset { topic: topic.to_owned(), head_seq: head });
        self.connection.tell_now(&Arc::new(Outgoing::event(event).map_err(Error::server)?));
        self.replayed.reset.push(topic.to_owned());
        Ok(())
    }
}

/// The texts of the answers that are being made right now.
pub async fn running_answers(app: &Arc<App>, connection: &Arc<Connection>) -> Result<Vec<Arc<Outgoing>>, Error> {
    let sessions = session::all(app, connection.user()).await?;
    Ok(sessions.iter().filter_map(|session| app.runs.so_far(&session.id)).collect())
}
