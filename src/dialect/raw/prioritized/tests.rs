#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::collections::BTreeSet;

use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use super::{
    Prioritized,
    types::{ClientEvent, Details, ServerEvent, TYPES, WsMessage},
};
use crate::{
    contract::{ChatMessage, Command, Event, Priority, Time},
    dialect::raw::{Codec, Said},
    error::{Code, Error, ErrorDetail},
};

/// The `type` of each variant, as the schema of the enum has it.
fn types_of<T: JsonSchema>() -> BTreeSet<String> {
    let schema = schema_for!(T).to_value();
    let variants = schema["oneOf"].as_array().expect("variants").clone();
    variants.iter().map(|variant| variant["properties"]["type"]["const"].as_str().expect("a type").to_owned()).collect()
}

fn types_in(frames: &[Value]) -> BTreeSet<String> {
    frames.iter().map(|frame| frame["type"].as_str().expect("a type").to_owned()).collect()
}

#[test]
fn every_message_of_a_client_is_read_and_written_back() {
    let frames = [
        json!({ "type": "authenticate", "payload": { "token": "t" } }),
        json!({ "type": "joinRoom", "payload": { "roomId": "r" } }),
        json!({ "type": "leaveRoom", "payload": { "roomId": "r" } }),
        json!({ "type": "message", "payload": { "roomId": "r", "content": "c", "metadata": { "type": "text" } } }),
        json!({ "type": "message", "payload": { "roomId": "r", "content": "c" } }),
        json!({
            "type": "taskUpdate",
            "payload": { "taskId": "t", "status": "s", "progress": 5, "metadata": { "a": [1, null] } }
        }),
        json!({ "type": "taskAssign", "payload": { "taskId": "t", "assigneeId": "u", "priority": 4 } }),
    ];
    assert_eq!(types_in(&frames), types_of::<ClientEvent>());
    assert_eq!(types_in(&frames), TYPES.iter().map(|name| (*name).to_owned()).collect());
    for frame in frames {
        let event: ClientEvent = serde_json::from_value(frame.clone()).expect("a message");
        assert_eq!(serde_json::to_value(event).unwrap(), frame);
        assert!(Prioritized.decode(&frame.to_string()).command.is_ok(), "{frame}");
    }
}

#[test]
fn every_message_of_the_server_is_written_and_read_back() {
    let metrics = json!({
        "connections": 1, "missions": 0, "sessions": 0, "eventLoopDelayMs": 0.5, "uptimeSeconds": 3
    });
    let payloads = [
        json!({ "type": "messageReceived", "payload": {
            "messageId": "m", "roomId": "r", "senderId": "u", "timestamp": 1, "content": "c", "metadata": { "type": "text" }
        } }),
        json!({ "type": "taskUpdate", "payload": { "taskId": "t", "status": "s", "progress": 5, "metadata": {} } }),
        json!({ "type": "taskAssign", "payload": { "taskId": "t", "assigneeId": "u", "priority": 0 } }),
        json!({ "type": "error", "payload": { "code": "4003", "message": "w", "details": { "retryAfterMs": 5 } } }),
        json!({ "type": "healthUpdate", "payload": { "status": "ok", "metrics": metrics } }),
        json!({ "type": "syncReset", "payload": { "topic": "rooms/r", "headSeq": 3 } }),
    ];
    assert_eq!(types_in(&payloads), types_of::<ServerEvent>());
    for mut frame in payloads {
        frame["timestamp"] = json!(1_700_000_000_000_i64);
        frame["messageId"] = json!("m");
        let message: WsMessage<ServerEvent> = serde_json::from_value(frame.clone()).expect("a message");
        assert_eq!(serde_json::to_value(message).unwrap(), frame);
    }
}

#[test]
fn a_frame_that_is_no_message_is_refused_under_its_own_id() {
    let good =
        json!({ "type": "joinRoom", "payload": { "roomId": "r" }, "messageId": "m", "timestamp": 1, "priority": 0 });
    assert!(Prioritized.decode(&good.to_string()).command.is_ok());
    let bad = [
        ("priority", json!(5)),
        ("priority", json!(-1)),
        ("priority", json!(1.5)),
        ("priority", json!("1")),
        ("timestamp", json!("now")),
        ("payload", json!(["r"])),
        ("payload", json!(null)),
        ("payload", json!({ "roomId": 5 })),
        ("payload", json!({})),
        ("type", json!(5)),
        ("type", json!(null)),
    ];
    for (field, value) in bad {
        let mut frame = good.clone();
        frame[field] = value;
        let asked = Prioritized.decode(&frame.to_string());
        assert_eq!(asked.command.expect_err("a refusal").code, Code::ValidationError, "{frame}");
        assert_eq!(asked.tag.id.as_deref(), Some("m"), "{frame}");
    }
    for id in [json!(5), json!(""), json!("x".repeat(129))] {
        let mut frame = good.clone();
        frame["messageId"] = id;
        let asked = Prioritized.decode(&frame.to_string());
        assert_eq!((asked.command.expect_err("a refusal").code, asked.tag.id), (Code::ValidationError, None));
    }
}

#[test]
fn a_message_carries_its_priority_and_its_own_id() {
    let frame = json!({
        "type": "message", "messageId": "m", "priority": 1, "payload": { "roomId": "r", "content": "c" }
    });
    let asked = Prioritized.decode(&frame.to_string());
    let Ok(Command::ChatSend(send)) = asked.command else { panic!("not a message: {asked:?}") };
    assert_eq!(send.priority, Some(Priority::HIGH));
    assert_eq!(Value::Object(send.metadata.expect("metadata")), json!({ "messageId": "m" }));
    let again = Prioritized.decode(&frame.to_string()).command.expect("a command");
    assert_eq!(again.request_id(), Some(&send.request_id), "the id is the idempotency key");
}

#[test]
fn a_deleted_message_is_not_told() {
    let message = ChatMessage::plain("m", "r", 1, "bo".to_owned(), "gone", Time(1));
    assert!(Prioritized.encode(Said::Event(&Event::ChatMessage(message.clone()))).is_some());
    let deleted = ChatMessage { deleted_at: Some(Time(2)), ..message };
    assert!(Prioritized.encode(Said::Event(&Event::ChatMessage(deleted))).is_none());
}

#[test]
fn a_broken_rule_has_the_name_that_the_client_knows() {
    let detail =
        |path: &str| ErrorDetail { path: path.to_owned(), rule: "length".to_owned(), message: "is long".to_owned() };
    let error = Error::validation(vec![detail("/body")]).payload("");
    let frame = Prioritized.encode(Said::Failure { to: None, error: &error }).expect("a frame");
    let message: WsMessage<ServerEvent> = serde_json::from_str(&frame).unwrap();
    let ServerEvent::Error { code, message, details } = message.event else { panic!("no error: {frame}") };
    assert_eq!((&*code, &*message), ("4002", "/content is long"));
    assert_eq!(details.unwrap_or(Details::default()).rules, [detail("/content")]);
}
