//! Who takes part in which voice room: a state machine that says what happened and whom to tell,
//! and tells nobody itself.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use uuid::Uuid;

use crate::{
    contract::{Event, Participant, Time, User, uuid_of},
    domain::line::{Line, Place, Tell},
    error::{Code, Error},
};

#[derive(Default)]
pub struct State {
    /// In the order of joining.
    rooms: HashMap<Arc<str>, Vec<Taking>>,
    /// The rooms in which a user takes part.
    of: HashMap<Arc<str>, BTreeSet<Arc<str>>>,
}

/// Somebody who takes part.
struct Taking {
    line: Line,
    user: User,
    muted: bool,
    speaking: bool,
    joined_at: Time,
}

/// What came of a join.
#[derive(Debug, PartialEq, Eq)]
pub enum Joined {
    Newly,
    /// From another connection, which speaks for the user no more.
    Over,
    Already,
}

impl State {
    /// The user takes part on this connection from now on. One that comes back after a cut goes on
    /// as if nothing had been; one that takes over from another begins anew, as the others have to
    /// connect to it.
    pub fn join(&mut self, room: &Arc<str>, user: &User, place: &Place) -> (Joined, Vec<Tell>) {
        let id: Arc<str> = user.id.as_str().into();
        let seats = self.rooms.entry(room.clone()).or_default();
        if let Some(one) = seats.iter_mut().find(|one| *one.line.user() == id)
            && one.line.connection().is_none_or(|on| on == place.connection)
        {
            return (Joined::Already, one.line.speaks(place).unwrap_or_default());
        }
        let before = seats.len();
        seats.retain(|one| *one.line.user() != id);
        let joined = if seats.len() < before { Joined::Over } else { Joined::Newly };
        let (line, user) = (Line::new(id.clone(), place.clone()), user.clone());
        seats.push(Taking { line, user, muted: false, speaking: false, joined_at: Time::now() });
        self.of.entry(id).or_default().insert(room.clone());
        (joined, Vec::new())
    }

    /// The user takes part no more; the connection that spoke for them, if it was not cut. With
    /// `on`, only if that one does.
    pub fn leave(&mut self, room: &str, user: &str, on: Option<Uuid>) -> Option<Option<Uuid>> {
        let seats = self.rooms.get_mut(room)?;
        let place = seats.iter().position(|one| **one.line.user() == *user)?;
        let connection = seats.get(place)?.line.connection();
        if on.is_some() && connection.is_some() && connection != on {
            return None;
        }
        seats.remove(place);
        if seats.is_empty() {
            self.rooms.remove(room);
        }
        if let Some(rooms) = self.of.get_mut(user) {
            rooms.remove(room);
            if rooms.is_empty() {
                self.of.remove(user);
            }
        }
        Some(connection)
    }

    /// In the order of joining.
    pub fn participants(&self, room: &str) -> Vec<Participant> {
        let participant = |one: &Taking| Participant {
            user: one.user.clone(),
            muted: one.muted,
            speaking: one.speaking,
            joined_at: one.joined_at,
        };
        self.rooms.get(room).into_iter().flatten().map(participant).collect()
    }

    /// Passes an event on to one other, or to all; how many.
    pub fn relay(
        &mut self,
        room: &str,
        from: &Place,
        user: &str,
        target: Option<&str>,
        event: &Event,
    ) -> Result<(u32, Vec<Tell>), Error> {
        let (_, mut tells) = self.taking(room, user, from)?;
        let named = |target| self.named(room, target).ok_or_else(|| Error::not_found("participant"));
        let target = target.map(named).transpose()?;
        if target.as_deref() == Some(user) {
            return Err(Error::new(Code::Conflict, "This would go to yourself"));
        }
        let seats = self.rooms.get_mut(room).into_iter().flatten();
        let others = seats.filter(|one| **one.line.user() != *user);
        let wanted = others.filter(|one| target.as_ref().is_none_or(|target| one.line.user() == target));
        let mut recipients = 0;
        for one in wanted {
            recipients += 1;
            tells.extend(one.line.tell(event.clone()));
        }
        Ok((recipients, tells))
    }

    /// Whether it was news, and whether the user spoke, which ends.
    pub fn mute(&mut self, room: &str, from: &Place, user: &str, muted: bool) -> Result<Muted, Error> {
        let (one, tells) = self.taking(room, user, from)?;
        let news = std::mem::replace(&mut one.muted, muted) != muted;
        let fell_silent = muted && std::mem::take(&mut one.speaking);
        Ok(Muted { news, fell_silent, tells })
    }

    /// Whether it was news. A muted user never speaks.
    pub fn speak(&mut self, room: &str, from: &Place, user: &str, speaking: bool) -> Result<(bool, Vec<Tell>), Error> {
        let (one, tells) = self.taking(room, user, from)?;
        if one.muted && speaking {
            return Err(Error::new(Code::Conflict, "You are muted"));
        }
        Ok((std::mem::replace(&mut one.speaking, speaking) != speaking, tells))
    }

    /// A connection is gone: the rooms in which it spoke for its user, with the numbers of the cuts.
    pub fn cut(&mut self, user: &str, connection: Uuid) -> Vec<(Arc<str>, u64)> {
        let mut cuts = Vec::new();
        for room in self.rooms_of(user) {
            let cut = self.find(&room, user).and_then(|one| one.line.cut(connection));
            cuts.extend(cut.map(|cut| (room, cut)));
        }
        cuts
    }

    /// A connection of a user is new: the rooms in which it speaks for them from now on.
    pub fn came(&mut self, user: &str, place: &Place) -> (Vec<Arc<str>>, Vec<Tell>) {
        let (mut rooms, mut tells) = (Vec::new(), Vec::new());
        for room in self.rooms_of(user) {
            if let Some(missed) = self.find(&room, user).and_then(|one| one.line.came(place)) {
                rooms.push(room);
                tells.extend(missed);
            }
        }
        (rooms, tells)
    }

    /// Whether nobody has come since that cut; the user then takes part no more.
    pub fn lost(&mut self, room: &str, user: &str, cut: u64) -> bool {
        let lost = self.find(room, user).is_some_and(|one| one.line.is_lost(cut));
        lost && self.leave(room, user, None).is_some()
    }

    /// Everybody who takes part in a room, which is gone.
    pub fn everybody(&self, room: &str) -> Vec<Arc<str>> {
        self.rooms.get(room).into_iter().flatten().map(|one| one.line.user().clone()).collect()
    }

    /// The part that the user takes on this connection, and what it has missed.
    fn taking(&mut self, room: &str, user: &str, from: &Place) -> Result<(&mut Taking, Vec<Tell>), Error> {
        let one = self.find(room, user);
        let one = one.ok_or_else(|| Error::new(Code::Conflict, "Join the voice room first"))?;
        match one.line.speaks(from) {
            Some(missed) => Ok((one, missed)),
            None => Err(Error::new(Code::Conflict, "You take part on another of your devices")),
        }
    }

    fn find(&mut self, room: &str, user: &str) -> Option<&mut Taking> {
        self.rooms.get_mut(room)?.iter_mut().find(|one| **one.line.user() == *user)
    }

    /// The user who takes part and whom a client names: by the user's id, or by the UUID that stands
    /// for it in dialects that know only those. The id goes first: nobody's UUID hides somebody.
    pub fn named(&self, room: &str, target: &str) -> Option<Arc<str>> {
        let users = || self.rooms.get(room).into_iter().flatten().map(|one| one.line.user());
        let by_uuid = |uuid| users().find(|user| uuid_of(user) == uuid);
        let named = users().find(|user| ***user == *target).or_else(|| Uuid::parse_str(target).ok().and_then(by_uuid));
        named.cloned()
    }

    fn rooms_of(&self, user: &str) -> BTreeSet<Arc<str>> {
        self.of.get(user).cloned().unwrap_or_default()
    }
}

/// What came of muting.
pub struct Muted {
    pub news: bool,
    pub fell_silent: bool,
    pub tells: Vec<Tell>,
}
