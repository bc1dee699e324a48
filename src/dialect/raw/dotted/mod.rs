//! The dialect of seed 003.

use super::{Asked, Codec, Said, unknown};

/// The codec.
pub struct Dotted;

impl Codec for Dotted {
    fn decode(&self, frame: &str) -> Asked {
        unknown(None, frame)
    }

    fn encode(&self, _: Said<'_>) -> Option<String> {
        None
    }
}
