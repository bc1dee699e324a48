//! JSON on one line, in its own order, with nothing in it that is a secret or that a terminal would
//! carry out.

use std::fmt::{self, Write};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// What is shown of a secret, and of what is nested deeper than is read.
const MASK: &str = "…";
/// Levels of nesting that are shown.
const MAX_DEPTH: usize = 64;
/// Fields that hold secrets, in lower case, without what stands between their words.
const SECRETS: &[&str] = &["token", "accesstoken", "refreshtoken", "password", "credential"];

/// The text as it may be shown. What is no JSON stays as it is.
pub fn masked(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    match serde_json::from_str::<&RawValue>(text) {
        Ok(json) => push(&mut line, json.get(), 0),
        Err(_) => line.push_str(text.trim()),
    }
    harmless(&line)
}

/// A text that a terminal shows and does not carry out.
pub fn harmless(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter.is_control() {
            true => drop(write!(line, "\\u{:04x}", u32::from(letter))),
            false => line.push(letter),
        }
    }
    line
}

fn push(line: &mut String, json: &str, depth: usize) {
    let json = json.trim();
    let nested = json.starts_with(['{', '[']);
    if nested && depth == MAX_DEPTH {
        line.push_str(MASK);
    } else if let Some(Fields(fields)) = read(json, '{') {
        line.push('{');
        for (place, (name, value)) in fields.into_iter().enumerate() {
            line.push_str(if place == 0 { "" } else { "," });
            line.push_str(&serde_json::Value::from(&*name).to_string());
            line.push(':');
            match is_secret(&name) && !matches!(value.get(), "null") {
                true => drop(write!(line, "\"{MASK}\"")),
                false => push(line, value.get(), depth + 1),
            }
        }
        line.push('}');
    } else if let Some(items) = read::<Vec<&RawValue>>(json, '[') {
        line.push('[');
        for (place, item) in items.into_iter().enumerate() {
            line.push_str(if place == 0 { "" } else { "," });
            push(line, item.get(), depth + 1);
        }
        line.push(']');
    } else {
        line.push_str(json);
    }
}

fn read<'a, T: Deserialize<'a>>(json: &'a str, begins: char) -> Option<T> {
    json.starts_with(begins).then(|| serde_json::from_str(json).ok()).flatten()
}

fn is_secret(name: &str) -> bool {
    let name: String = name.chars().filter(|letter| letter.is_alphanumeric()).collect();
    SECRETS.contains(&&*name.to_lowercase())
}

/// The fields of an object, in its order.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Fields<'de>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_are() {
        let text = r#"{ "type": "a", "b": [ {"access_token": "x y", "refreshToken": null} ], "a": 1.50 }"#;
        assert_eq!(masked(text), r#"{"type":"a","b":[{"access_token":"…","refreshToken":null}],"a":1.50}"#);
        assert_eq!(masked(r#"{"token":{"a":1},"tokens":2}"#), r#"{"token":"…","tokens":2}"#);
    }

    #[test]
    fn what_is_no_json_is_shown_as_it_is() {
        assert_eq!(masked("{\"a\":\u{1b}[31m"), "{\"a\":\\u001b[31m");
        assert_eq!(masked("\"\u{9b}31m\""), "\"\\u009b31m\"");
    }

    #[test]
    fn no_depth_is_too_deep() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(masked(&deep).len() < 1_000 || masked(&deep) == deep);
    }
}
