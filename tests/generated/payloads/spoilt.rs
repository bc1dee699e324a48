//! Objects written otherwise, spoilt, or with a field that no command has.

use crate::payload::Json;

/// The object with a field more.
pub fn beside(object: &Json, field: &str) -> Json {
    let text = object.text();
    let comma = if text == "{}" { "" } else { "," };
    format!("{{{field}{comma}{}", &text[1..]).into()
}

/// The same object, written otherwise or spoilt.
pub fn around(object: &Json) -> Vec<Json> {
    let text = object.text();
    let inner = &text[1..text.len() - 1];
    [
        format!(" \n\t\r{text} \n"),
        format!("\u{a0}{text}"),
        format!("\u{feff}{text}"),
        format!("{text},"),
        format!("{text}{text}"),
        format!("{{{inner},}}"),
        format!("{{,{inner}}}"),
        format!("{{{inner}"),
        format!("{{{{{inner}}}}}"),
        format!("[{text}]"),
        format!("// {text}\n{text}"),
        text.replace('"', "'"),
        text.replace("\"requestId\"", "requestId"),
        text.replace("requestId", "request\\u0049d"),
        text.replace("requestId", "requestid"),
        text.replace("requestId", "request_id"),
        text.replace("sessionId", "session_id"),
    ]
    .map(Json::from)
    .into()
}

pub const NO_OBJECTS: &[&str] =
    &["", " ", "null", "true", "0", "\"a\"", "[]", "[{}]", "{", "}", "{}", " {} ", "{\"\":0}", "undefined", "NaN"];

/// Fields that no command has.
pub const STRANGE_FIELDS: &[&str] = &[
    "\"extra\":null",
    "\"extra\":1e400",
    "\"extra\":-0.000e+00",
    "\"extra\":01",
    "\"extra\":.5",
    "\"extra\":\"\\ud800\"",
    "\"extra\":\"\\u12\"",
    "\"extra\":\"\t\"",
    "\"extra\":\"\\x41\"",
    "\"extra\":[[[[[[[[[[[[[[[[{\"a\":[{}]}]]]]]]]]]]]]]]]]",
    "\"__proto__\":{\"requestId\":1}",
    "\"__proto__\":null",
    "\"constructor\":{\"prototype\":1}",
    "\"toString\":1",
    "\"hasOwnProperty\":true",
    "\"\":0",
    "\"\\u0000\":0",
    "\"\\ud800\":0",
    "\"\\udc00a\":0",
    "\"\\ud83d\\ude00\":0",
];
