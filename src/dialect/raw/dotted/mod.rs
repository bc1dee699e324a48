//! The dialect of seed 003: `{ type: "chat.send", op_id?, data }`. A command with an `op_id` is
//! acknowledged under it; without one, success is silent.

mod decode;
mod describe;
mod encode;
mod snake_case;
#[cfg(test)]
mod tests;
pub mod types;

pub use describe::DESCRIPTION;

use super::{Asked, Codec, Said};

/// The codec.
pub struct Dotted;

impl Codec for Dotted {
    fn decode(&self, frame: &str) -> Asked {
        decode::decode(frame)
    }

    fn encode(&self, said: Said<'_>) -> Option<String> {
        encode::encode(said)
    }
}
