//! `zod.ts`: schemas that accept and refuse exactly what the server does, from the same JSON
//! Schemas that the server explains its errors with.

use serde_json::Value;

use super::HEADER;
use crate::contract::{COMMANDS, NO_CONTROL_PATTERN, REQUEST_ID_PATTERN, SLUG_PATTERN, command_schema};

/// Rules that JSON Schema and Zod count differently: characters are Unicode scalar values, not
/// UTF-16 units, and a text with half a surrogate pair is no text.
const HELPERS: &str = r#"import { z } from "zod";

const isText = (value: string) => !/\p{Cs}/u.test(value);

const text = (min: number, max: number) =>
  z.string().refine((value) => isText(value) && !value.includes("\0"), "must be text without NUL")
    .refine((value) => value.length >= min && (value.length <= max || [...value].length <= max), `must have ${min} to ${max} characters`);

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);

const object = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.unknown().refine((value) => !isObject(value) || Object.keys(value).every(isText), "names of fields must be text").pipe(z.object(shape));

const entries = <Value extends z.ZodType>(value: Value, max: number) =>
  z.custom<Record<string, z.output<Value>>>((map) => {
    const all = isObject(map) ? Object.entries(map) : undefined;
    return all !== undefined && all.length <= max && all.every(([key, one]) => isText(key) && value.safeParse(one).success);
  }, `must be an object of at most ${max} valid entries`);

// What the server reads as a whole: every text in it must be one, every number finite.
const isJson = (value: unknown): boolean => {
  if (typeof value === "string") return isText(value);
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value !== "object" || value === null || Object.entries(value).every(([key, one]) => isText(key) && isJson(one));
};

const json = z.unknown().refine(isJson, "must be text and finite numbers throughout");

const map = z.custom<Record<string, unknown>>((value) => isObject(value) && isJson(value), "must be an object");

const named = (value: Record<string, unknown>, key: string) => value[key] !== undefined && value[key] !== null;

const exactlyOne = (value: Record<string, unknown>, keys: string[]) =>
  keys.filter((key) => named(value, key)).length === 1;

const together = (value: Record<string, unknown>, key: string, needed: string) =>
  !named(value, key) || named(value, needed);

"#;

/// The whole file.
pub fn zod() -> String {
    let mut text = format!(
        "{HEADER}{HELPERS}const requestId = z.string().regex(/{REQUEST_ID_PATTERN}/);\n\n/** The payload of each command; unknown fields are ignored. */\nexport const schemas = {{\n"
    );
    for row in COMMANDS {
        let schema = command_schema(row);
        text += &format!("  \"{}\": {}{},\n", row.name, type_of(&schema, "  "), rules(&schema));
    }
    text + "};\n"
}

fn type_of(schema: &Value, indent: &str) -> String {
    if let Some(choices) = choices(schema) {
        let choices: Vec<_> = choices.iter().map(|choice| type_of(choice, indent)).collect();
        return format!("json.pipe(z.union([{}]))", choices.join(", "));
    }
    if !schema["const"].is_null() {
        return format!("z.literal({})", schema["const"]);
    }
    let (kinds, nullable) = kinds(schema);
    let base = match kinds.as_str() {
        "object" => object(schema, indent),
        "array" => {
            let least = schema["minItems"].as_u64().map_or(String::new(), |least| format!(".min({least})"));
            format!("z.array({}){least}.max({})", type_of(&schema["items"], indent), schema["maxItems"])
        }
        "string" => string(schema),
        "integer" => format!("z.number().int().min({}).max({})", schema["minimum"], schema["maximum"]),
        "boolean" => "z.boolean()".to_owned(),
        "null" => "z.null()".to_owned(),
        other => unsupported(other),
    };
    if nullable { format!("{base}.nullable()") } else { base }
}

/// The forms that a value may have. Those of a whole command are rules over its fields instead.
fn choices(schema: &Value) -> Option<&Vec<Value>> {
    let forms = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
    forms.filter(|_| schema["properties"].is_null())
}

/// A form of schema that no command uses so far: the generated file does not compile then, which
/// asks for the missing case here.
fn unsupported(kind: &str) -> String {
    format!("unsupported(\"{kind}\")")
}

fn kinds(schema: &Value) -> (String, bool) {
    match &schema["type"] {
        Value::Array(kinds) => {
            let named: Vec<_> = kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect();
            (named.join("|"), kinds.iter().any(|kind| kind == "null"))
        }
        kind => (kind.as_str().unwrap_or_default().to_owned(), false),
    }
}

fn object(schema: &Value, indent: &str) -> String {
    let Some(fields) = schema["properties"].as_object() else {
        if schema["additionalProperties"] == true {
            return "map".to_owned();
        }
        let value = type_of(&schema["additionalProperties"], indent);
        return format!("entries({value}, {})", schema["maxProperties"]);
    };
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut text = "object({\n".to_owned();
    for (name, field) in fields {
        let optional = if required.contains(&name.as_str()) { "" } else { ".optional()" };
        text += &format!("{indent}  {name}: {}{optional},\n", type_of(field, &format!("{indent}  ")));
    }
    text + indent + "})"
}

fn string(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<_> = words.iter().filter(|word| word.is_string()).map(Value::to_string).collect();
        return format!("z.enum([{}])", words.join(", "));
    }
    match schema["pattern"].as_str() {
        Some(SLUG_PATTERN) => format!("z.string().regex(/{SLUG_PATTERN}/).max({})", schema["maxLength"]),
        Some(pattern) if pattern != NO_CONTROL_PATTERN => "requestId".to_owned(),
        _ => {
            let max = schema["maxLength"].as_u64().map_or("Infinity".to_owned(), |max| max.to_string());
            format!("text({}, {max})", schema["minLength"].as_u64().unwrap_or(0))
        }
    }
}

/// The rules over several fields.
fn rules(schema: &Value) -> String {
    let mut text = String::new();
    let targets: Vec<_> =
        schema["oneOf"].as_array().into_iter().flatten().map(|one| one["required"][0].to_string()).collect();
    if !targets.is_empty() {
        text += &format!(
            ".refine((value) => exactlyOne(value, [{}]), \"must name exactly one target\")",
            targets.join(", ")
        );
    }
    for rule in schema["allOf"].as_array().into_iter().flatten() {
        let (key, needed) = (&rule["if"]["required"][0], &rule["then"]["required"][0]);
        text += &format!(".refine((value) => together(value, {key}, {needed}), \"must come together\")");
    }
    text
}
