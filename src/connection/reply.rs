//! The one-reply law: a command that carries a `requestId` gets exactly one terminal reply.
//!
//! A [`Replier`] is the duty to reply. It is used up by replying; one that is dropped without
//! having replied is a broken promise, is counted, and still tells the client.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;
use serde::Serialize;
use serde_json::value::RawValue;
use tokio_util::task::task_tracker::TaskTrackerToken;
use uuid::Uuid;

use super::Connection;
use crate::{
    contract::CommandRow,
    error::{Code, Error, ErrorPayload},
    hub::Outgoing,
    store::{ReplyBody, RequestKey},
};

/// How a client recognises the reply to a command.
pub enum Recognised {
    /// By the `requestId`, and by the number of its acknowledgement callback if it passed one.
    RequestId { ack: Option<i64> },
    /// By what its own dialect calls the command.
    Tag(Arc<Tag>),
}

/// What a client of a dialect with ids of its own sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its own id of the message, if it gave it one.
    pub id: Option<Box<str>>,
    /// What it called the message; empty when that is nothing the dialect knows.
    pub asked: &'static str,
}

/// The duty to reply to one command.
pub struct Replier {
    pub connection: Arc<Connection>,
    /// What an error goes out as.
    pub error_event: &'static str,
    /// What a success goes out as; `None` while the command is not known.
    pub row: Option<&'static CommandRow>,
    /// What the client sent, or a fresh one that only an error carries.
    pub request_id: Option<String>,
    recognised: Recognised,
    event: bool,
    owed: bool,
    _duty: TaskTrackerToken,
}

impl Replier {
    /// The duty that comes with a command.
    pub fn new(
        connection: Arc<Connection>,
        row: Option<&'static CommandRow>,
        error_event: &'static str,
        recognised: Recognised,
        duty: TaskTrackerToken,
    ) -> Self {
        Self { connection, error_event, row, request_id: None, recognised, event: true, owed: true, _duty: duty }
    }

    /// Replies with what came of the command.
    pub fn answer(mut self, result: &Result<ReplyBody, Error>) {
        self.owed = false;
        match result {
            Ok(body) => self.succeed(body),
            Err(error) => self.fail(error),
        }
    }

    fn succeed(&mut self, body: &ReplyBody) {
        let Some(row) = self.row else { return };
        let name = row.other.filter(|_| body.other).map_or(row.reply, |other| other.name);
        let reply = Outgoing::reply(name, body, self.request_id.clone());
        if let Recognised::Tag(tag) = &self.recognised {
            return self.tell_tagged(reply.tagged(tag.clone(), None, body.again));
        }
        if let Some(ack) = self.ack() {
            // The data of an ack is the payload of the reply.
            let data = spliced(&reply);
            self.acknowledge(ack, &Acked { ok: true, data: data.as_deref(), error: None });
        }
        if self.event {
            self.connection.tell(&Arc::new(reply));
        }
    }

    fn fail(&mut self, error: &Error) {
        let request_id = self.request_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let payload = error.payload(&request_id);
        if let Recognised::Tag(tag) = &self.recognised {
            let reply = Outgoing::error(self.error_event, String::new());
            return self.tell_tagged(reply.tagged(tag.clone(), Some(payload), false));
        }
        if let Some(ack) = self.ack() {
            self.acknowledge(ack, &Acked { ok: false, data: None, error: Some(&payload) });
        }
        if self.event {
            match serde_json::to_string(&payload) {
                Ok(json) => self.connection.tell(&Arc::new(Outgoing::error(self.error_event, json))),
                Err(error) => tracing::error!(%error, "an error could not be encoded"),
            }
        }
    }

    /// One that repeats a command on the same connection is told once.
    fn tell_tagged(&self, reply: Outgoing) {
        if self.event {
            self.connection.tell(&Arc::new(reply));
        }
    }

    fn ack(&self) -> Option<i64> {
        match self.recognised {
            Recognised::RequestId { ack } => ack,
            Recognised::Tag(_) => None,
        }
    }

    fn acknowledge(&self, number: i64, result: &Acked<'_>) {
        match serde_json::to_string(result) {
            Ok(json) => self.connection.tell(&Arc::new(Outgoing::acknowledgement(number, json))),
            Err(error) => tracing::error!(%error, "an acknowledgement could not be encoded"),
        }
    }
}

impl Drop for Replier {
    fn drop(&mut self) {
        if self.owed {
            self.connection.metrics.broken_promises.inc();
            self.fail(&Error::server("a command was dropped without a reply"));
        }
    }
}

#[derive(Serialize)]
struct Acked<'a> {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a ErrorPayload>,
}

fn spliced(reply: &Outgoing) -> Option<Box<RawValue>> {
    RawValue::from_string(crate::dialect::socketio::payload_of(reply)).ok()
}

/// The changes that are being carried out, so that a repeat joins the first instead of being
/// executed again.
#[derive(Default)]
pub struct InFlight {
    commands: Mutex<HashMap<(Arc<str>, String), Waiting>>,
}

struct Waiting {
    fingerprint: [u8; 32],
    repliers: Vec<Replier>,
}

/// Whom a command is carried out for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The user: one that is repeated joins the first, wherever it comes from.
    User,
    /// The connection too, which watches a room from then on: one that is repeated on another
    /// connection is carried out for that one as well.
    Connection,
}

/// Where a command stands among those in flight.
pub enum Begun {
    /// It is the first: carry it out.
    First,
    /// It waits with the first one.
    Joined,
    /// It is being carried out for another connection: its turn comes after.
    Elsewhere(Replier),
    /// The `requestId` is in use for another command.
    Conflict(Replier),
}

impl InFlight {
    /// Registers a command before it is carried out.
    pub fn begin(&self, key: &RequestKey, by: By, mut replier: Replier) -> Begun {
        let mut commands = self.commands.lock();
        match commands.get_mut(&(key.user.clone(), key.request_id.clone())) {
            None => {
                let waiting = Waiting { fingerprint: key.fingerprint, repliers: vec![replier] };
                commands.insert((key.user.clone(), key.request_id.clone()), waiting);
                Begun::First
            }
            Some(waiting)
                if waiting.fingerprint == key.fingerprint
                    && by == By::Connection
                    && waiting.repliers.iter().all(|other| other.connection.id != replier.connection.id) =>
            {
                Begun::Elsewhere(replier)
            }
            Some(waiting) if waiting.fingerprint == key.fingerprint => {
                // One reply event per connection, however often it asked.
                let here = replier.connection.id;
                replier.event = waiting.repliers.iter().all(|other| other.connection.id != here);
                waiting.repliers.push(replier);
                Begun::Joined
            }
            Some(_) => Begun::Conflict(replier),
        }
    }

    /// Whether a command with this id is being carried out.
    pub fn contains(&self, user: &Arc<str>, request_id: &str) -> bool {
        self.commands.lock().contains_key(&(user.clone(), request_id.to_ascii_lowercase()))
    }

    /// Replies to all who wait for the command.
    pub fn finish(&self, key: &RequestKey, result: &Result<ReplyBody, Error>) {
        let waiting = self.commands.lock().remove(&(key.user.clone(), key.request_id.clone()));
        for replier in waiting.into_iter().flat_map(|waiting| waiting.repliers) {
            replier.answer(result);
        }
    }
}

/// `CONFLICT` of a reused `requestId`.
pub fn reused() -> Error {
    Error::new(Code::Conflict, "This requestId was used for another command")
}
