//! Example values for the JSON Schemas of the wire's types, as schemars writes them: for documents
//! that are made from the code, and for tests that want one of everything.
//!
//! A choice is where values of several forms are good: `oneOf`, `anyOf`, `enum`, and a boolean. What
//! may be null is left out instead, which says the same.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::contract::SLUG_PATTERN;

/// A text that is good where an id, a UUID or words are wanted.
const TEXT: &str = "0192f0c1-2345-7abc-8def-0123456789ab";
const SLUG: &str = "lobby-1";
/// The field that holds a topic.
const TOPIC: &str = "topic";
const MOMENT: &str = "2025-11-20T18:17:00.123Z";

/// A value of the first form, without what may be left out.
pub fn minimal(schema: &Value) -> Value {
    forms(schema).first().map_or(Value::Null, plain_minimal)
}

/// A value of the first form, with everything that it may have.
pub fn full(schema: &Value) -> Value {
    each(schema).into_iter().next().unwrap_or_default()
}

/// Values among which every choice is made at least once; those of one form begin with a full one
/// and end with a minimal one.
pub fn each(schema: &Value) -> Vec<Value> {
    forms(schema).iter().flat_map(each_plain).collect()
}

/// The schemas of the forms that a value may have, each without a choice at its top.
fn forms(schema: &Value) -> Vec<Value> {
    let Some(whole) = schema.as_object() else { return vec![json!({})] };
    let mut whole = whole.clone();
    if let Some(Value::Array(parts)) = whole.remove("allOf") {
        let (rules, parts): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.get("if").is_some());
        whole.insert("rules".to_owned(), rules.into());
        let mut wholes = vec![whole];
        for part in &parts {
            let forms = forms(part);
            wholes = wholes.iter().flat_map(|whole| forms.iter().map(|form| merged(whole, form))).collect();
        }
        return wholes.into_iter().flat_map(|whole| forms(&whole.into())).collect();
    }
    let Some(Value::Array(choices)) = whole.remove("oneOf").or_else(|| whole.remove("anyOf")) else {
        return vec![whole.into()];
    };
    let null = |choice: &&Value| choice["type"] == "null" || choice.get("const").is_some_and(Value::is_null);
    let some: Vec<_> = choices.iter().filter(|choice| !null(choice)).collect();
    some.iter().flat_map(|choice| forms(&with_choice(&whole, choice, &some).into())).collect()
}

/// What holds in any case, and one of the choices: without what only the others ask for.
fn with_choice(whole: &Map<String, Value>, choice: &Value, all: &[&Value]) -> Map<String, Value> {
    let own: BTreeSet<_> = names(choice).collect();
    let mut whole = whole.clone();
    if let Some(Value::Object(properties)) = whole.get_mut("properties") {
        let others: BTreeSet<_> = all.iter().flat_map(|other| names(other)).collect();
        properties.retain(|name, _| own.contains(name.as_str()) || !others.contains(name.as_str()));
    }
    merged(&whole, choice)
}

fn names(schema: &Value) -> impl Iterator<Item = &str> {
    schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn merged(whole: &Map<String, Value>, part: &Value) -> Map<String, Value> {
    let mut whole = whole.clone();
    for (key, value) in part.as_object().into_iter().flatten() {
        match (whole.get_mut(key), value) {
            // What a property may not be says nothing of what it is.
            (Some(Value::Object(properties)), Value::Object(more)) if key == "properties" => {
                let told = more.iter().filter(|(_, schema)| schema.get("not").is_none());
                properties.extend(told.map(|(name, schema)| (name.clone(), schema.clone())));
            }
            (Some(Value::Array(list)), Value::Array(more)) if key == "required" || key == "rules" => {
                list.extend(more.iter().cloned());
            }
            _ => drop(whole.insert(key.clone(), value.clone())),
        }
    }
    whole
}

fn plain_minimal(form: &Value) -> Value {
    if form["properties"].is_object() {
        let field = |name: &String| match name.as_str() {
            TOPIC => (name.clone(), format!("rooms/{TEXT}").into()),
            _ => (name.clone(), minimal(&form["properties"][name])),
        };
        return needed(form).iter().map(field).collect();
    }
    match (is(form, "array"), form["minItems"].as_u64()) {
        (true, least) => vec![minimal(&form["items"]); least.unwrap_or_default() as usize].into(),
        _ => each_plain(form).into_iter().next().unwrap_or_default(),
    }
}

/// The fields that an object of this form must have.
fn needed(form: &Value) -> BTreeSet<String> {
    let mut needed: BTreeSet<_> = names(form).map(str::to_owned).collect();
    for rule in form["rules"].as_array().into_iter().flatten() {
        if names(&rule["if"]).all(|name| needed.contains(name)) {
            needed.extend(names(&rule["then"]).map(str::to_owned));
        }
    }
    needed
}

fn each_plain(form: &Value) -> Vec<Value> {
    if let Some(only) = form.get("const") {
        return vec![only.clone()];
    }
    if let Some(values) = form["enum"].as_array() {
        return values.iter().filter(|value| !value.is_null()).cloned().collect();
    }
    match () {
        () if form["properties"].is_object() => objects(form),
        () if is(form, "array") => {
            let most = form["maxItems"].as_u64().unwrap_or(u64::MAX) as usize;
            vec![each(&form["items"]).into_iter().take(most).collect()]
        }
        () if is(form, "object") => vec![map(form)],
        () if is(form, "string") => vec![text(form).into()],
        () if is(form, "integer") => {
            let least = form["minimum"].as_i64().unwrap_or(1).max(1);
            vec![least.min(form["maximum"].as_i64().unwrap_or(i64::MAX)).into()]
        }
        () if is(form, "number") => vec![0.5.into()],
        () if is(form, "boolean") => vec![true.into(), false.into()],
        () if is(form, "null") => vec![Value::Null],
        // Anything is good.
        () => vec![json!({ "any": 1 })],
    }
}

/// With all fields; then, for each further choice of a field, with that; then with what must be there.
fn objects(form: &Value) -> Vec<Value> {
    let mut whole = Map::new();
    let mut choices = Vec::new();
    for (name, schema) in form["properties"].as_object().into_iter().flatten() {
        let mut values = if name == TOPIC { topics() } else { each(schema) }.into_iter();
        whole.extend(values.next().map(|first| (name.clone(), first)));
        choices.extend(values.map(|value| (name.clone(), value)));
    }
    let with = |(name, value)| {
        let mut object = whole.clone();
        object.insert(name, value);
        Value::from(object)
    };
    let choices: Vec<_> = choices.into_iter().map(with).collect();
    std::iter::once(whole.into()).chain(choices).chain([plain_minimal(form)]).collect()
}

/// Topics have a form of their own: one of many things, and one of a single thing.
fn topics() -> Vec<Value> {
    ["missions".into(), format!("rooms/{TEXT}").into()].into()
}

/// An object of fields that have no names of their own.
fn map(form: &Value) -> Value {
    match form.get("additionalProperties") {
        Some(entry @ Value::Object(_)) => json!({ (format!("rooms/{TEXT}")): full(entry) }),
        Some(Value::Bool(true)) => json!({ "any": 1 }),
        _ => json!({}),
    }
}

fn text(form: &Value) -> String {
    match (form["format"].as_str(), form["pattern"].as_str()) {
        (Some("date-time"), _) => MOMENT.to_owned(),
        (_, Some(SLUG_PATTERN)) => SLUG.to_owned(),
        _ => {
            let least = form["minLength"].as_u64().unwrap_or_default() as usize;
            let most = form["maxLength"].as_u64().unwrap_or(u64::MAX) as usize;
            TEXT.chars().cycle().take(TEXT.len().max(least).min(most)).collect()
        }
    }
}

fn is(form: &Value, kind: &str) -> bool {
    form["type"] == kind || form["type"].as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minimal_value_has_what_it_needs_and_a_full_one_everything() {
        let schema = json!({
            "type": "object",
            "properties": {
                "at": { "type": "string", "format": "date-time" },
                "count": { "type": ["integer", "null"], "minimum": 0, "maximum": 0 },
                "slug": { "type": ["string", "null"], "pattern": SLUG_PATTERN },
                "short": { "type": "string", "maxLength": 4 },
                "list": { "type": "array", "items": { "enum": ["a", "b", null] }, "minItems": 1 },
                "by": { "type": "object", "additionalProperties": { "type": "number" } },
                "other": { "anyOf": [{ "type": "null" }, { "const": 7 }] },
                "open": true,
            },
            "required": ["at", "list"],
        });
        assert_eq!(minimal(&schema), json!({ "at": MOMENT, "list": ["a"] }));
        let everything = json!({
            "at": MOMENT, "count": 0, "slug": SLUG, "short": "0192", "list": ["a", "b"],
            "by": { (format!("rooms/{TEXT}")): 0.5 }, "other": 7, "open": { "any": 1 },
        });
        assert_eq!(full(&schema), everything);
    }

    #[test]
    fn every_choice_is_made() {
        let form = |name: &str, field: Value| json!({ "type": "object", "properties": { "type": { "const": name }, "on": field }, "required": ["type"] });
        let schema = json!({
            "properties": { "id": { "type": "string" } },
            "oneOf": [form("a", json!({ "type": "boolean" })), form("b", json!({ "type": "integer" }))],
        });
        let values = each(&schema);
        assert_eq!(values.len(), 5, "{values:?}");
        assert_eq!(values[0], json!({ "id": TEXT, "type": "a", "on": true }));
        assert_eq!(values[1], json!({ "id": TEXT, "type": "a", "on": false }));
        assert_eq!(values[2], json!({ "type": "a" }));
        assert_eq!(values[3], json!({ "id": TEXT, "type": "b", "on": 1 }));
    }

    #[test]
    fn of_several_targets_there_is_one_with_what_it_needs() {
        let target = |name: &str| json!({ "properties": { name: { "not": { "type": "null" } } }, "required": [name] });
        let schema = json!({
            "type": "object",
            "properties": { "to": { "type": "string" }, "room": { "type": "string" }, "body": { "type": "boolean" } },
            "oneOf": [target("to"), target("room")],
            "allOf": [{ "if": target("room"), "then": target("body") }],
        });
        let values = each(&schema);
        assert!(values.iter().all(|value| value["to"].is_null() != value["room"].is_null()), "{values:?}");
        assert_eq!(values.last(), Some(&json!({ "room": TEXT, "body": true })));
    }
}
