//! One end of a signaling: a user, on the connection that speaks for them. A connection that is cut
//! may come back as another one; what was to be told meanwhile waits for it.

use std::{collections::VecDeque, sync::Arc};

use uuid::Uuid;

use crate::{App, contract::Event};

/// Events that wait for a connection to come back; what is beyond is dropped, as signaling may be.
const MOST_MISSED: usize = 64;

/// A connection, and the device that it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub connection: Uuid,
    pub device: Arc<str>,
}

/// Whose connections are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// This one.
    One(Uuid),
    /// All of the user, but for one.
    All(Option<Uuid>),
}

/// An event for the connections of a user.
#[derive(Debug, Clone)]
pub struct Tell {
    pub user: Arc<str>,
    pub to: To,
    pub event: Event,
}

/// Tells them, in their order.
pub fn tell(app: &App, tells: Vec<Tell>) {
    for Tell { user, to, event } in tells {
        match to {
            To::One(connection) => app.hub.tell_those(&user, |one| one.id == connection, event),
            To::All(except) => app.hub.tell(&user, except, event),
        }
    }
}

/// A user, on a connection or between two.
#[derive(Debug)]
pub struct Line {
    user: Arc<str>,
    /// The device that it began on.
    home: Arc<str>,
    on: Option<Place>,
    missed: VecDeque<Event>,
    /// How often it was cut, so that what waits for one cut does not take it for another.
    cuts: u64,
}

impl Line {
    pub fn new(user: Arc<str>, place: Place) -> Self {
        Self { user, home: place.device.clone(), on: Some(place), missed: VecDeque::new(), cuts: 0 }
    }

    pub fn user(&self) -> &Arc<str> {
        &self.user
    }

    /// The connection that speaks for it right now.
    pub fn connection(&self) -> Option<Uuid> {
        self.on.as_ref().map(|place| place.connection)
    }

    /// Tells the connection; without one, whichever comes next.
    pub fn tell(&mut self, event: Event) -> Option<Tell> {
        match self.connection() {
            Some(connection) => Some(Tell { user: self.user.clone(), to: To::One(connection), event }),
            None => {
                if self.missed.len() < MOST_MISSED {
                    self.missed.push_back(event);
                }
                None
            }
        }
    }

    /// A connection is gone; the number of the cut, if it spoke for this end.
    pub fn cut(&mut self, connection: Uuid) -> Option<u64> {
        if self.connection() != Some(connection) {
            return None;
        }
        self.on = None;
        self.cuts += 1;
        Some(self.cuts)
    }

    /// Whether nobody has come since that cut.
    pub fn is_lost(&self, cut: u64) -> bool {
        self.on.is_none() && self.cuts == cut
    }

    /// A connection of the user asks to speak for this end by a command; what it has missed, or
    /// `None` if another one does. One on the device that it began on takes over from one that is
    /// dead already without anybody having noticed.
    pub fn speaks(&mut self, place: &Place) -> Option<Vec<Tell>> {
        let free = self.on.as_ref().is_none_or(|on| on == place || place.device == self.home);
        free.then(|| self.take(place))
    }

    /// A connection of the user is new: it speaks for this end if none does, or if one does that is
    /// not on the device that it began on, and this one is.
    pub fn came(&mut self, place: &Place) -> Option<Vec<Tell>> {
        let free = self.on.as_ref().is_none_or(|on| on.device != self.home && place.device == self.home);
        free.then(|| self.take(place))
    }

    fn take(&mut self, place: &Place) -> Vec<Tell> {
        self.on = Some(place.clone());
        let (user, to) = (&self.user, To::One(place.connection));
        self.missed.drain(..).map(|event| Tell { user: user.clone(), to: to.clone(), event }).collect()
    }
}
