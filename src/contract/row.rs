//! What a row of the table says, besides its types.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use ts_rs::{TS, TypeVisitor as _};

use super::{Command, Limits, generate::Collector};
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
    /// Payload of the command, `requestId` included.
    pub payload: TypeInfo,
    /// Payload of the reply, without `requestId`.
    pub reply_payload: TypeInfo,
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

/// An event: server → client.
pub struct EventRow {
    pub name: &'static str,
    pub doc: &'static str,
    pub durability: Durability,
    pub payload: TypeInfo,
}

/// Whether a command changes something: then `(user, requestId)` is its durable idempotency key
/// (contract section 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Change,
}

/// Whether a command must carry a `requestId`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correlation {
    Required,
    Optional,
}

/// Class of a command for rate limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "written in the table as the configuration writes them")]
pub enum Rate {
    reads,
    changes,
    messages,
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
