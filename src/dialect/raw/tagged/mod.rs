//! The dialect of seed 000: flat `{ id?, type: "snake_case", … }`. Success is silent; an error names
//! the `id` of the message that it answers.

mod decode;
mod describe;
mod encode;
#[cfg(test)]
mod tests;
pub mod types;

pub use describe::DESCRIPTION;

use super::{Asked, Codec, Said};

/// The codec.
pub struct Tagged;

impl Codec for Tagged {
    fn decode(&self, frame: &str) -> Asked {
        decode::decode(frame)
    }

    fn encode(&self, said: Said<'_>) -> Option<String> {
        encode::encode(said)
    }
}
