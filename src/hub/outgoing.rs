//! An event on its way to clients.

use std::sync::{Arc, OnceLock};

use serde_json::value::RawValue;

use crate::{
    contract::{ChatDelta, Event},
    store::{ReplyBody, StoredEvent},
};

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
    /// Whether it belongs to a topic's stream: a reply only names the change that it reports.
    pub durable: bool,
    /// It is the acknowledgement of the command that asked for it under this number.
    pub ack: Option<i64>,
    /// Kept typed, so that two that follow one another can become one.
    pub delta: Option<ChatDelta>,
    /// What the Socket.IO dialect sends, made when first needed.
    pub typed: OnceLock<Box<RawValue>>,
    pub flat: OnceLock<Box<RawValue>>,
}

impl Outgoing {
    fn new(name: &'static str, payload: Arc<str>) -> Self {
        Self {
            name,
            payload,
            request_id: None,
            topic: None,
            seq: None,
            durable: false,
            ack: None,
            delta: None,
            typed: OnceLock::new(),
            flat: OnceLock::new(),
        }
    }

    /// An event that is not stored.
    pub fn event(event: Event) -> Result<Self, serde_json::Error> {
        let outgoing = Self::new(event.name(), event.to_json()?.into());
        let delta = match event {
            Event::ChatDelta(delta) => Some(delta),
            _ => None,
        };
        Ok(Self { delta, ..outgoing })
    }

    /// An event of a topic's stream.
    pub fn stored(event: StoredEvent) -> Self {
        Self { topic: Some(event.topic), seq: Some(event.seq), durable: true, ..Self::new(event.name, event.payload) }
    }

    /// The success reply of a command.
    pub fn reply(name: &'static str, body: &ReplyBody, request_id: Option<String>) -> Self {
        Self { request_id, topic: body.topic.clone(), seq: body.seq, ..Self::new(name, body.payload.get().into()) }
    }

    /// The error reply of a command; `payload` carries its `requestId` already.
    pub fn error(name: &'static str, payload: String) -> Self {
        Self::new(name, payload.into())
    }

    /// The acknowledgement of a command: `payload` is `{ ok, data | error }`.
    pub fn acknowledgement(number: i64, payload: String) -> Self {
        Self { ack: Some(number), ..Self::new("ack", payload.into()) }
    }

    /// Bytes that it keeps in a queue, roughly.
    pub fn size(&self) -> usize {
        self.payload.len() + 256
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
