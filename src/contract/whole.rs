//! Whole numbers of the wire, with their bounds in the type.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use ts_rs::TS;

/// The largest whole number that every client holds exactly (2^53 − 1).
pub const MAX_SAFE: i64 = 9_007_199_254_740_991;

/// A whole number from `MIN` to `MAX`. `5.0` counts as 5, as it does to a JavaScript client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Whole<const MIN: i64, const MAX: i64>(i64);

/// A place in a topic that a client has seen; 0 is before the first.
pub type Position = Whole<0, MAX_SAFE>;
/// The `seq` of a message.
pub type Seq = Whole<1, MAX_SAFE>;
/// How urgent an event is; 0 is the most urgent (contract section 6).
pub type Priority = Whole<0, 4>;
/// How far something is.
pub type Percent = Whole<0, 100>;
/// How many entries a page may have.
pub type PageSize = Whole<1, 100>;

impl<const MIN: i64, const MAX: i64> Whole<MIN, MAX> {
    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl Priority {
    /// What concerns everybody, of the system itself.
    pub const CRITICAL: Self = Self(0);
    /// Somebody waits for it: calls.
    pub const HIGH: Self = Self(1);
    pub const NORMAL: Self = Self(2);
    /// Of little worth when it comes late.
    pub const LOW: Self = Self(3);
    /// Nobody waits for it: logs.
    pub const BACKGROUND: Self = Self(4);

    /// As people call it.
    pub fn name(self) -> &'static str {
        ["critical", "high", "normal", "low", "background"].get(self.0 as usize).copied().unwrap_or_default()
    }
}

impl<'de, const MIN: i64, const MAX: i64> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        if number.fract() != 0.0 || number < MIN as f64 || number > MAX as f64 {
            return Err(D::Error::custom(format_args!("must be a whole number from {MIN} to {MAX}")));
        }
        Ok(Self(number as i64))
    }
}

impl<const MIN: i64, const MAX: i64> JsonSchema for Whole<MIN, MAX> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Whole".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": MIN, "maximum": MAX })
    }
}

impl<const MIN: i64, const MAX: i64> TS for Whole<MIN, MAX> {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "number".to_owned()
    }
    fn inline(cfg: &ts_rs::Config) -> String {
        Self::name(cfg)
    }
}
