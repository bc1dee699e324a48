//! `EVENTS.md`: the table for people.

use serde_json::Value;

use super::schema_of;
use crate::contract::{COMMANDS, CommandRow, Durability, EVENTS, Kind, Priority, command_schema};

/// The whole file.
pub fn markdown() -> String {
    let mut text = "<!-- Generated from the contract table by `npm run generate`. Do not edit. -->\n\n".to_owned();
    text += "# Commands and events\n\n## Commands\n\nClient → server. Each replies with its success event or with the error\n";
    text += "event of its namespace, and carries a `requestId` beside the fields shown. *Idempotent*: a repeat with\nthe same `requestId` changes nothing and gets the stored reply.\n";
    let mut namespace = "";
    for row in COMMANDS {
        if row.namespace() != namespace {
            namespace = row.namespace();
            text += &format!("\n### {namespace}\n\n| command | reply | |\n| --- | --- | --- |\n");
        }
        text += &command(row);
    }
    text +=
        "\n## Events\n\nServer → client. *Durable* events have a `seq` in their topic and are sent again at resume.\n";
    text += "To a reader that falls behind, what is *critical* or *high* is sent first, what is *low* or *background* last; of these\n";
    text += "two, those that are not durable may be left out.\n\n";
    text += "| event | payload | |\n| --- | --- | --- |\n";
    for row in EVENTS {
        let durable = if row.durability == Durability::Durable { "*Durable.* " } else { "" };
        let fields = fields(&schema_of(&row.payload));
        let priority = if row.priority == Priority::NORMAL { String::new() } else { marked(row.priority) };
        text += &format!("| `{}` | {fields} | {durable}{priority}{} |\n", row.name, line(row.doc));
    }
    text
}

/// `*High.* `
fn marked(priority: Priority) -> String {
    let (first, rest) = priority.name().split_at(1);
    format!("*{}{rest}.* ", first.to_uppercase())
}

fn command(row: &CommandRow) -> String {
    let replies: Vec<_> = row.replies().map(|(name, _)| format!("`{name}`")).collect();
    let idempotent = if row.kind == Kind::Change { " *Idempotent.*" } else { "" };
    let fields = fields(&command_schema(row));
    let fields = if fields.is_empty() { String::new() } else { format!(" {fields}") };
    format!("| `{}`{fields} | {} | {}{idempotent} |\n", row.name, replies.join(" or "), line(row.doc))
}

/// `{ must, may? }`
fn fields(schema: &Value) -> String {
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let properties = schema["properties"].as_object();
    let names = properties.into_iter().flatten().map(|(name, _)| name).filter(|name| *name != "requestId");
    let name = |name: &String| match required.iter().any(|required| required == name.as_str()) {
        true => name.clone(),
        false => format!("{name}?"),
    };
    let names: Vec<_> = names.map(name).collect();
    if names.is_empty() { String::new() } else { format!("`{{ {} }}`", names.join(", ")) }
}

fn line(doc: &str) -> String {
    doc.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
