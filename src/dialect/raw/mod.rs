//! Dialects of raw WebSockets: text frames of JSON, each dialect with names, ids and errors of its
//! own (`docs/dialects.md`). A dialect is a [`Codec`]; everything else is the same for all.

mod close;
mod codec;
mod describe;
pub mod dotted;
pub mod envelope;
mod frames;
mod ids;
pub mod prioritized;
mod reach;
#[cfg(test)]
mod samples;
mod socket;
pub mod tagged;
mod wire;

use serde::Deserialize;

pub use close::Goodbye;
pub use codec::{Asked, Codec, Said, id_within, read, refused, short, snake_case, unknown};
pub use describe::{DESCRIPTIONS, Description, FrameInfo};
pub use frames::Frames;
pub use ids::{own_id, request_id};
pub use socket::{Arrival, Sockets};

pub use crate::contract::uuid_of;

/// The dialects of raw WebSockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// Seed 000: flat `{ id?, type: "snake_case", … }`.
    Tagged,
    /// Seed 001: `{ id, type, timestamp, reply_to?, payload }`.
    Envelope,
    /// Seed 002: `{ type: "camelCase", payload, timestamp, messageId, priority? }`.
    Prioritized,
    /// Seed 003: `{ type: "chat.send", op_id?, data }`.
    Dotted,
}

impl Dialect {
    pub const ALL: [Self; 4] = [Self::Tagged, Self::Envelope, Self::Prioritized, Self::Dotted];

    /// As paths, subprotocols and the configuration write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tagged => "tagged",
            Self::Envelope => "envelope",
            Self::Prioritized => "prioritized",
            Self::Dotted => "dotted",
        }
    }

    /// The reverse of [`Dialect::name`].
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dialect| dialect.name() == name)
    }

    /// How its clients write and read.
    pub fn codec(self) -> &'static dyn Codec {
        match self {
            Self::Tagged => &tagged::Tagged,
            Self::Envelope => &envelope::Envelope,
            Self::Prioritized => &prioritized::Prioritized,
            Self::Dotted => &dotted::Dotted,
        }
    }
}
