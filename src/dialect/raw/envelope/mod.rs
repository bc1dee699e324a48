//! The dialect of seed 001: `{ id?, type, payload }` in, `{ id, type, timestamp, reply_to?, payload }`
//! out. Everything is answered, by a message whose `reply_to` is the `id` of the one that it answers; what
//! happens is told as `event.<category>`, with a payload that says by `event` what it was.

mod decode;
mod describe;
mod encode;
mod events;
mod names;
mod people;
#[cfg(test)]
mod tests;
pub mod types;

pub use describe::DESCRIPTION;

use super::{Asked, Codec, Said};

/// The codec.
pub struct Envelope;

impl Codec for Envelope {
    fn decode(&self, frame: &str) -> Asked {
        decode::decode(frame)
    }

    fn encode(&self, said: Said<'_>) -> Option<String> {
        encode::encode(said)
    }
}
