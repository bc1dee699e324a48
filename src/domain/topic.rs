//! What clients may subscribe to, and who may (contract section 3).

use std::{collections::HashSet, sync::Arc};

use super::{mission, permission::Action, presence, room_for, system, task};
use crate::{
    App,
    error::Error,
    store::{Readers, Remembered, RoomState, StoreError},
};

/// A topic by what it tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic<'a> {
    /// A room, or a session.
    Room(&'a str),
    /// Missions, all that the reader may see.
    Missions,
    Mission(&'a str),
    /// Forge sessions, all that the reader may see.
    ForgeSessions,
    /// A run: of a spec, or of a session.
    Run(&'a str),
    /// Tasks, all that the reader may see.
    Tasks,
    Task(&'a str),
    /// Who is there, and on what: told to those who share a room whether they subscribe or not.
    User(&'a str),
    /// How the server is, and what its administrator announces.
    System,
}

/// Those that are not of one thing.
const SHARED: [(&str, Topic<'static>); 4] = [
    ("missions", Topic::Missions),
    ("forge_sessions", Topic::ForgeSessions),
    ("tasks", Topic::Tasks),
    (system::TOPIC, Topic::System),
];

impl<'a> Topic<'a> {
    /// `None` for what is no topic.
    pub fn parse(name: &'a str) -> Option<Self> {
        match name.split_once('/') {
            None => SHARED.into_iter().find_map(|(shared, topic)| (shared == name).then_some(topic)),
            Some((_, "")) => None,
            Some(("rooms", id)) => Some(Self::Room(id)),
            Some(("missions", id)) => Some(Self::Mission(id)),
            Some(("forge_sessions", id)) => Some(Self::Run(id)),
            Some(("tasks", id)) => Some(Self::Task(id)),
            Some(("users", id)) => Some(Self::User(id)),
            Some(_) => None,
        }
    }

    /// Whether what it tells is kept, with a `seq`.
    pub fn is_durable(self) -> bool {
        !matches!(self, Self::User(_) | Self::System)
    }
}

/// How a reader comes to hear of a topic.
pub enum Access {
    /// By watching a room: its own topic, and those of the runs in it.
    Room(Arc<RoomState>),
    /// By a subscription to a thing that these may see.
    Thing(Arc<Readers>),
    /// By a subscription to a shared topic: each event is held against who may see it.
    Shared,
    /// As everybody does, by a subscription to how the server is: that is told at once.
    System,
}

/// How this user may hear of a topic. What they may not hear of looks like what does not exist.
pub async fn access(app: &App, user: &Arc<str>, topic: Topic<'_>) -> Result<Access, Error> {
    let gone = || Error::not_found("topic");
    match topic {
        Topic::Missions | Topic::ForgeSessions | Topic::Tasks => Ok(Access::Shared),
        Topic::System => Ok(Access::System),
        Topic::Room(id) => {
            let room = room_for(app, user, id, Action::Read).await;
            let room = room.map_err(|error| if error.code.retryable() { error } else { gone() })?;
            // Only by its id: a topic has one name.
            if *room.id == *id { Ok(Access::Room(room)) } else { Err(gone()) }
        }
        Topic::User(id) => {
            let id: Arc<str> = id.into();
            let shown: HashSet<_> = presence::shown(app, user, std::slice::from_ref(&id)).await?;
            if shown.contains(&id) { Ok(Access::Shared) } else { Err(gone()) }
        }
        Topic::Run(id) if app.store.mission_of(id).await?.is_none() => {
            let run = app.store.run(id).await?.ok_or_else(gone)?;
            let room = app.store.room(&run.session_id, Remembered::Yes).await?.ok_or_else(gone)?;
            room.role(user).ok_or_else(gone)?;
            Ok(Access::Room(room))
        }
        Topic::Mission(_) | Topic::Run(_) | Topic::Task(_) => {
            let readers = readers(app, topic).await?.filter(|readers| readers.include(user));
            readers.map(Access::Thing).ok_or_else(gone)
        }
    }
}

/// Who may see the mission or the task that a topic is about; `None` when there is no such thing.
pub async fn readers(app: &App, topic: Topic<'_>) -> Result<Option<Arc<Readers>>, StoreError> {
    let mission = match topic {
        Topic::Task(id) => {
            let Some(task) = app.store.task(id).await? else { return Ok(None) };
            return task::readers(app, &task).await.map(Some);
        }
        Topic::Mission(id) => Some(id.into()),
        Topic::Run(id) => app.store.mission_of(id).await?,
        _ => None,
    };
    let Some(mission) = mission else { return Ok(None) };
    let Some(row) = app.store.mission(&mission).await? else { return Ok(None) };
    mission::readers(app, &row).await.map(Some)
}
