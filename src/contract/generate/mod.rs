//! The table → everything outside Rust: the files of `shared-types/generated`, `docs/dialects.md`,
//! the AsyncAPI document that is served, the contract's hash.

mod asyncapi;
mod dialects;
mod events;
pub mod example;
mod markdown;
mod types;
mod zod;

use std::{fs, path::Path, sync::LazyLock};

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{COMMANDS, CommandRow, EVENTS, VERSION, command_schema};
use crate::dialect::raw::DESCRIPTIONS;

pub use asyncapi::asyncapi;
pub use types::Collector;

/// First line of every generated file.
const HEADER: &str = "// Generated from the contract table by `npm run generate`. Do not edit.\n\n";

static HASH: LazyLock<String> = LazyLock::new(|| {
    let commands: Vec<_> =
        COMMANDS.iter().map(|row| json!([row.name, row.error, command_schema(row), replies_of(row)])).collect();
    let events: Vec<_> =
        EVENTS.iter().map(|row| json!([row.name, format!("{:?}", row.durability), schema_of(&row.payload)])).collect();
    let table = json!({ "version": VERSION, "commands": commands, "events": events });
    let digest = Sha256::digest(table.to_string());
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
});

/// Changes whenever a row or a payload of the table changes; 16 hexadecimal digits.
pub fn hash() -> &'static str {
    &HASH
}

/// The self-contained JSON Schema of a payload.
pub fn schema_of(info: &super::TypeInfo) -> serde_json::Value {
    let mut generator = schemars::generate::SchemaSettings::draft07()
        .with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        })
        .into_generator();
    (info.schema)(&mut generator).to_value()
}

/// The replies of a command by name, as JSON Schemas.
fn replies_of(row: &CommandRow) -> serde_json::Value {
    row.replies().map(|(name, payload)| json!([name, schema_of(payload)])).collect()
}

/// Every generated file by its path within the repository.
pub fn files() -> Vec<(String, String)> {
    let contract = format!(
        "{HEADER}/** Which contract these types are of; the server tells its own in the `connection` event. */\nexport const contract = {{ version: \"{VERSION}\", hash: \"{}\" }} as const;\n",
        hash()
    );
    let asyncapi = format!("{:#}\n", asyncapi());
    let of_contract = [
        ("types.ts", types::types()),
        ("events.ts", events::events()),
        ("zod.ts", zod::zod()),
        ("contract.ts", contract),
        ("asyncapi.json", asyncapi),
        ("EVENTS.md", markdown::markdown()),
        ("dialects/index.ts", dialects::index()),
    ]
    .map(|(name, text)| (name.to_owned(), text));
    let of_dialects = DESCRIPTIONS
        .iter()
        .map(|dialect| (format!("dialects/{}.ts", dialect.dialect.name()), dialects::types(dialect)));
    let generated = of_contract.into_iter().chain(of_dialects);
    let generated = generated.map(|(name, text)| (format!("shared-types/generated/{name}"), text));
    generated.chain([("docs/dialects.md".to_owned(), dialects::docs())]).collect()
}

/// Writes the files below `root`, or, with `check`, only says which are stale.
pub fn write(root: &Path, check: bool) -> Result<(), String> {
    let mut stale = Vec::new();
    for (name, text) in files() {
        let path = root.join(&name);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        stale.push(name);
        if !check {
            fs::create_dir_all(path.parent().unwrap_or(root))
                .and_then(|()| fs::write(&path, &text))
                .map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        }
    }
    match (check, stale.is_empty()) {
        (true, false) => Err(format!("stale generated files: {}; run `npm run generate`", stale.join(", "))),
        _ => Ok(()),
    }
}

/// A doc comment in TypeScript.
fn comment(doc: &str, indent: &str) -> String {
    let lines: Vec<_> = doc.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => String::new(),
        lines => format!("{indent}/** {} */\n", lines.join(" ")),
    }
}
