//! The calls that ring or go on: a state machine that says whom to tell, and tells nobody itself.
//!
//! A user is in one call at most. A call rings on all devices of its callee until one answers, it
//! is ended, or its time is over; then it is between two connections. Of two crossing offers the
//! one that came first is the call, and the other asks its sender to answer that.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::one::{Call, Early, end, reason};
use crate::{
    contract::{CallEnded, CallOffered, CallType, Candidate, Event, Sdp},
    domain::line::{Line, Place, Tell, To},
    error::{Code, Error},
};

/// Calls that are over and still known: their offers are not repeated by mistake, and who was cut
/// when they ended is told so.
const MOST_ENDED: usize = 1_024;

/// Who sends a command, and from where.
pub struct Party {
    pub user: Arc<str>,
    pub place: Place,
}

/// What an offer asks for.
pub struct Offer {
    /// What the call will be called, if there will be one.
    pub id: Uuid,
    pub request_id: String,
    pub target: Arc<str>,
    pub call_type: CallType,
    pub sdp: Sdp,
}

/// The call that a command is about.
pub struct Named<'a> {
    pub target: &'a str,
    /// Which one it has to be, if the client said so.
    pub id: Option<&'a str>,
}

/// What came of an offer.
#[derive(Debug)]
pub enum Offered {
    /// It rings.
    Rings { id: Uuid },
    /// The target is in another call: the caller is to be told that this one ended.
    Busy { id: Uuid, end: Box<Event> },
    /// There is a call already that it belongs to.
    Known { id: Uuid },
}

type Told<T> = Result<(T, Vec<Tell>), Error>;

pub struct State {
    calls: HashMap<Uuid, Call>,
    /// The call that a user is in or that rings for them.
    of: HashMap<Arc<str>, Uuid>,
    /// Oldest first.
    ended: VecDeque<Ended>,
    /// What a connection that was cut has to come back as another one.
    grace: Duration,
}

/// What is left of a call.
struct Ended {
    id: Uuid,
    at: Instant,
    request_id: String,
    caller: Arc<str>,
    callee: Arc<str>,
    reason: String,
}

impl State {
    pub fn new(grace: Duration) -> Self {
        Self { calls: HashMap::new(), of: HashMap::new(), ended: VecDeque::new(), grace }
    }

    /// `call:offer`
    pub fn offer(&mut self, from: &Party, offer: Offer) -> Told<Offered> {
        if from.user == offer.target {
            return Err(conflict("You cannot call yourself"));
        }
        if self.ended.iter().any(|over| over.caller == from.user && over.request_id == offer.request_id) {
            return Err(conflict("That call is over"));
        }
        if let Some(call) = self.of.get(&from.user).and_then(|id| self.calls.get_mut(id)) {
            return call.offer_within(from, offer);
        }
        if self.of.contains_key(&offer.target) {
            let (id, callee) = (offer.id, offer.target);
            let end = Box::new(reason::BUSY.of(id, &callee));
            let (caller, request_id, reason) = (from.user.clone(), offer.request_id, reason::BUSY.to_string());
            self.remember(Ended { id, at: Instant::now(), request_id, caller, callee, reason });
            return Ok((Offered::Busy { id, end }, Vec::new()));
        }
        Ok(self.ring(from, offer))
    }

    fn ring(&mut self, from: &Party, offer: Offer) -> (Offered, Vec<Tell>) {
        let Offer { id, request_id, target, call_type, sdp } = offer;
        let offered = CallOffered { call_id: id.to_string(), from_user: from.user.to_string(), call_type, sdp };
        let rings = Tell { user: target.clone(), to: To::All(None), event: Event::CallOffer(offered.clone()) };
        self.of.extend([(from.user.clone(), id), (target.clone(), id)]);
        let caller = Line::new(from.user.clone(), from.place.clone());
        self.calls.insert(id, Call::new(id, request_id, caller, target, offered));
        (Offered::Rings { id }, vec![rings])
    }

    /// `call:answer`
    pub fn answer(&mut self, from: &Party, named: &Named<'_>, request_id: &str, sdp: Sdp) -> Told<Uuid> {
        let call = self.named(from, named)?;
        let tells = call.answer(from, request_id, sdp)?;
        Ok((call.id, tells))
    }

    /// `call:ice`
    pub fn ice(&mut self, from: &Party, named: &Named<'_>, candidate: Candidate) -> Told<()> {
        let early = Early { user: from.user.clone(), connection: from.place.connection, candidate };
        Ok(((), self.named(from, named)?.ice(from, early)?))
    }

    /// `call:end`
    pub fn end(&mut self, from: &Party, named: &Named<'_>, why: Option<String>) -> Told<CallEnded> {
        let call = self.named(from, named)?;
        let id = call.id;
        if !call.may_end(from)? {
            let ended = CallEnded { call_id: id.to_string(), reason: reason::ANSWERED_ELSEWHERE.to_string() };
            return Ok((ended, Vec::new()));
        }
        let reason = why.unwrap_or_else(|| call.usual_reason(&from.user).to_string());
        let tells = self.finish(id, &reason, Some(from));
        Ok((CallEnded { call_id: id.to_string(), reason }, tells))
    }

    /// A call has rung for as long as it may.
    pub fn timed_out(&mut self, id: Uuid) -> Vec<Tell> {
        match self.calls.get(&id) {
            Some(call) if call.rings() => self.finish(id, &reason::TIMEOUT.to_string(), None),
            _ => Vec::new(),
        }
    }

    /// A connection is gone; the call that it spoke in, and the number of the cut.
    pub fn cut(&mut self, user: &str, connection: Uuid) -> Option<(Uuid, u64)> {
        let call = self.calls.get_mut(self.of.get(user)?)?;
        Some((call.id, call.line(user)?.cut(connection)?))
    }

    /// A connection of a user is new: it goes on with the call, or is told of one that ended while
    /// nobody may have been there to hear it.
    pub fn came(&mut self, from: &Party) -> Vec<Tell> {
        if let Some(call) = self.of.get(&from.user).and_then(|id| self.calls.get_mut(id)) {
            return call.came(from);
        }
        let lately = self.ended.iter().rev().take_while(|over| over.at.elapsed() < self.grace);
        let mine = lately.filter(|over| over.caller == from.user || over.callee == from.user);
        let end = |over: &Ended| {
            let other = if over.caller == from.user { &over.callee } else { &over.caller };
            let to = To::One(from.place.connection);
            Tell { user: from.user.clone(), to, event: end(over.id, other, &over.reason) }
        };
        mine.map(end).take(1).collect()
    }

    /// Whoever was cut has had time enough to come back.
    pub fn lost(&mut self, id: Uuid, user: &str, cut: u64) -> Vec<Tell> {
        let line = self.calls.get_mut(&id).and_then(|call| call.line(user));
        match line.is_some_and(|line| line.is_lost(cut)) {
            true => self.finish(id, &reason::CONNECTION_LOST.to_string(), None),
            false => Vec::new(),
        }
    }

    /// The call between the two. To everybody else there is none.
    fn named(&mut self, from: &Party, named: &Named<'_>) -> Result<&mut Call, Error> {
        let call = self.of.get(&from.user).and_then(|id| self.calls.get_mut(id));
        let meant = |call: &&mut Call| {
            **call.other(&from.user) == *named.target && named.id.is_none_or(|id| id == call.id.to_string())
        };
        call.filter(meant).ok_or_else(|| Error::not_found("call"))
    }

    /// Ends a call; everybody in it is told but the connection that ended it.
    fn finish(&mut self, id: Uuid, reason: &str, by: Option<&Party>) -> Vec<Tell> {
        let Some(call) = self.calls.remove(&id) else { return Vec::new() };
        let (caller, callee) = (call.caller().clone(), call.callee().clone());
        self.of.remove(&caller);
        self.of.remove(&callee);
        let (request_id, why) = (call.request_id.clone(), reason.to_owned());
        self.remember(Ended { id, at: Instant::now(), request_id, caller, callee, reason: why });
        call.ended(reason, by.map(|from| from.place.connection))
    }

    fn remember(&mut self, ended: Ended) {
        if self.ended.len() >= MOST_ENDED {
            self.ended.pop_front();
        }
        self.ended.push_back(ended);
    }

    /// What must hold whatever happens.
    #[cfg(test)]
    pub fn check(&self) {
        for call in self.calls.values() {
            for user in [call.caller(), call.callee()] {
                assert_eq!(self.of.get(user), Some(&call.id), "a user is in one call");
            }
        }
        assert_eq!(self.of.len(), self.calls.len() * 2, "nobody is in a call that there is not");
    }

    /// The calls and whether they ring.
    #[cfg(test)]
    pub fn all(&self) -> Vec<(Uuid, bool)> {
        self.calls.values().map(|call| (call.id, call.rings())).collect()
    }
}

pub fn conflict(words: &'static str) -> Error {
    Error::new(Code::Conflict, words)
}
