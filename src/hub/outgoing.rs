//! An event on its way to clients.

use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;

use crate::{
    connection::Tag,
    contract::{ChatDelta, Connected, Event, Priority},
    dialect::raw::{Dialect, Frames},
    error::ErrorPayload,
    store::{ReplyBody, StoredEvent},
};

/// What others an event or a reply keeps its order with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Belongs to the stream of its topic.
    Durable,
    Ephemeral,
    /// Follows all that was told on topics before it.
    Reply,
}

/// An event or a reply, ready to be encoded for any dialect.
#[derive(Debug)]
pub struct Outgoing {
    pub name: &'static str,
    /// JSON object.
    pub payload: Arc<str>,
    /// Only in replies and errors.
    pub request_id: Option<String>,
    pub topic: Option<Arc<str>>,
    pub seq: Option<i64>,
    pub class: Class,
    pub priority: Priority,
    /// It is the acknowledgement of the command that asked for it under this number.
    pub ack: Option<i64>,
    /// Kept typed, so that two that follow one another can become one.
    pub delta: Option<ChatDelta>,
    /// What the Socket.IO dialect sends, made when first needed.
    pub typed: OnceLock<Box<RawValue>>,
    pub flat: OnceLock<Box<RawValue>>,
    /// It greets the client.
    pub greets: bool,
    /// To whom it replies, where that is known by what the client calls it.
    pub answers: Option<Box<Answer>>,
    /// What each of the dialects with frames of their own sends, made when first needed.
    pub frames: [OnceLock<Box<Frames>>; Dialect::ALL.len()],
}

/// A reply to a client of a dialect with ids of its own.
#[derive(Debug)]
pub struct Answer {
    pub tag: Arc<Tag>,
    /// What went wrong, if something did.
    pub failure: Option<ErrorPayload>,
    /// The command was carried out before.
    pub again: bool,
}

impl Outgoing {
    fn new(class: Class, name: &'static str, payload: Arc<str>) -> Self {
        Self {
            name,
            payload,
            request_id: None,
            topic: None,
            seq: None,
            class,
            priority: Priority::NORMAL,
            ack: None,
            delta: None,
            typed: OnceLock::new(),
            flat: OnceLock::new(),
            greets: false,
            answers: None,
            frames: Default::default(),
        }
    }

    /// An event that is not stored.
    pub fn event(event: Event) -> Result<Self, serde_json::Error> {
        let priority = event.priority();
        let outgoing = Self::new(Class::Ephemeral, event.name(), event.to_json()?.into());
        let delta = match event {
            Event::ChatDelta(delta) => Some(delta),
            _ => None,
        };
        Ok(Self { delta, priority, ..outgoing })
    }

    /// The same, ready to be shared; one that cannot be encoded is told to the log.
    pub fn shared(event: Event) -> Option<Arc<Self>> {
        match Self::event(event) {
            Ok(event) => Some(Arc::new(event)),
            Err(error) => {
                tracing::error!(%error, "an event could not be encoded");
                None
            }
        }
    }

    /// The first event of a connection: nothing that comes after it may overtake it, as if it were a reply.
    pub fn greeting(connected: Connected) -> Result<Self, serde_json::Error> {
        let event = Event::Connection(connected);
        let outgoing = Self::new(Class::Reply, event.name(), event.to_json()?.into());
        Ok(Self { greets: true, ..outgoing })
    }

    /// An event of a topic's stream.
    pub fn stored(event: StoredEvent) -> Self {
        let priority = event.priority;
        Self { priority, ..Self::replayed(event) }
    }

    /// The same, sent again: what is replayed comes in the order in which it happened, whatever its
    /// priority was.
    pub fn replayed(event: StoredEvent) -> Self {
        let outgoing = Self::new(Class::Durable, event.name, event.payload);
        Self { topic: Some(event.topic), seq: Some(event.seq), ..outgoing }
    }

    /// The success reply of a command.
    pub fn reply(name: &'static str, body: &ReplyBody, request_id: Option<String>) -> Self {
        let outgoing = Self::new(Class::Reply, name, body.payload.get().into());
        Self { request_id, topic: body.topic.clone(), seq: body.seq, ..outgoing }
    }

    /// The error reply of a command; `payload` carries its `requestId` already.
    pub fn error(name: &'static str, payload: String) -> Self {
        Self::new(Class::Reply, name, payload.into())
    }

    /// The same, to a client that recognises it by what its own dialect calls the command.
    pub fn tagged(self, tag: Arc<Tag>, failure: Option<ErrorPayload>, again: bool) -> Self {
        Self { answers: Some(Box::new(Answer { tag, failure, again })), ..self }
    }

    /// The acknowledgement of a command: `payload` is `{ ok, data | error }`.
    pub fn acknowledgement(number: i64, payload: String) -> Self {
        Self { ack: Some(number), ..Self::new(Class::Reply, "ack", payload.into()) }
    }

    /// What it tells, typed; `None` for a reply. Read anew each time: kept, it could take a hundred times
    /// the room of its text in the backlog of a slow reader.
    pub fn read(&self) -> Option<Event> {
        Event::parse(self.name, &self.payload)
    }

    /// Whether it may be left out for a reader that falls behind.
    pub fn can_be_shed(&self) -> bool {
        self.class == Class::Ephemeral && self.priority >= Priority::LOW
    }

    /// Bytes that it keeps in a queue, roughly.
    pub fn size(&self) -> usize {
        self.payload.len() + 256
    }

    /// What a piece of an answer has beyond an earlier, longer one of the same answer, if anything;
    /// `None` if they are no such two.
    pub fn beyond(&self, known: &Self) -> Option<Option<Self>> {
        let (piece, known) = self.delta.as_ref().zip(known.delta.as_ref())?;
        let end = known.offset + known.text.len() as u64;
        if piece.run_id != known.run_id || piece.offset >= end {
            return None;
        }
        let rest = usize::try_from(end - piece.offset).ok().and_then(|from| piece.text.get(from..));
        let rest = rest.filter(|rest| !rest.is_empty()).map(|rest| ChatDelta {
            offset: end,
            text: rest.to_owned(),
            ..piece.clone()
        });
        Some(rest.and_then(|rest| Self::event(Event::ChatDelta(rest)).ok()))
    }

    /// One piece of an answer made of two that follow one another, if they do.
    pub fn merge(&self, next: &Self) -> Option<Self> {
        let (first, second) = self.delta.as_ref().zip(next.delta.as_ref())?;
        let follows = first.run_id == second.run_id && first.offset + first.text.len() as u64 == second.offset;
        if !follows {
            return None;
        }
        let merged = ChatDelta { text: format!("{}{}", first.text, second.text), ..first.clone() };
        Self::event(Event::ChatDelta(merged)).ok()
    }
}
