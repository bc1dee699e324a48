//! What a row of the table says, besides its types.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ts_rs::{TS, TypeVisitor as _};

use super::{Command, EVENTS, Limits, Priority, generate::Collector};
use crate::error::Error;

/// A command: client → server.
pub struct CommandRow {
    /// `namespace:action`.
    pub name: &'static str,
    /// For people.
    pub doc: &'static str,
    /// Event of a failure.
    pub error: &'static str,
    /// Event of the success reply.
    pub reply: &'static str,
    pub kind: Kind,
    pub request_id: Correlation,
    pub rate: Rate,
    /// What it does to the connection that sends it.
    pub effect: Option<&'static Effect>,
    /// Payload of the command, `requestId` included.
    pub payload: TypeInfo,
    /// Payload of the reply, without `requestId`.
    pub reply_payload: TypeInfo,
    /// What a command with two kinds of target replies for the second one.
    pub other: Option<&'static OtherReply>,
    /// JSON → the typed, validated command. Fails fast; [`Schemas`](super::Schemas) then says
    /// everything that is wrong.
    pub decode: fn(&str, &Limits) -> Result<Command, Error>,
}

impl CommandRow {
    /// The part before the colon.
    pub fn namespace(&self) -> &'static str {
        self.name.split(':').next().unwrap_or(self.name)
    }
}

/// The second reply of a command that has two.
pub struct OtherReply {
    pub name: &'static str,
    /// Without `requestId`.
    pub payload: TypeInfo,
}

impl CommandRow {
    /// Its success replies: event and payload of each.
    pub fn replies(&self) -> impl Iterator<Item = (&'static str, &TypeInfo)> {
        let other = self.other.map(|other| (other.name, &other.payload));
        std::iter::once((self.reply, &self.reply_payload)).chain(other)
    }
}

/// The name of an event of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(as = "String")]
pub struct EventType(pub &'static str);

impl<'de> Deserialize<'de> for EventType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let known = EVENTS.iter().find(|row| row.name == name);
        known.map(|row| Self(row.name)).ok_or_else(|| D::Error::custom("must be the name of an event"))
    }
}

impl JsonSchema for EventType {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "EventType".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = EVENTS.iter().map(|row| row.name).collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// An event: server → client.
pub struct EventRow {
    pub name: &'static str,
    pub doc: &'static str,
    pub durability: Durability,
    /// Of a message to a room, what its `chat:send` says instead.
    pub priority: Priority,
    pub payload: TypeInfo,
}

/// Whether a command changes something: then `(user, requestId)` is its durable idempotency key
/// (contract section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Change,
    /// Open to clients that have not said who they are. Never an idempotency key: what it carries
    /// may be a token, and no token is stored (contract section 4).
    Open,
}

/// What a command does to the connection that sends it, beside all that it does for its user: a
/// repeat on another connection has to do it there too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// The connection watches a room from then on.
    Watches,
}

/// Whether a command must carry a `requestId`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correlation {
    Required,
    Optional,
}

/// Class of a command for rate limits; `[rate_limits]` says how often each may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "written in the table as the configuration writes them")]
pub enum Rate {
    reads,
    changes,
    messages,
    /// What is said all the time and kept nowhere: pings, typing, signaling.
    signals,
    /// Proving who one is.
    auth,
}

impl Rate {
    pub const ALL: [Self; 5] = [Self::reads, Self::changes, Self::messages, Self::signals, Self::auth];

    /// As the configuration writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::reads => "reads",
            Self::changes => "changes",
            Self::messages => "messages",
            Self::signals => "signals",
            Self::auth => "auth",
        }
    }
}

/// Whether an event has a `seq` and is replayed at resume (contract section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    Durable,
    Ephemeral,
}

/// How a payload type looks outside Rust.
pub struct TypeInfo {
    /// Its name in TypeScript.
    pub typescript: fn(&ts_rs::Config) -> String,
    /// Visits the type and all that it is made of.
    pub collect: fn(&mut Collector),
    pub schema: fn(&mut SchemaGenerator) -> Schema,
}

impl TypeInfo {
    /// The facts of `T`.
    pub const fn of<T: TS + JsonSchema + 'static>() -> Self {
        Self {
            typescript: T::name,
            collect: |collector| collector.visit::<T>(),
            schema: |generator| generator.subschema_for::<T>(),
        }
    }
}
