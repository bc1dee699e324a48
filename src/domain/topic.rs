//! What clients may subscribe to, and who may (contract section 3).

use std::sync::Arc;

use super::{mission, permission::Action, room_for};
use crate::{
    App,
    error::Error,
    store::{Readers, Remembered, RoomState},
};

/// A topic by what it tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

impl<'a> Topic<'a> {
    /// `None` for what is no topic.
    pub fn parse(name: &'a str) -> Option<Self> {
        match name.split_once('/') {
            None => [("missions", Self::Missions), ("forge_sessions", Self::ForgeSessions)]
                .into_iter()
                .find_map(|(shared, topic)| (shared == name).then_some(topic)),
            Some((_, "")) => None,
            Some(("rooms", id)) => Some(Self::Room(id)),
            Some(("missions", id)) => Some(Self::Mission(id)),
            Some(("forge_sessions", id)) => Some(Self::Run(id)),
            Some(_) => None,
        }
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
}

/// How this user may hear of a topic. What they may not hear of looks like what does not exist.
pub async fn access(app: &App, user: &str, topic: Topic<'_>) -> Result<Access, Error> {
    let gone = || Error::not_found("topic");
    match topic {
        Topic::Missions | Topic::ForgeSessions => Ok(Access::Shared),
        Topic::Room(id) => Ok(Access::Room(room_for(app, user, id, Action::Read).await.map_err(|_| gone())?)),
        Topic::Mission(id) => {
            mission::visible(app, user, id).await.map(|(_, readers)| Access::Thing(readers)).map_err(as_topic)
        }
        Topic::Run(id) => match app.store.mission_of(id).await? {
            Some(mission) => {
                mission::visible(app, user, &mission).await.map(|(_, readers)| Access::Thing(readers)).map_err(as_topic)
            }
            None => {
                let run = app.store.run(id).await?.ok_or_else(gone)?;
                let room = app.store.room(&run.session_id, Remembered::Yes).await?.ok_or_else(gone)?;
                room.role(user).ok_or_else(gone)?;
                Ok(Access::Room(room))
            }
        },
    }
}

/// In the words of topics, unless it is an outage.
fn as_topic(error: Error) -> Error {
    if error.code.retryable() { error } else { Error::not_found("topic") }
}
