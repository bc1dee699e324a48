//! The strings of the wire: what each may hold is part of its type, so that bytes become a typed
//! value before any decision is made on them.

use std::{borrow::Cow, fmt, sync::LazyLock};

use regex::Regex;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// UUID versions 1–8, nil and max, in either case (contract section 1).
pub const REQUEST_ID_PATTERN: &str = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|[fF]{8}-[fF]{4}-[fF]{4}-[fF]{4}-[fF]{12})$";

/// Text without NUL (contract section 2, rule `control`).
pub const NO_CONTROL_PATTERN: &str = "^[^\\u0000]*$";

/// The longest id that a client may name, in characters; ids made by the server have 36.
pub const MAX_ID_CHARS: u64 = 128;

static REQUEST_ID: LazyLock<Result<Regex, regex::Error>> = LazyLock::new(|| Regex::new(REQUEST_ID_PATTERN));

/// Defines a string type that is checked when it is decoded and is a plain `string` outside Rust.
macro_rules! checked_string {
    ($(#[$meta:meta])* $name:ident, $check:expr, $schema:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(try_from = "String", into = "String")]
        #[ts(as = "String")]
        pub struct $name(String);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = &'static str;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                let check: fn(&str) -> Result<(), &'static str> = $check;
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl validator::ValidateLength<u64> for $name {
            fn length(&self) -> Option<u64> {
                Some(self.0.chars().count() as u64)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

checked_string!(
    /// Text for people: anything but NUL.
    Text,
    no_control,
    json_schema!({ "type": "string", "pattern": NO_CONTROL_PATTERN })
);

checked_string!(
    /// The id of something the server made, 1 to 128 characters. One that names nothing is
    /// `NOT_FOUND`, whatever its form.
    Id,
    |text| match text.chars().count() as u64 {
        1..=MAX_ID_CHARS => no_control(text),
        _ => Err("must have 1 to 128 characters"),
    },
    json_schema!({
        "type": "string", "pattern": NO_CONTROL_PATTERN, "minLength": 1, "maxLength": MAX_ID_CHARS
    })
);

checked_string!(
    /// The client's own id of a command: a UUID in its text form (contract section 1).
    RequestId,
    uuid,
    json_schema!({ "type": "string", "pattern": REQUEST_ID_PATTERN })
);

impl RequestId {
    /// One that the server makes for a client whose dialect has other ids.
    pub fn made(id: uuid::Uuid) -> Self {
        Self(id.to_string())
    }
}

/// A slug: lower-case letters and digits, with single hyphens between them.
pub const SLUG_PATTERN: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";

/// The longest slug, in characters. Shorter than any id that the server makes, so that the two
/// cannot be confused.
pub const MAX_SLUG_CHARS: u64 = 32;

checked_string!(
    /// What people call a room in an address.
    Slug,
    slug,
    json_schema!({ "type": "string", "pattern": SLUG_PATTERN, "minLength": 1, "maxLength": MAX_SLUG_CHARS })
);

fn slug(text: &str) -> Result<(), &'static str> {
    let word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.len() as u64 <= MAX_SLUG_CHARS && text.split('-').all(word) {
        return Ok(());
    }
    Err("must be lower-case letters and digits with single hyphens between them")
}

/// The longest session description, in characters.
pub const MAX_SDP_CHARS: u64 = 65_536;

/// The longest line of an ICE candidate, in characters.
pub const MAX_CANDIDATE_CHARS: u64 = 4_096;

/// The longest `sdpMid` or `usernameFragment` of an ICE candidate, in characters.
pub const MAX_TAG_CHARS: u64 = 256;

checked_string!(
    /// The text of a session description, 1 to 65,536 characters.
    SdpText,
    |text| bounded(text, 1, MAX_SDP_CHARS),
    bounded_schema(1, MAX_SDP_CHARS)
);

checked_string!(
    /// The line of an ICE candidate, up to 4,096 characters; empty at the end of the candidates.
    CandidateText,
    |text| bounded(text, 0, MAX_CANDIDATE_CHARS),
    bounded_schema(0, MAX_CANDIDATE_CHARS)
);

checked_string!(
    /// What an ICE candidate belongs to, up to 256 characters.
    Tag,
    |text| bounded(text, 0, MAX_TAG_CHARS),
    bounded_schema(0, MAX_TAG_CHARS)
);

fn bounded(text: &str, min: u64, max: u64) -> Result<(), &'static str> {
    match (min..=max).contains(&(text.chars().count() as u64)) {
        true => no_control(text),
        false => Err("has the wrong length"),
    }
}

fn bounded_schema(min: u64, max: u64) -> Schema {
    json_schema!({ "type": "string", "pattern": NO_CONTROL_PATTERN, "minLength": min, "maxLength": max })
}

/// A `requestId` that may be left out, or not.
pub trait AsRequestId {
    fn as_request_id(&self) -> Option<&RequestId>;
}

impl AsRequestId for RequestId {
    fn as_request_id(&self) -> Option<&RequestId> {
        Some(self)
    }
}

impl AsRequestId for Option<RequestId> {
    fn as_request_id(&self) -> Option<&RequestId> {
        self.as_ref()
    }
}

/// A pattern that did not compile would let nothing pass, which no test would overlook.
fn uuid(text: &str) -> Result<(), &'static str> {
    match REQUEST_ID.as_ref().is_ok_and(|pattern| pattern.is_match(text)) {
        true => Ok(()),
        false => Err("must be a UUID"),
    }
}

fn no_control(text: &str) -> Result<(), &'static str> {
    if text.contains('\0') {
        return Err("must not hold NUL");
    }
    Ok(())
}
