//! Bytes → a typed, validated command. The good case costs one pass of serde and the rules of
//! `validator`; only when that fails the payload is held against its JSON Schema, which names
//! every broken rule at once.

use std::{borrow::Cow, collections::HashMap};

use jsonschema::{Validator, error::ValidationErrorKind};
use schemars::generate::SchemaSettings;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, value::RawValue};
use validator::{ValidateArgs, ValidationErrors, ValidationErrorsKind};

use super::{COMMANDS, CommandRow, Limits, NO_CONTROL_PATTERN, SLUG_PATTERN};
use crate::error::{Code, Error, ErrorDetail};

/// Decodes and validates one payload, failing at the first broken rule.
pub(super) fn payload<P>(json: &str, limits: &Limits) -> Result<P, Error>
where
    P: DeserializeOwned + for<'a> ValidateArgs<'a, Args = &'a Limits>,
{
    if !is_object(json) {
        return Err(Error::validation(vec![detail("/", "type", "must be an object")]));
    }
    let payload: P =
        serde_json::from_str(json).map_err(|error| Error::validation(vec![detail("/", "type", &plain(&error))]))?;
    check(&payload, limits)?;
    Ok(payload)
}

/// Holds a payload against the rules of its fields.
pub(super) fn check<P>(payload: &P, limits: &Limits) -> Result<(), Error>
where
    P: for<'a> ValidateArgs<'a, Args = &'a Limits>,
{
    payload.validate_with_args(limits).map_err(|errors| Error::validation(details_of(&errors)))
}

/// The payload itself, whether it came bare or wrapped as `{ type, payload }` (contract
/// section 1).
pub fn unwrap<'a>(name: &str, json: &'a str) -> Result<&'a str, Error> {
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        r#type: Cow<'a, str>,
        #[serde(borrow)]
        payload: &'a RawValue,
    }
    if !is_object(json) || !json.contains("\"payload\"") {
        return Ok(json);
    }
    match serde_json::from_str::<Wrapped>(json) {
        Ok(wrapped) if wrapped.r#type == name => Ok(wrapped.payload.get()),
        Ok(_) => Err(Error::validation(vec![detail("/type", "type", "must be the name of the event")])),
        Err(_) => Ok(json),
    }
}

/// What an error echoes when the command was not unwrapped: its own `requestId`, or that of the
/// payload within it.
pub fn request_id_within(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Wrapped<'a> {
        #[serde(borrow)]
        payload: &'a RawValue,
    }
    request_id_of(json).or_else(|| request_id_of(serde_json::from_str::<Wrapped>(json).ok()?.payload.get()))
}

/// What an error echoes as `requestId`: the client's value when it is a string of at most 128
/// characters.
pub fn request_id_of(json: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Partial {
        #[serde(rename = "requestId")]
        request_id: Option<Value>,
    }
    if !is_object(json) {
        return None;
    }
    match serde_json::from_str::<Partial>(json).ok()?.request_id? {
        Value::String(id) if id.chars().count() <= 128 => Some(id),
        _ => None,
    }
}

/// serde would take an array for a struct.
fn is_object(json: &str) -> bool {
    json.trim_start().starts_with('{')
}

/// The JSON Schemas of all commands, with the configured limits in them.
pub struct Schemas {
    validators: HashMap<&'static str, Validator>,
}

impl Schemas {
    /// Compiles one validator per row.
    pub fn new(limits: &Limits) -> Result<Self, String> {
        let mut validators = HashMap::new();
        for row in COMMANDS {
            let mut schema = command_schema(row);
            apply_limits(&mut schema, limits);
            let validator = jsonschema::options()
                .should_validate_formats(false)
                .build(&schema)
                .map_err(|error| format!("the schema of {} does not compile: {error}", row.name))?;
            validators.insert(row.name, validator);
        }
        Ok(Self { validators })
    }

    /// Every broken rule of a payload that [`CommandRow::decode`] refused with `first`.
    pub fn explain(&self, row: &CommandRow, json: &str, first: Error) -> Error {
        let Ok(value) = serde_json::from_str::<Value>(json) else {
            return first;
        };
        let Some(validator) = self.validators.get(row.name) else {
            return first;
        };
        let mut details: Vec<_> = validator.iter_errors(&value).flat_map(|e| describe_all(&e)).collect();
        details.sort_by(|a, b| (&a.path, &a.rule).cmp(&(&b.path, &b.rule)));
        details.dedup();
        if details.is_empty() {
            return first;
        }
        Error::validation(details)
    }
}

/// The self-contained JSON Schema of a command's payload.
pub fn command_schema(row: &CommandRow) -> Value {
    let mut generator =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true).into_generator();
    (row.payload.schema)(&mut generator).to_value()
}

/// A node marked `x-limit` takes its `maxLength` from the configuration.
fn apply_limits(schema: &mut Value, limits: &Limits) {
    match schema {
        Value::Object(map) => {
            if map.get("x-limit").and_then(Value::as_str) == Some("max_chat_chars") {
                map.insert("maxLength".to_owned(), limits.max_chat_chars.into());
            }
            map.values_mut().for_each(|node| apply_limits(node, limits));
        }
        Value::Array(list) => list.iter_mut().for_each(|node| apply_limits(node, limits)),
        _ => {}
    }
}

/// What is wrong; with a value that may have one of several forms, what is wrong with the form that
/// it has.
fn describe_all(error: &jsonschema::ValidationError<'_>) -> Vec<ErrorDetail> {
    let ValidationErrorKind::AnyOf { context: forms } = error.kind() else {
        return vec![describe(error)];
    };
    let another = |one: &jsonschema::ValidationError<'_>| {
        matches!(one.kind(), ValidationErrorKind::Type { .. }) && one.instance_path() == error.instance_path()
    };
    match forms.iter().find(|form| !form.iter().any(another)) {
        Some(form) => form.iter().flat_map(describe_all).collect(),
        None => vec![describe(error)],
    }
}

fn describe(error: &jsonschema::ValidationError<'_>) -> ErrorDetail {
    let at = error.instance_path().to_string();
    let here = if at.is_empty() { "/".to_owned() } else { at.clone() };
    match error.kind() {
        ValidationErrorKind::Required { property } => {
            let field = property.as_str().unwrap_or_default();
            detail(&format!("{at}/{field}"), "required", "is missing")
        }
        ValidationErrorKind::OneOfNotValid { .. } | ValidationErrorKind::OneOfMultipleValid { .. } => {
            detail(&here, "oneOf", "must name exactly one target")
        }
        ValidationErrorKind::Type { .. } => detail(&here, "type", "has the wrong type"),
        ValidationErrorKind::MinLength { limit } => {
            detail(&here, "length", &format!("must have at least {limit} characters"))
        }
        ValidationErrorKind::MaxLength { limit } => {
            detail(&here, "length", &format!("must have at most {limit} characters"))
        }
        ValidationErrorKind::MinItems { limit } => {
            detail(&here, "length", &format!("must have at least {limit} entries"))
        }
        ValidationErrorKind::Enum { .. } => detail(&here, "enum", "is none of the values allowed here"),
        ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
            detail(&here, "length", &format!("must have at most {limit} entries"))
        }
        ValidationErrorKind::Minimum { limit } => detail(&here, "range", &format!("must be at least {limit}")),
        ValidationErrorKind::Maximum { limit } => detail(&here, "range", &format!("must be at most {limit}")),
        ValidationErrorKind::Pattern { pattern } if pattern == NO_CONTROL_PATTERN => {
            detail(&here, "control", "must not hold NUL")
        }
        ValidationErrorKind::Pattern { pattern } if pattern == SLUG_PATTERN => {
            detail(&here, "slug", "must be lower-case letters and digits with single hyphens between them")
        }
        ValidationErrorKind::Pattern { .. } => detail(&here, "uuid", "must be a UUID"),
        _ => detail(&here, "type", "is not valid"),
    }
}

fn details_of(errors: &ValidationErrors) -> Vec<ErrorDetail> {
    let mut details = Vec::new();
    for (field, kind) in errors.errors() {
        let ValidationErrorsKind::Field(list) = kind else {
            continue;
        };
        for error in list {
            let path = match field.as_ref() {
                "__all__" => "/".to_owned(),
                field => format!("/{}", camel(field)),
            };
            details.push(detail(&path, &error.code, "is not valid"));
        }
    }
    details
}

/// `session_id` → `sessionId`: `validator` knows fields by their Rust names.
fn camel(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_ascii_uppercase() + tail
    })
}

/// serde's words without its line and column, which mean nothing to the client.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or("is not valid").to_owned()
}

fn detail(path: &str, rule: &str, message: &str) -> ErrorDetail {
    ErrorDetail { path: path.to_owned(), rule: rule.to_owned(), message: message.to_owned() }
}

/// `VALIDATION_ERROR` with one entry, for rules that only the domain can check.
pub fn invalid(path: &str, rule: &str, message: &str) -> Error {
    let error = Error::validation(vec![detail(path, rule, message)]);
    debug_assert_eq!(error.code, Code::ValidationError);
    error
}
