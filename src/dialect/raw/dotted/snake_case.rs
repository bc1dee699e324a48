//! Names of the contract as the dialect writes them.

use serde_json::Value;

use crate::dialect::raw::snake_case;

/// What people's programs tell one another: passed on as it is.
const OPAQUE: &[&str] = &["metadata", "sdp", "candidate"];

/// A payload of the contract under the dialect's names.
pub fn payload(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let renamed = fields.into_iter().map(|(field, value)| match OPAQUE.contains(&&*field) {
                true => (field, value),
                false => (snake_case(&field), payload(value)),
            });
            Value::Object(renamed.collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(payload).collect()),
        plain => plain,
    }
}
