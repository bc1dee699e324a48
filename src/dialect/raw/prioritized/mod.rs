//! The dialect of seed 002: `{ type: "camelCase", payload, timestamp, messageId, priority? }`. Success
//! is silent: who sends a message hears it as everybody in the room does, under their own `messageId`.
//! An error carries the `messageId` of the message that it answers.

mod decode;
mod describe;
mod encode;
#[cfg(test)]
mod tests;
pub mod types;

pub use describe::DESCRIPTION;

use super::{Asked, Codec, Goodbye, Said};
use crate::contract::Event;

/// Where the metadata of a message keeps its author's own id of it, so that it outlives the connection.
const OWN_ID: &str = "messageId";

/// The codec.
pub struct Prioritized;

impl Codec for Prioritized {
    fn decode(&self, frame: &str) -> Asked {
        decode::decode(frame)
    }

    fn encode(&self, said: Said<'_>) -> Option<String> {
        encode::encode(said)
    }

    fn encode_for_author(&self, event: &Event) -> Option<(String, String)> {
        encode::encode_for_author(event)
    }

    /// What the seed has its clients hear without asking.
    fn topics(&self) -> &'static [&'static str] {
        &["system", "tasks"]
    }

    fn close_code(&self, why: Goodbye) -> u16 {
        match why {
            Goodbye::Unauthenticated => 4000,
            Goodbye::RateLimited => 4001,
            Goodbye::Malformed => 4002,
            why => why.code(),
        }
    }
}
