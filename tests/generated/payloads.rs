//! Good and bad payloads of every command, made from its JSON Schema, each with the server's
//! verdict. The suite of shared-types gives the same text to the Zod schemas and expects the same.
//!
//! A field that comes twice is left out: the server refuses it, and no client can send it, because
//! a JavaScript object cannot hold it.

use std::collections::BTreeMap;

use parlance::contract::{COMMANDS, CommandRow, DEFAULT_MAX_CHAT_CHARS, Limits, SLUG_PATTERN, command_schema};
use serde_json::{Map, Value, json};

use crate::payload::Json;

type Fields = BTreeMap<String, Json>;

#[test]
fn the_fixture_holds_the_verdict_on_every_payload() {
    let limits = Limits { max_chat_chars: DEFAULT_MAX_CHAT_CHARS };
    let mut lines = String::new();
    for row in COMMANDS {
        let mut payloads = Vec::new();
        for payload in Payloads::of(row).all() {
            if !payloads.contains(&payload) {
                payloads.push(payload);
            }
        }
        let verdict = |payload: &Json| (row.decode)(&payload.text(), &limits).is_ok();
        let good = payloads.iter().filter(|payload| verdict(payload)).count();
        assert!(good > 5 && payloads.len() - good > 20, "{}: {good} of {} are good", row.name, payloads.len());
        for payload in payloads {
            lines += &format!("{}\n", json!([row.name, verdict(&payload), payload.parts()]));
        }
    }
    super::assert_fixture("payloads.jsonl", &lines);
}

/// What the schema of a command says.
struct Payloads {
    fields: Map<String, Value>,
    /// Good payloads with as few fields as possible: one for each target.
    bases: Vec<Fields>,
    seed: u64,
}

impl Payloads {
    fn of(row: &CommandRow) -> Self {
        let schema = command_schema(row);
        let fields = schema["properties"].as_object().unwrap().clone();
        let names = |node: &Value| -> Vec<String> {
            node["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let targets = schema["oneOf"].as_array().cloned().unwrap_or_else(|| vec![json!({})]);
        let base = |target: &Value| {
            let rules = schema["allOf"].as_array().into_iter().flatten().filter(|rule| rule["if"] == *target);
            let needed = rules.flat_map(|rule| names(&rule["then"]));
            let all = names(&schema).into_iter().chain(names(target)).chain(needed);
            all.map(|name| (name.clone(), usual(&fields[&name]))).collect()
        };
        let bases = targets.iter().map(base).collect();
        Self { fields, bases, seed: row.name.bytes().map(u64::from).sum() }
    }

    fn all(mut self) -> Vec<Json> {
        let mut all: Vec<Json> = NO_OBJECTS.iter().map(|text| Json::from(*text)).collect();
        let whole: Fields = self.fields.iter().map(|(name, schema)| (name.clone(), usual(schema))).collect();
        all.push(object(&whole));
        for base in self.bases.clone() {
            all.push(object(&base));
            all.extend(around(&object(&base)));
            all.extend(base.keys().map(|name| object(&without(&base, name))));
            for (name, schema) in &self.fields {
                all.extend(values(schema).into_iter().map(|value| object(&with(&base, name, value))));
            }
            all.extend(STRANGE_FIELDS.iter().map(|field| beside(&object(&base), field)));
        }
        for _ in 0..30 {
            all.push(self.random());
        }
        all
    }

    /// Every field as it should be, left out, or anything else.
    fn random(&mut self) -> Json {
        let mut payload = Fields::new();
        for (name, schema) in self.fields.clone() {
            let mut values = values(&schema);
            match self.dice(8) {
                0 => {}
                1 => drop(payload.insert(name, values.swap_remove(self.dice(values.len())))),
                2 => drop(payload.insert(name, "null".into())),
                _ => drop(payload.insert(name, usual(&schema))),
            }
        }
        object(&payload)
    }

    /// The same numbers in every run (SplitMix64).
    fn dice(&mut self, sides: usize) -> usize {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.seed ^ (self.seed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed >> 33) as usize % sides
    }
}

fn object(fields: &Fields) -> Json {
    Json::object(fields.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

fn with(base: &Fields, name: &str, value: Json) -> Fields {
    let mut fields = base.clone();
    fields.insert(name.to_owned(), value);
    fields
}

fn without(base: &Fields, name: &str) -> Fields {
    let mut fields = base.clone();
    fields.remove(name);
    fields
}

fn is(schema: &Value, kind: &str) -> bool {
    schema["type"] == kind || schema["type"].as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
}

/// A value that nobody could object to.
fn usual(schema: &Value) -> Json {
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
fn choices(schema: &Value) -> Vec<Value> {
    let constants = schema["enum"].as_array().into_iter().flatten().map(|value| json!({ "const": value }));
    let kinds = ["anyOf", "oneOf"].map(|kind| schema[kind].as_array().cloned().unwrap_or_default());
    let null = |choice: &Value| choice["type"] == "null" || choice.get("const").is_some_and(Value::is_null);
    constants.chain(kinds.into_iter().flatten()).filter(|choice| !null(choice)).collect()
}

/// The fields that an object needs, as they should be.
fn required(schema: &Value) -> Fields {
    let names = schema["required"].as_array().into_iter().flatten().map(|name| name.as_str().unwrap());
    names.map(|name| (name.to_owned(), usual(&schema["properties"][name]))).collect()
}

fn list(values: impl IntoIterator<Item = Json>) -> Json {
    let mut list = Json::from("[");
    for (place, value) in values.into_iter().enumerate() {
        list = list.then(if place == 0 { "" } else { "," }).then(value);
    }
    list.then("]")
}

/// Whether a string may be anything but a UUID.
fn is_text(schema: &Value) -> bool {
    schema["pattern"].as_str() == Some(parlance::contract::NO_CONTROL_PATTERN)
}

/// Values of every kind, and of the field's own kind those at its bounds.
fn values(schema: &Value) -> Vec<Json> {
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

fn texts(schema: &Value) -> Vec<Json> {
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

fn numbers(schema: &Value) -> Vec<Json> {
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

fn lists(schema: &Value) -> Vec<Json> {
    let mut lists: Vec<Json> = values(&schema["items"]).into_iter().map(|value| list([value])).collect();
    let good = usual(&schema["items"]);
    lists.push(list([good.clone(), "null".into()]));
    lists.push("{\"0\":\"a\",\"length\":1}".into());
    let max = schema["maxItems"].as_u64().unwrap() as usize;
    lists.extend([max - 1, max, max + 1].map(|length| list(vec![good.clone(); length])));
    lists
}

/// Objects of known fields: each field spoilt or left out.
fn objects(schema: &Value) -> Vec<Json> {
    let whole = required(schema);
    let mut objects = vec![object(&whole), beside(&object(&whole), STRANGE_FIELDS[0])];
    objects.extend(whole.keys().map(|name| object(&without(&whole, name))));
    for (name, field) in schema["properties"].as_object().unwrap() {
        objects.extend(values(field).into_iter().map(|value| object(&with(&whole, name, value))));
    }
    objects
}

fn maps(schema: &Value) -> Vec<Json> {
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

/// The object with a field more.
fn beside(object: &Json, field: &str) -> Json {
    let text = object.text();
    let comma = if text == "{}" { "" } else { "," };
    format!("{{{field}{comma}{}", &text[1..]).into()
}

/// The same object, written otherwise or spoilt.
fn around(object: &Json) -> Vec<Json> {
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

const NO_OBJECTS: &[&str] =
    &["", " ", "null", "true", "0", "\"a\"", "[]", "[{}]", "{", "}", "{}", " {} ", "{\"\":0}", "undefined", "NaN"];

/// Fields that no command has.
const STRANGE_FIELDS: &[&str] = &[
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

const TEXTS: [&str; 20] = [
    "",
    " ",
    "\\n\\t",
    "\u{feff}",
    "\u{2028}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\\u0001\\u001f\\u007f",
    "\\u0000",
    "a\\u0000b",
    "\\\\u0000",
    "\\ud800",
    "\\udfff",
    "a\\ud83d",
    "\\ude00\\ud83d",
    "\\ud83d\\ud83d\\ude00",
    "\\ud83d\\ude00",
    "\\/\\b\\f\\\"",
    "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}",
];

const UUIDS: [&str; 34] = [
    "0192f0c1-2345-7abc-8def-0123456789ab",
    "0192F0C1-2345-7ABC-8DEF-0123456789AB",
    "0192f0c1-2345-0abc-8def-0123456789ab",
    "0192f0c1-2345-1abc-8def-0123456789ab",
    "0192f0c1-2345-2abc-9def-0123456789ab",
    "0192f0c1-2345-3abc-adef-0123456789ab",
    "0192f0c1-2345-4abc-bdef-0123456789ab",
    "0192f0c1-2345-5abc-Adef-0123456789ab",
    "0192f0c1-2345-6abc-Bdef-0123456789ab",
    "0192f0c1-2345-8abc-8def-0123456789ab",
    "0192f0c1-2345-9abc-8def-0123456789ab",
    "0192f0c1-2345-fabc-8def-0123456789ab",
    "0192f0c1-2345-7abc-7def-0123456789ab",
    "0192f0c1-2345-7abc-cdef-0123456789ab",
    "0192f0c1-2345-7abc-0def-0123456789ab",
    "00000000-0000-0000-0000-000000000000",
    "00000000-0000-0000-0000-000000000001",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "FFFFFFFF-ffff-FFFF-ffff-FFFFffffFFFF",
    "ffffffff-ffff-ffff-ffff-fffffffffffe",
    "",
    "1",
    "0192f0c123457abc8def0123456789ab",
    "{0192f0c1-2345-7abc-8def-0123456789ab}",
    "urn:uuid:0192f0c1-2345-7abc-8def-0123456789ab",
    " 0192f0c1-2345-7abc-8def-0123456789ab",
    "0192f0c1-2345-7abc-8def-0123456789ab\\n",
    "0192f0c1-2345-7abc-8def-0123456789abc",
    "0192f0c1-2345-7abc-8def-0123456789a",
    "0192f0c1-2345-7abc-8def-0123456789ag",
    "0192f0c1_2345_7abc_8def_0123456789ab",
    "0192f0c1-2345-7abc-8def-0123456789a\\u0062",
    "0192f0c1-2345-7abc-8def-0123456789a\\ud800",
    "\u{ff10}192f0c1-2345-7abc-8def-0123456789ab",
];

const NUMBERS: [&str; 30] = [
    "0",
    "-0",
    "-0.0",
    "5.0",
    "5.5",
    "1e1",
    "1E+1",
    "10e-1",
    "12e-1",
    "0.1e1",
    "1e2",
    "1e3",
    "1e-1",
    "1e-400",
    "0e999",
    "1e400",
    "-1e400",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740991.0",
    "9007199254740991.4",
    "9007199254740991.6",
    "9.007199254740991e15",
    "9223372036854775807",
    "18446744073709551616",
    "100.00000000000001",
    "100.000000000000001",
    "1000000000000000000000000000000000000000000e-42",
    "0.00000000000000000000000000000000000000000001e44",
];

const KEYS: [&str; 9] =
    ["", "\\u0000", "\\ud800", "x\\udc00", "\\ud83d\\ude00", "__proto__", "constructor", "toString", "prototype"];
