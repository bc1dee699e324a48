//! Good and bad payloads of every command, made from its JSON Schema, each with the server's
//! verdict. The suite of shared-types gives the same text to the Zod schemas and expects the same.
//!
//! A field that comes twice is left out: the server refuses it, and no client can send it, because
//! a JavaScript object cannot hold it.

mod samples;
mod spoilt;
mod values;

use parlance::contract::{COMMANDS, CommandRow, DEFAULT_MAX_CHAT_CHARS, Limits, command_schema};
use serde_json::{Map, Value, json};

use crate::payload::Json;
use spoilt::{NO_OBJECTS, STRANGE_FIELDS, around, beside};
use values::{Fields, object, usual, values, with, without};

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
