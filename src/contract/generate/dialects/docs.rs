//! `docs/dialects.md`: what maps onto what, found out by decoding and encoding examples.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use ts_rs::TS;

use crate::{
    connection::Tag,
    contract::{
        Command, Durability, EVENTS, Event, EventRow,
        generate::{example, schema_of, types::config},
    },
    dialect::raw::{Asked, DESCRIPTIONS, Description, Goodbye, Said},
    error::{Code, Error, ErrorPayload},
};

const HEADER: &str = "<!-- Generated from the codecs by `npm run generate`. Do not edit. -->\n\n";
/// What a dialect has no words for.
const NOTHING: &str = "—";

/// The whole file.
pub fn docs() -> String {
    let authenticates: Vec<_> = DESCRIPTIONS.iter().flat_map(|dialect| authenticates(dialect)).collect();
    let intro = include_str!("intro.md")
        .replace("{choices}\n", &choices())
        .replace("{authenticates}", &authenticates.join(", "));
    let mut text = format!("{HEADER}{intro}");
    DESCRIPTIONS.iter().for_each(|dialect| text += &commands(dialect));
    text + &events() + &errors() + &ends()
}

/// A table; its first line is the head.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut text = String::new();
    for (place, row) in rows.into_iter().enumerate() {
        text += &format!("| {} |\n", row.join(" | "));
        if place == 0 {
            text += &format!("|{}\n", " --- |".repeat(row.len()));
        }
    }
    text
}

/// The head of a table with a column for each dialect.
fn head(first: &[&str]) -> Vec<String> {
    let names = DESCRIPTIONS.iter().map(|dialect| format!("`{}`", dialect.dialect.name()));
    first.iter().map(|name| (*name).to_owned()).chain(names).collect()
}

/// A cell that says all of this.
fn cell(parts: BTreeSet<String>) -> String {
    if parts.is_empty() { NOTHING.to_owned() } else { parts.into_iter().collect::<Vec<_>>().join(" or ") }
}

fn choices() -> String {
    let row = |dialect: &&Description| {
        let name = dialect.dialect.name();
        vec![format!("`{name}`"), format!("`/ws/{name}`"), format!("`parlance.{name}`")]
    };
    let head = ["dialect", "path", "subprotocol"].map(str::to_owned).to_vec();
    table(std::iter::once(head).chain(DESCRIPTIONS.iter().map(row)))
}

/// What a frame is called: its `type`, and the kind of event that several have one type for.
fn name_of(frame: &Value) -> Option<String> {
    let name = frame["type"].as_str()?;
    Some(match frame["payload"]["event"].as_str() {
        Some(event) => format!("`{name}` / `{event}`"),
        None => format!("`{name}`"),
    })
}

fn named(frame: Option<String>) -> Option<String> {
    name_of(&serde_json::from_str(&frame?).ok()?)
}

/// Examples of a client's frames that are commands, each with what it was taken for: the `type` of its message,
/// and the command.
fn asked(dialect: &Description) -> impl Iterator<Item = (String, Tag, Command)> {
    let codec = dialect.dialect.codec();
    example::each(&schema_of(&dialect.client.info)).into_iter().filter_map(move |frame| {
        let Asked { tag, command } = codec.decode(&frame.to_string());
        Some((format!("`{}`", tag.asked), tag, command.ok()?))
    })
}

fn authenticates(dialect: &Description) -> Option<String> {
    let (name, ..) = asked(dialect).find(|(_, _, command)| matches!(command, Command::AuthAuthenticate(_)))?;
    Some(format!("{name} (`{}`)", dialect.dialect.name()))
}

/// What a client says, in the order of the dialect.
fn commands(dialect: &Description) -> String {
    let codec = dialect.dialect.codec();
    let mut order = Vec::new();
    let mut rows: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    for (name, tag, command) in asked(dialect) {
        if !order.contains(&name) {
            order.push(name.clone());
        }
        let row = command.its_row();
        let (commands, replies) = rows.entry(name).or_default();
        commands.insert(format!("`{}`", row.name));
        for (_, payload) in row.replies() {
            let payload = example::full(&schema_of(payload)).to_string();
            for again in [false, true] {
                replies.extend(named(codec.encode(Said::Reply { to: &tag, payload: &payload, again })));
            }
        }
    }
    let rows = order.into_iter().filter_map(|name| {
        let (commands, replies) = rows.remove(&name)?;
        Some(vec![name, cell(commands), cell(replies)])
    });
    let head = ["message", "command", "success is told as"].map(str::to_owned).to_vec();
    let mut text = format!("## {}\n\n{}\n\n{}\n\n", dialect.dialect.name(), dialect.about, dialect.ids);
    if !codec.topics().is_empty() {
        let topics: Vec<_> = codec.topics().iter().map(|topic| format!("`{topic}`")).collect();
        text += &format!("Its clients hear of these topics without asking: {}.\n\n", topics.join(", "));
    }
    text + &table(std::iter::once(head).chain(rows)) + "\n"
}

/// What happens: each event in the words of each dialect.
fn events() -> String {
    let row = |row: &EventRow| {
        let payloads = example::each(&schema_of(&row.payload));
        let told: Vec<_> = payloads.iter().filter_map(|payload| Event::parse(row.name, &payload.to_string())).collect();
        let durable = if row.durability == Durability::Durable { "yes" } else { "" };
        let words = DESCRIPTIONS.iter().map(|dialect| {
            let codec = dialect.dialect.codec();
            cell(told.iter().filter_map(|event| named(codec.encode(Said::Event(event)))).collect())
        });
        [format!("`{}`", row.name), durable.to_owned()].into_iter().chain(words).collect()
    };
    // Failures have a table of their own.
    let config = config();
    let failure = ErrorPayload::name(&config);
    let rows = EVENTS.iter().filter(|row| (row.payload.typescript)(&config) != failure).map(row);
    let mut text = "## What happens\n\nEach event of the contract, and what it is called in each dialect. ".to_owned();
    text += "Durable events are sent again at resume.\n\n";
    text + &table(std::iter::once(head(&["event", "durable"])).chain(rows)) + "\n"
}

/// How each code of the contract is spelled; where that depends on what was asked, in all ways.
fn errors() -> String {
    let row = |code: &Code| {
        let errors = errors_of(*code);
        let words = DESCRIPTIONS.iter().map(|dialect| {
            let codec = dialect.dialect.codec();
            let asked = asked(dialect).map(|(_, tag, _)| Some(tag)).chain([None]);
            let spelled = asked.flat_map(|tag| {
                let frame = |error| codec.encode(Said::Failure { to: tag.as_ref(), error });
                let frames = errors.iter().filter_map(frame);
                frames.filter_map(|frame| code_within(&serde_json::from_str(&frame).ok()?)).collect::<Vec<_>>()
            });
            cell(spelled.collect())
        });
        [format!("`{}`", code.as_str())].into_iter().chain(words).collect()
    };
    let mut text =
        "## Errors\n\nHow each code of the contract is spelled. Where there are several, it depends on what "
            .to_owned();
    text += "the message was about.\n\n";
    text + &table(std::iter::once(head(&["code"])).chain(Code::ALL.iter().map(row))) + "\n"
}

/// What has this code: to some dialects it matters what does not exist.
fn errors_of(code: Code) -> Vec<ErrorPayload> {
    let missing = ["room", "mission"].map(Error::not_found);
    let error = Error::new(code, "…");
    let of_code = missing.into_iter().chain([error]).filter(|error| error.code == code);
    of_code.map(|error| error.payload("")).collect()
}

/// The value of the field `code`, wherever it is.
fn code_within(frame: &Value) -> Option<String> {
    let fields = frame.as_object()?;
    match fields.get("code") {
        Some(Value::String(code)) => Some(format!("`{code}`")),
        Some(code @ Value::Number(_)) => Some(format!("`{code}`")),
        _ => fields.values().find_map(code_within),
    }
}

/// The close codes.
fn ends() -> String {
    let row = |why: &Goodbye| {
        let reason = if why.reason().is_empty() { "the client has said goodbye" } else { why.reason() };
        let codes = DESCRIPTIONS.iter().map(|dialect| dialect.dialect.codec().close_code(*why).to_string());
        std::iter::once(reason.to_owned()).chain(codes).collect()
    };
    let text = "## Ends\n\nThe close code with which the server ends a connection, by the reason that comes with it. A \
                client of which nothing was heard for too long is cut off without one.\n\n";
    let whys = Goodbye::ALL.iter().filter(|why| **why != Goodbye::Silent);
    text.to_owned() + &table(std::iter::once(head(&["reason"])).chain(whys.map(row)))
}
