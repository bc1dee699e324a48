//! `events.ts`: the discriminated unions and event maps of the seed, and what a client needs to
//! know of each row.

use std::collections::{BTreeMap, BTreeSet};

use super::{HEADER, comment, types::config};
use crate::contract::{COMMANDS, CommandRow, Correlation, Durability, EVENTS, Kind};

/// What a name means from server to client: a reply, an event, or both.
#[derive(Default)]
struct Message {
    payload: String,
    doc: String,
    reply: Option<&'static CommandRow>,
    event: Option<Durability>,
}

impl Message {
    /// The variant of `ServerMessage`.
    fn variant(&self, name: &str) -> String {
        let always = matches!((self.reply, self.event), (Some(row), None) if row.request_id == Correlation::Required);
        let payload = match (self.reply, always) {
            (None, _) => self.payload.clone(),
            (Some(_), true) => format!("{} & {{ requestId: string }}", self.payload),
            (Some(_), false) => format!("{} & {{ requestId?: string }}", self.payload),
        };
        let place = match (self.reply, self.event) {
            (None, Some(Durability::Durable)) => "; topic: string; seq: number",
            (Some(row), _) if row.kind == Kind::Change => "; topic?: string; seq?: number",
            _ => "",
        };
        format!("{{ type: \"{name}\"; payload: {payload}{place} }}")
    }
}

fn messages() -> BTreeMap<&'static str, Message> {
    let config = config();
    let mut messages: BTreeMap<&'static str, Message> = BTreeMap::new();
    for row in COMMANDS {
        for (name, payload) in row.replies() {
            let message = messages.entry(name).or_default();
            message.payload = (payload.typescript)(&config);
            message.doc = format!("{} Reply of `{}`.", message.doc, row.name).trim_start().to_owned();
            message.reply = Some(row);
        }
    }
    for row in EVENTS {
        let message = messages.entry(row.name).or_default();
        message.payload = (row.payload.typescript)(&config);
        message.doc = format!("{} {}", message.doc, row.doc);
        message.event = Some(row.durability);
    }
    messages
}

/// The whole file.
pub fn events() -> String {
    let messages = messages();
    let config = config();
    let mut names: BTreeSet<String> = messages.values().map(|message| message.payload.clone()).collect();
    names.extend(COMMANDS.iter().map(|row| (row.payload.typescript)(&config)));
    let mut text = format!("{HEADER}import type {{\n");
    names.iter().for_each(|name| text += &format!("  {name},\n"));
    text += "} from \"./types.js\";\n";
    text += &unions(&messages);
    text += &maps(&messages);
    text += &facts();
    text
}

fn unions(messages: &BTreeMap<&'static str, Message>) -> String {
    let config = config();
    let mut text = "\n/** Client → server. */\nexport type ClientMessage =".to_owned();
    for row in COMMANDS {
        text += &format!("\n  | {{ type: \"{}\"; payload: {} }}", row.name, (row.payload.typescript)(&config));
    }
    text += ";\n\n/** Server → client. */\nexport type ServerMessage =";
    for (name, message) in messages {
        text += &format!("\n  | {}", message.variant(name));
    }
    text += ";\n\n/** What an acknowledgement callback gets, in addition to the reply event. */\n";
    text += "export type Ack<Reply extends ServerMessage[\"type\"]> =\n";
    text += "  | { ok: true; data: Extract<ServerMessage, { type: Reply }>[\"payload\"] }\n";
    text += "  | { ok: false; error: ErrorPayload };\n";
    text
}

fn maps(messages: &BTreeMap<&'static str, Message>) -> String {
    let config = config();
    let mut text = "\nexport interface ClientToServerEvents {\n".to_owned();
    for row in COMMANDS {
        let payload = (row.payload.typescript)(&config);
        text += &comment(row.doc, "  ");
        let replies = names(row, " | ");
        text += &format!("  \"{}\": (payload: {payload}, ack?: (result: Ack<{replies}>) => void) => void;\n", row.name);
    }
    text += "}\n\nexport interface ServerToClientEvents {\n";
    for (name, message) in messages {
        text += &comment(&message.doc, "  ");
        text += &format!("  \"{name}\": (message: Extract<ServerMessage, {{ type: \"{name}\" }}>) => void;\n");
    }
    text += "}\n\n/** The success reply of each command. */\nexport interface Replies {\n";
    for row in COMMANDS {
        text += &format!("  \"{}\": {};\n", row.name, names(row, " | "));
    }
    text + "}\n"
}

/// The events of a command's replies.
fn names(row: &CommandRow, between: &str) -> String {
    row.replies().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(between)
}

fn facts() -> String {
    let mut text =
        "\n/** What a client needs to know of each command at runtime. */\nexport const commands = {\n".to_owned();
    for row in COMMANDS {
        let request_id = match row.request_id {
            Correlation::Required => "required",
            Correlation::Optional => "optional",
        };
        text += &format!(
            "  \"{}\": {{ replies: [{}], error: \"{}\", idempotent: {}, requestId: \"{request_id}\" }},\n",
            row.name,
            names(row, ", "),
            row.error,
            row.kind == Kind::Change
        );
    }
    text +=
        "} as const;\n\n/** Events that have a `seq` and are replayed at resume. */\nexport const durableEvents = [\n";
    for row in EVENTS.iter().filter(|row| row.durability == Durability::Durable) {
        text += &format!("  \"{}\",\n", row.name);
    }
    text + "] as const;\n"
}
