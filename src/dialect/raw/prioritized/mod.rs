//! The dialect of seed 002.

use super::{Asked, Codec, Said, unknown};

/// The codec.
pub struct Prioritized;

impl Codec for Prioritized {
    fn decode(&self, frame: &str) -> Asked {
        unknown(None, frame)
    }

    fn encode(&self, _: Said<'_>) -> Option<String> {
        None
    }
}
