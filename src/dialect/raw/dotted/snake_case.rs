//! Names of the contract as the dialect writes them.

use serde_json::Value;

/// What people's programs tell one another: passed on as it is.
const OPAQUE: &[&str] = &["metadata", "sdp", "candidate"];

/// `roomId` → `room_id`.
pub fn name(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// A payload of the contract under the dialect's names.
pub fn payload(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let renamed = fields.into_iter().map(|(field, value)| match OPAQUE.contains(&&*field) {
                true => (field, value),
                false => (name(&field), payload(value)),
            });
            Value::Object(renamed.collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(payload).collect()),
        plain => plain,
    }
}
