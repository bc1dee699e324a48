//! The AsyncAPI 3 document of the Socket.IO dialect, served at `/asyncapi.json`.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::{hash, schema_of};
use crate::contract::{COMMANDS, CommandRow, EVENTS, TypeInfo, VERSION, command_schema};

static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

/// The document.
pub fn asyncapi() -> &'static Value {
    &DOCUMENT
}

fn document() -> Value {
    let mut messages = Map::new();
    let mut operations = Map::new();
    for row in COMMANDS {
        messages.insert(key("command", row.name), command(row));
        for (name, payload) in row.replies() {
            messages.entry(key("event", name)).or_insert_with(|| reply(row, name, payload));
        }
        operations.insert(key("on", row.name), operation(row));
    }
    for row in EVENTS {
        let event = event(row.name, row.doc, schema_of(&row.payload));
        messages.entry(key("event", row.name)).or_insert(event);
        operations.insert(
            key("send", row.name),
            json!({
                "action": "send",
                "channel": { "$ref": "#/channels/socketio" },
                "summary": row.doc.trim(),
                "messages": [{ "$ref": format!("#/channels/socketio/messages/{}", key("event", row.name)) }],
                "x-priority": row.priority,
            }),
        );
    }
    let channel_messages: Map<_, _> = messages
        .keys()
        .map(|name| (name.clone(), json!({ "$ref": format!("#/components/messages/{name}") })))
        .collect();
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Parlance",
            "version": VERSION,
            "description": "Events of the Socket.IO dialect: namespace:action, correlated by requestId.",
            "license": { "name": "MIT OR Apache-2.0" },
            "x-contract-hash": hash(),
        },
        "defaultContentType": "application/json",
        "channels": {
            "socketio": {
                "address": "/socket.io/",
                "description": "Socket.IO, protocol 5 (and the older 4), namespace /.",
                "messages": channel_messages,
            }
        },
        "operations": operations,
        "components": { "messages": messages },
    })
}

/// A name that may stand in a reference.
fn key(kind: &str, name: &str) -> String {
    format!("{kind}.{}", name.replace(':', "."))
}

fn without_meta(mut schema: Value) -> Value {
    if let Some(map) = schema.as_object_mut() {
        map.remove("$schema");
    }
    schema
}

fn command(row: &CommandRow) -> Value {
    json!({
        "name": row.name,
        "summary": row.doc.trim(),
        "payload": without_meta(command_schema(row)),
    })
}

fn reply(row: &CommandRow, name: &str, payload: &TypeInfo) -> Value {
    let mut payload = schema_of(payload);
    payload["properties"]["requestId"] = json!({ "type": "string", "description": "Only in the reply." });
    event(name, &format!("Reply of {}", row.name), payload)
}

fn event(name: &str, doc: &str, payload: Value) -> Value {
    json!({
        "name": name,
        "summary": doc.trim(),
        "payload": {
            "type": "object",
            "properties": {
                "type": { "const": name },
                "payload": without_meta(payload),
                "topic": { "type": "string", "description": "Of durable events: the stream they belong to." },
                "seq": { "type": "integer", "description": "Of durable events: their place in the stream." },
            },
            "required": ["type", "payload"],
        },
    })
}

fn operation(row: &CommandRow) -> Value {
    let message = |name: String| json!({ "$ref": format!("#/channels/socketio/messages/{name}") });
    let replies = row.replies().map(|(name, _)| name).chain([row.error]);
    json!({
        "action": "receive",
        "channel": { "$ref": "#/channels/socketio" },
        "summary": row.doc.trim(),
        "messages": [message(key("command", row.name))],
        "reply": {
            "channel": { "$ref": "#/channels/socketio" },
            "messages": replies.map(|name| message(key("event", name))).collect::<Vec<_>>(),
        },
    })
}
