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

#[allow(clippy::unwrap_used)] // a constant pattern, compiled by every test
static REQUEST_ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(REQUEST_ID_PATTERN).unwrap());

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
    |text| if REQUEST_ID.is_match(text) { Ok(()) } else { Err("must be a UUID") },
    json_schema!({ "type": "string", "pattern": REQUEST_ID_PATTERN })
);

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

fn no_control(text: &str) -> Result<(), &'static str> {
    if text.contains('\0') {
        return Err("must not hold NUL");
    }
    Ok(())
}
