//! One call: it rings, or it is between two connections.

use std::{fmt, sync::Arc};

use uuid::Uuid;

use super::state::{Offer, Offered, Party, conflict};
use crate::{
    contract::{CallAnswered, CallEnd, CallIce, CallOffered, Candidate, Event, Sdp},
    domain::line::{Line, Tell, To},
    error::{Code, Error},
};

/// Candidates of one end that wait for the answer.
const MOST_EARLY: usize = 64;

/// Why a call ended, where the server says so.
#[derive(Debug, Clone, Copy)]
pub struct Reason(&'static str);

/// The reasons of contract section 3.
pub mod reason {
    use super::Reason;

    pub const HANGUP: Reason = Reason("hangup");
    pub const CANCELLED: Reason = Reason("cancelled");
    pub const DECLINED: Reason = Reason("declined");
    pub const BUSY: Reason = Reason("busy");
    pub const TIMEOUT: Reason = Reason("timeout");
    pub const ANSWERED_ELSEWHERE: Reason = Reason("answered_elsewhere");
    pub const CONNECTION_LOST: Reason = Reason("connection_lost");
}

impl Reason {
    /// The event that tells of it.
    pub fn of(self, id: Uuid, other: &str) -> Event {
        end(id, other, self.0)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The event that tells the end of a call; `other` is the other end.
pub fn end(id: Uuid, other: &str, reason: &str) -> Event {
    Event::CallEnd(CallEnd { call_id: id.to_string(), from_user: other.to_owned(), reason: reason.to_owned() })
}

/// A candidate that came before the answer.
pub struct Early {
    pub user: Arc<str>,
    pub connection: Uuid,
    pub candidate: Candidate,
}

pub struct Call {
    pub id: Uuid,
    /// Of the offer that began it.
    pub request_id: String,
    caller: Line,
    callee: Callee,
    /// What devices are told that come while it rings.
    offer: CallOffered,
    early: Vec<Early>,
    /// `requestId` of the newest answer, which may be repeated.
    answer: String,
}

enum Callee {
    /// On all devices.
    Rings(Arc<str>),
    On(Line),
}

impl Call {
    pub fn new(id: Uuid, request_id: String, caller: Line, callee: Arc<str>, offer: CallOffered) -> Self {
        let callee = Callee::Rings(callee);
        Self { id, request_id, caller, callee, offer, early: Vec::new(), answer: String::new() }
    }

    pub fn caller(&self) -> &Arc<str> {
        self.caller.user()
    }

    pub fn callee(&self) -> &Arc<str> {
        match &self.callee {
            Callee::Rings(user) => user,
            Callee::On(line) => line.user(),
        }
    }

    pub fn other(&self, user: &str) -> &Arc<str> {
        if **self.caller() == *user { self.callee() } else { self.caller() }
    }

    pub fn rings(&self) -> bool {
        matches!(self.callee, Callee::Rings(_))
    }

    /// The end of this user; a callee has none while it rings.
    pub fn line(&mut self, user: &str) -> Option<&mut Line> {
        match &mut self.callee {
            _ if **self.caller.user() == *user => Some(&mut self.caller),
            Callee::On(line) => Some(line),
            Callee::Rings(_) => None,
        }
    }

    /// An offer of one who is in this call.
    pub fn offer_within(&mut self, from: &Party, offer: Offer) -> Result<(Offered, Vec<Tell>), Error> {
        let known = Offered::Known { id: self.id };
        if *self.other(&from.user) != offer.target {
            return Err(conflict("You are in another call"));
        }
        if self.request_id == offer.request_id && *self.caller() == from.user {
            return Ok((known, self.speak(from)?));
        }
        if self.rings() {
            return match *self.caller() == from.user {
                true => Err(conflict("You are calling them already")),
                // The offers crossed: this one's sender has been told the other.
                false => Ok((known, Vec::new())),
            };
        }
        let mut tells = self.speak(from)?;
        let (call_id, from_user) = (self.id.to_string(), from.user.to_string());
        let anew = CallOffered { call_id, from_user, call_type: offer.call_type, sdp: offer.sdp };
        tells.extend(self.tell_other(&from.user, Event::CallOffer(anew)));
        Ok((known, tells))
    }

    pub fn answer(&mut self, from: &Party, request_id: &str, sdp: Sdp) -> Result<Vec<Tell>, Error> {
        if self.rings() {
            if *self.caller() == from.user {
                return Err(conflict("It is for the other end to answer"));
            }
            self.callee = Callee::On(Line::new(from.user.clone(), from.place.clone()));
            return Ok(self.answered(from, request_id, sdp));
        }
        let mut tells = self.speak(from)?;
        if self.answer != request_id {
            tells.extend(self.answer_of(from, request_id, sdp));
        }
        Ok(tells)
    }

    /// The first answer: other devices stop ringing, and what came early is told after it.
    fn answered(&mut self, from: &Party, request_id: &str, sdp: Sdp) -> Vec<Tell> {
        let here = from.place.connection;
        let elsewhere = reason::ANSWERED_ELSEWHERE.of(self.id, self.caller());
        let elsewhere = Tell { user: from.user.clone(), to: To::All(Some(here)), event: elsewhere };
        let mut tells = vec![elsewhere];
        tells.extend(self.answer_of(from, request_id, sdp));
        for early in std::mem::take(&mut self.early) {
            // What another device of the callee sent is of no use any more.
            if early.user != from.user || early.connection == here {
                tells.extend(self.candidate_of(early));
            }
        }
        tells
    }

    fn answer_of(&mut self, from: &Party, request_id: &str, sdp: Sdp) -> Option<Tell> {
        self.answer = request_id.to_owned();
        let answer = CallAnswered { call_id: self.id.to_string(), from_user: from.user.to_string(), sdp };
        self.tell_other(&from.user, Event::CallAnswer(answer))
    }

    pub fn ice(&mut self, from: &Party, early: Early) -> Result<Vec<Tell>, Error> {
        // While it rings, any device of the callee may speak.
        let mut tells = if self.line(&from.user).is_some() { self.speak(from)? } else { Vec::new() };
        if !self.rings() {
            tells.extend(self.candidate_of(early));
            return Ok(tells);
        }
        if self.early.iter().filter(|other| other.user == early.user).count() >= MOST_EARLY {
            return Err(Error::new(Code::Overloaded, "Too many candidates wait for the answer"));
        }
        self.early.push(early);
        Ok(tells)
    }

    fn candidate_of(&mut self, early: Early) -> Option<Tell> {
        let from_user = early.user.to_string();
        let ice = CallIce { call_id: self.id.to_string(), from_user, candidate: early.candidate };
        self.tell_other(&early.user, Event::CallIce(ice))
    }

    /// Whether it ends for the one who says so: not by a device of the callee on which it ended
    /// when another one answered.
    pub fn may_end(&mut self, from: &Party) -> Result<bool, Error> {
        if *self.caller() == from.user {
            return self.speak(from).map(|_| true);
        }
        Ok(self.rings() || self.speak(from).is_ok())
    }

    pub fn usual_reason(&self, by: &str) -> Reason {
        match (self.rings(), **self.caller() == *by) {
            (true, true) => reason::CANCELLED,
            (true, false) => reason::DECLINED,
            (false, _) => reason::HANGUP,
        }
    }

    /// A connection of somebody in this call is new: it goes on there, or rings there too.
    pub fn came(&mut self, from: &Party) -> Vec<Tell> {
        if let Some(line) = self.line(&from.user) {
            return line.came(&from.place).unwrap_or_default();
        }
        let event = Event::CallOffer(self.offer.clone());
        vec![Tell { user: from.user.clone(), to: To::One(from.place.connection), event }]
    }

    /// Everybody in it, but for one connection, is told that it is over.
    pub fn ended(mut self, reason: &str, by: Option<Uuid>) -> Vec<Tell> {
        let id = self.id;
        let (caller, callee) = (self.caller().clone(), self.callee().clone());
        let to_caller = self.caller.tell(end(id, &callee, reason));
        let event = end(id, &caller, reason);
        let to_callee = match &mut self.callee {
            Callee::Rings(user) => Some(Tell { user: user.clone(), to: To::All(by), event }),
            Callee::On(line) => line.tell(event),
        };
        let others = |tell: &Tell| by.is_none_or(|by| tell.to != To::One(by));
        to_caller.into_iter().chain(to_callee).filter(others).collect()
    }

    /// The connection speaks for its user's end; what it has missed.
    fn speak(&mut self, from: &Party) -> Result<Vec<Tell>, Error> {
        let taken = self.line(&from.user).and_then(|line| line.speaks(&from.place));
        taken.ok_or_else(|| conflict("The call is on another of your devices"))
    }

    fn tell_other(&mut self, user: &str, event: Event) -> Option<Tell> {
        let other = self.other(user).clone();
        self.line(&other)?.tell(event)
    }
}
