//! What the frames of each dialect are, for documents, for types outside Rust and for the laws that
//! hold for all codecs. A dialect takes part in all of these by its entry in [`DESCRIPTIONS`].

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use ts_rs::TS;

use super::{Dialect, dotted, envelope, prioritized, tagged};
use crate::contract::TypeInfo;

/// The dialects, each with what it says of itself.
pub static DESCRIPTIONS: &[&Description] =
    &[&tagged::DESCRIPTION, &envelope::DESCRIPTION, &prioritized::DESCRIPTION, &dotted::DESCRIPTION];

/// What a dialect is, beside what its codec does.
pub struct Description {
    pub dialect: Dialect,
    /// How a frame looks and how a message is answered, for people (Markdown).
    pub about: &'static str,
    /// What a client's own ids are good for, for people (Markdown).
    pub ids: &'static str,
    /// A frame of a client.
    pub client: FrameInfo,
    /// A frame of the server, without `topic` and `seq`.
    pub server: FrameInfo,
}

/// The type of a dialect's frames in one direction.
pub struct FrameInfo {
    pub info: TypeInfo,
    /// The frame as its type understands it: read, and written again.
    pub again: fn(&str) -> Result<String, serde_json::Error>,
}

impl FrameInfo {
    /// Frames that are a `T`.
    pub const fn of<T: TS + JsonSchema + Serialize + DeserializeOwned + 'static>() -> Self {
        Self {
            info: TypeInfo::of::<T>(),
            again: |frame| serde_json::from_str::<T>(frame).and_then(|frame| serde_json::to_string(&frame)),
        }
    }
}
