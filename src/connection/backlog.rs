//! What waits for room in a client's socket, the most urgent first (contract section 6):
//!
//! 1. Events of a topic keep their order, and so do ephemeral events of one priority, and replies.
//! 2. Nothing overtakes a reply: `call:answer` never arrives before the reply that names the call. A reply overtakes
//!    only what is ephemeral and less urgent than normal, and no event of a topic: what it says of one, as its head, is
//!    true of what has arrived.
//! 3. Of the rest, the most urgent comes next, and of these the oldest, after what the first two laws put before it.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use crate::{
    contract::Priority,
    hub::{Class, Outgoing},
};

#[derive(Default)]
pub struct Backlog {
    streams: HashMap<Stream, VecDeque<Waiting>>,
    /// The stream of everything that waits, by its turn.
    turns: BTreeMap<Turn, Stream>,
    /// How many have ever come.
    arrivals: u64,
    bytes: usize,
}

/// What keeps its order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Stream {
    Topic(Arc<str>),
    Ephemeral(Priority),
    Replies,
}

struct Waiting {
    turn: Turn,
    event: Arc<Outgoing>,
}

/// Ordered: the first is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    urgency: Priority,
    arrival: u64,
}

impl Backlog {
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Of all that waits, by [`Outgoing::size`].
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Adds an event; the next piece of an answer becomes one with the piece before it.
    pub fn push(&mut self, event: Arc<Outgoing>) {
        let stream = Stream::of(&event);
        let last_reply = self.streams.get(&Stream::Replies).and_then(VecDeque::back).map(|reply| reply.turn.arrival);
        let waiting = self.streams.entry(stream.clone()).or_default();
        // Into one that a reply has come after, it would overtake the reply.
        let last = waiting.back_mut().filter(|last| Some(last.turn.arrival) > last_reply);
        if let Some((last, merged)) = last.and_then(|last| last.event.merge(&event).map(|merged| (last, merged))) {
            self.bytes = self.bytes + merged.size() - last.event.size();
            last.event = Arc::new(merged);
            return;
        }
        let urgency = if last_reply.is_some() { event.priority.max(Priority::NORMAL) } else { event.priority };
        let turn = Turn { urgency, arrival: self.arrivals };
        self.arrivals += 1;
        self.bytes += event.size();
        self.turns.insert(turn, stream);
        waiting.push_back(Waiting { turn, event });
    }

    /// What comes next.
    pub fn first(&self) -> Option<&Arc<Outgoing>> {
        self.front(self.next()?).map(|first| &first.event)
    }

    /// Takes out what comes next.
    pub fn pop(&mut self) -> Option<Arc<Outgoing>> {
        let stream = self.next()?.clone();
        let waiting = self.streams.get_mut(&stream)?;
        let first = waiting.pop_front()?;
        if waiting.is_empty() {
            self.streams.remove(&stream);
        }
        self.turns.remove(&first.turn);
        self.bytes -= first.event.size();
        Some(first.event)
    }

    /// Leaves out all that can be; how many that was.
    pub fn shed(&mut self) -> usize {
        let before = self.len();
        for priority in [Priority::LOW, Priority::BACKGROUND] {
            for Waiting { turn, event } in self.streams.remove(&Stream::Ephemeral(priority)).into_iter().flatten() {
                self.turns.remove(&turn);
                self.bytes -= event.size();
            }
        }
        before - self.len()
    }

    /// The stream whose front comes next.
    fn next(&self) -> Option<&Stream> {
        let stream = self.turns.values().next()?;
        if *stream == Stream::Replies {
            let reply = self.front(stream)?.turn.arrival;
            let topics = self.streams.iter().filter(|(stream, _)| matches!(stream, Stream::Topic(_)));
            let fronts = topics.filter_map(|(topic, waiting)| Some((waiting.front()?.turn, topic)));
            let before = fronts.filter(|(turn, _)| turn.arrival < reply).min_by_key(|(turn, _)| *turn);
            return Some(before.map_or(stream, |(_, topic)| topic));
        }
        Some(stream)
    }

    fn front(&self, stream: &Stream) -> Option<&Waiting> {
        self.streams.get(stream)?.front()
    }
}

impl Stream {
    fn of(event: &Outgoing) -> Self {
        match (event.class, &event.topic) {
            (Class::Durable, Some(topic)) => Self::Topic(topic.clone()),
            (Class::Reply, _) => Self::Replies,
            (Class::Durable | Class::Ephemeral, _) => Self::Ephemeral(event.priority),
        }
    }
}

#[cfg(test)]
mod tests;
