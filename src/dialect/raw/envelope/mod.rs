//! The dialect of seed 001.

use super::{Asked, Codec, Said, unknown};

/// The codec.
pub struct Envelope;

impl Codec for Envelope {
    fn decode(&self, frame: &str) -> Asked {
        unknown(None, frame)
    }

    fn encode(&self, _: Said<'_>) -> Option<String> {
        None
    }
}
