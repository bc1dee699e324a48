//! Values for a field as its JSON Schema describes it: one that is as it should be, and all kinds of
//! others.

use std::collections::BTreeMap;

use parlance::contract::SLUG_PATTERN;
use serde_json::{Value, json};

use super::{
    samples::{KEYS, NUMBERS, TEXTS, UUIDS},
    spoilt::{STRANGE_FIELDS, beside},
};
use crate::payload::Json;

pub type Fields = BTreeMap<String, Json>;

pub fn object(fields: &Fields) -> Json {
    Json::object(fields.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

pub fn with(base: &Fields, name: &str, value: Json) -> Fields {
    let mut fields = base.clone();
    fields.insert(name.to_owned(), value);
    fields
}

pub fn without(base: &Fields, name: &str) -> Fields {
    let mut fields = base.clone();
    fields.remove(name);
    fields
}

pub fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
}

/// A value that nobody could object to.
pub fn usual(schema: &Value) -> Json {
    if let Some(choice) = choices(schema).into_iter().next() {
        return usual(&choice);
    }
    match () {
        () if !schema["const"].is_null() => schema["const"].to_string().into(),
        () if is(schema, "integer") => "1".into(),
        () if is(schema, "boolean") => "true".into(),
        () if is(schema, "array") => list([usual(&schema["items"])]),
        () if schema["properties"].is_object() => object(&required(schema)),
        () if is(schema, "object") => "{\"rooms/1\":1}".into(),
        () if schema["pattern"] == SLUG_PATTERN => "\"zoe-1\"".into(),
        () if schema["minLength"].is_null() && !is_text(schema) => format!("\"{}\"", UUIDS[0]).into(),
        () => "\"Zoë\"".into(),
    }
}

/// The schemas of which a value fits one; null, which every field may have that has it, left out.
pub fn choices(schema: &Value) -> Vec<Value> {
    let constants = schema["enum"].as_array().into_iter().flatten().map(|value| json!({ "const": value }));
    let kinds = ["anyOf", "oneOf"].map(|kind| schema[kind].as_array().cloned().unwrap_or_default());
    let null = |choice: &Value| choice["type"] == "null" || choice.get("const").is_some_and(Value::is_null);
    constants.chain(kinds.into_iter().flatten()).filter(|choice| !null(choice)).collect()
}

/// The fields that an object needs, as they should be.
pub fn required(schema: &Value) -> Fields {
    let names = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
    names.map(|name| (name.to_owned(), usual(&schema["properties"][name]))).collect()
}

pub fn list(values: impl IntoIterator<Item = Json>) -> Json {
    let mut list = Json::from("[");
    for (place, value) in values.into_iter().enumerate() {
        list = list.then(if place == 0 { "" } else { "," }).then(value);
    }
    list.then("]")
}

/// Whether a string may be anything but a UUID.
pub fn is_text(schema: &Value) -> bool {
    schema["pattern"].as_str() == Some(parlance::contract::NO_CONTROL_PATTERN)
}

/// Values of every kind, and of the field's own kind those at its bounds.
pub fn values(schema: &Value) -> Vec<Json> {
    let mut values: Vec<Json> = ["null", "true", "false", "[]", "{}", "[\"a\"]", "{\"a\":1}"].map(Json::from).into();
    match () {
        () if !choices(schema).is_empty() => {
            values.extend(["\"\"", "\"x\"", "0"].map(Json::from));
            values.extend(choices(schema).iter().flat_map(self::values));
        }
        () if !schema["const"].is_null() => {
            let text = schema["const"].as_str().unwrap();
            values.extend([text, &format!(" {text}"), &text.to_uppercase()].map(|text| format!("\"{text}\"").into()));
        }
        () if is(schema, "boolean") => values.extend(["0", "1", "\"true\"", "\"\""].map(Json::from)),
        () if is(schema, "array") => values.extend(lists(schema)),
        () if schema["properties"].is_object() => values.extend(objects(schema)),
        () if is(schema, "integer") => {
            values.extend(["\"1\"", "\"\""].map(Json::from));
            values.extend(numbers(schema));
        }
        () if is(schema, "object") => {
            values.extend(["\"a\"", "1", "[1]"].map(Json::from));
            values.extend(maps(schema));
        }
        () if is_text(schema) => {
            values.extend(["0", "-1.5"].map(Json::from));
            values.extend(texts(schema));
        }
        () => {
            values.extend(["0", "1.5"].map(Json::from));
            values.extend(UUIDS.iter().map(|text| format!("\"{text}\"").into()));
        }
    }
    values
}

pub fn texts(schema: &Value) -> Vec<Json> {
    let mut texts: Vec<Json> = TEXTS.map(|text| format!("\"{text}\"").into()).into();
    let min = schema["minLength"].as_u64().unwrap_or(0) as usize;
    for length in [min.saturating_sub(1), min, min + 1] {
        texts.push(Json::string_of("a", length));
    }
    if let Some(max) = schema["maxLength"].as_u64() {
        for character in ["a", "é", "\u{301}", "\u{1f600}", "\\ud83d\\ude00", "\\u00e9", "\\n"] {
            texts.extend([-1, 0, 1].map(|more| Json::string_of(character, (max as i64 + more) as usize)));
        }
        // As many UTF-16 units as characters are allowed, and the same with one character more.
        let max = max as usize;
        texts.push(Json::string_of("\u{1f600}", max / 2));
        texts.push(Json::string_of("\u{1f600}", max / 2 + 1));
    }
    texts
}

pub fn numbers(schema: &Value) -> Vec<Json> {
    let mut numbers: Vec<Json> = NUMBERS.map(Json::from).into();
    for bound in [&schema["minimum"], &schema["maximum"]] {
        let bound = bound.as_i64().unwrap();
        numbers.extend([-1, 0, 1].map(|more| Json::from((bound + more).to_string())));
        for decimals in [".0", ".5", ".00000000000000000001", "e0", ".0e0", "0e-1"] {
            numbers.push(format!("{bound}{decimals}").into());
        }
        for nines in [".9", ".99999999999", ".9999999999999999999999"] {
            numbers.push(format!("{}{nines}", bound - 1).into());
        }
    }
    numbers
}

pub fn lists(schema: &Value) -> Vec<Json> {
    let mut lists: Vec<Json> = values(&schema["items"]).into_iter().map(|value| list([value])).collect();
    let good = usual(&schema["items"]);
    lists.push(list([good.clone(), "null".into()]));
    lists.push("{\"0\":\"a\",\"length\":1}".into());
    let max = schema["maxItems"].as_u64().unwrap() as usize;
    lists.extend([max - 1, max, max + 1].map(|length| list(vec![good.clone(); length])));
    lists
}

/// Objects of known fields: each field spoilt or left out.
pub fn objects(schema: &Value) -> Vec<Json> {
    let whole = required(schema);
    let mut objects = vec![object(&whole), beside(&object(&whole), STRANGE_FIELDS[0])];
    objects.extend(whole.keys().map(|name| object(&without(&whole, name))));
    for (name, field) in schema["properties"].as_object().unwrap() {
        objects.extend(values(field).into_iter().map(|value| object(&with(&whole, name, value))));
    }
    objects
}

pub fn maps(schema: &Value) -> Vec<Json> {
    let entry = &schema["additionalProperties"];
    if *entry == true {
        return KEYS.map(|key| format!("{{\"{key}\":[{{}}]}}").into()).into();
    }
    let mut maps: Vec<Json> = values(entry).into_iter().map(|value| Json::object([("a", value)])).collect();
    let good = usual(entry);
    for key in KEYS {
        maps.push(Json::from(format!("{{\"{key}\":")).then(good.clone()).then("}"));
        maps.push(format!("{{\"{key}\":\"x\"}}").into());
        maps.push(Json::from(format!("{{\"a\":1,\"{key}\":")).then(good.clone()).then("}"));
    }
    let max = schema["maxProperties"].as_u64().unwrap();
    for entries in [max - 1, max, max + 1] {
        let keys: Vec<_> = (0..entries).map(|entry| entry.to_string()).collect();
        maps.push(Json::object(keys.iter().map(|key| (key.as_str(), good.clone()))));
    }
    let keys: Vec<_> = (1..max).map(|entry| entry.to_string()).chain(["a".into(), "__proto__".into()]).collect();
    maps.push(Json::object(keys.iter().map(|key| (key.as_str(), good.clone()))));
    maps
}
