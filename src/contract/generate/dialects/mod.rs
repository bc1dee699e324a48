//! The codecs of the dialects → what people and other languages know of them.

mod docs;
mod types;

pub use docs::docs;
pub use types::{index, types};
