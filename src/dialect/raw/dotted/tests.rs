#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::collections::BTreeSet;

use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

use super::{
    Dotted, snake_case,
    types::{ClientEvent, ServerEvent, TYPES, WsMessage},
};
use crate::{
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

fn sent() -> Vec<Value> {
    vec![
        json!({ "type": "auth.authenticate", "data": { "token": "t" } }),
        json!({ "type": "auth.refresh", "data": { "refresh_token": "t" } }),
        json!({ "type": "chat.send", "data": { "scope": "r", "body": "b", "attachments": ["f"], "parent_id": "m" } }),
        json!({ "type": "chat.edit", "data": { "message_id": "m", "new_body": "b" } }),
        json!({ "type": "chat.delete", "data": { "message_id": "m", "mode": "soft" } }),
        json!({ "type": "chat.redact", "data": { "message_id": "m", "mask": "*" } }),
        json!({ "type": "chat.read", "data": { "message_id": "m", "room": "r" } }),
        json!({
            "type": "chat.reaction",
            "data": { "message_id": "m", "reaction": "👍", "action": "add", "scope": "r" }
        }),
        json!({ "type": "chat.typing", "data": { "scope": "r", "typing": true } }),
        json!({ "type": "call.offer", "data": { "target_id": "u", "call_type": "video", "sdp": "v=0" } }),
        json!({ "type": "call.answer", "data": { "target_id": "u", "sdp": { "type": "answer", "sdp": "v=0" } } }),
        json!({ "type": "call.ice", "data": { "target_id": "u", "candidate": { "candidate": "c", "sdpMid": "0" } } }),
        json!({ "type": "call.ice", "data": { "target_id": "u", "candidate": null } }),
        json!({ "type": "call.end", "data": { "target_id": "u", "reason": "hangup" } }),
        json!({ "type": "room.join", "data": { "room": "r" } }),
        json!({ "type": "room.leave", "data": { "room": "r" } }),
        json!({ "type": "presence.set", "data": { "status": "away" } }),
        json!({ "type": "presence.ping", "data": {} }),
    ]
}

#[test]
fn every_message_of_a_client_is_read_and_written_back() {
    assert_eq!(types_in(&sent()), types_of::<ClientEvent>());
    assert_eq!(types_in(&sent()), TYPES.iter().map(|name| (*name).to_owned()).collect());
    for frame in sent() {
        let event: ClientEvent = serde_json::from_value(frame.clone()).expect("a message");
        assert_eq!(serde_json::to_value(event).unwrap(), frame);
    }
}

#[test]
fn fields_beside_the_type_mean_the_same_as_in_data() {
    for mut frame in sent() {
        frame["op_id"] = json!("op");
        let mut flat = frame["data"].clone();
        flat["type"] = frame["type"].clone();
        flat["op_id"] = json!("op");
        let read = |frame: &Value| {
            let asked = Dotted.decode(&frame.to_string());
            (asked.tag, asked.command.expect("a command").to_json().expect("JSON"))
        };
        assert_eq!(read(&flat), read(&frame));
    }
    assert!(Dotted.decode(r#"{"type":"presence.ping"}"#).command.is_ok());
    assert!(Dotted.decode(r#"{"type":"presence.ping","data":null}"#).command.is_ok());
}

#[test]
fn every_message_of_the_server_is_written_and_read_back() {
    let at = "2026-11-20T18:17:00.000Z";
    let message = json!({
        "id": "m", "room": "r", "sender_id": "u", "body": "b", "parent_id": "p", "metadata": { "aB": 1 },
        "attachments": [{ "id": "f", "name": "n", "size": 1, "mime": "text/plain", "url": "/f" }],
        "created_at": at, "edited_at": at, "reactions": [{ "reaction": "👍", "user_ids": ["u"] }], "reply_count": 0
    });
    let frames = [
        json!({ "type": "chat.message", "data": message }),
        json!({ "type": "chat.edited", "data": message }),
        json!({ "type": "chat.deleted", "data": { "message_id": "m", "deleted_at": at } }),
        json!({ "type": "chat.redacted", "data": { "message_id": "m", "new_body": "*" } }),
        json!({ "type": "chat.read.update", "data": { "message_id": "m", "user_id": "u", "room": "r" } }),
        json!({
            "type": "chat.reaction.update",
            "data": { "message_id": "m", "user_id": "u", "reaction": "👍", "action": "remove" }
        }),
        json!({ "type": "chat.typing.user", "data": { "scope": "r", "user_id": "u", "typing": false } }),
        json!({ "type": "call.offer", "data": { "from_user": "u", "call_type": "screen", "sdp": "v=0" } }),
        json!({ "type": "call.answer", "data": { "from_user": "u", "sdp": "v=0" } }),
        json!({ "type": "call.ice", "data": { "from_user": "u", "candidate": null } }),
        json!({ "type": "call.end", "data": { "from_user": "u", "reason": "busy" } }),
        json!({ "type": "member.joined", "data": { "network_id": "r", "user_id": "u" } }),
        json!({ "type": "member.left", "data": { "network_id": "r", "user_id": "u" } }),
        json!({ "type": "device.online", "data": { "device_id": "d", "user_id": "u" } }),
        json!({ "type": "device.offline", "data": { "device_id": "d", "user_id": "u" } }),
        json!({ "type": "presence.update", "data": { "user_id": "u", "status": "busy" } }),
        json!({ "type": "presence.pong", "data": { "timestamp": at }, "op_id": "1" }),
        json!({ "type": "ack", "data": { "op_id": "1", "data": { "ok": true } } }),
        json!({ "type": "error", "data": { "code": "NOT_FOUND", "message": "w", "op_id": "1" } }),
        json!({ "type": "sync.reset", "data": { "topic": "rooms/r", "head_seq": 3 } }),
    ];
    assert_eq!(types_in(&frames), types_of::<ServerEvent>());
    for frame in frames {
        let message: WsMessage<ServerEvent> = serde_json::from_value(frame.clone()).expect("a message");
        assert_eq!(serde_json::to_value(message).unwrap(), frame);
    }
}

#[test]
fn a_frame_that_is_no_message_is_refused_under_its_own_id() {
    let good = json!({ "type": "room.join", "op_id": "op", "data": { "room": "r" } });
    assert!(Dotted.decode(&good.to_string()).command.is_ok());
    let bad = [
        ("data", json!(["r"])),
        ("data", json!("r")),
        ("data", json!({})),
        ("data", json!({ "room": 5 })),
        ("data", json!(null)),
        ("type", json!(5)),
        ("type", json!(null)),
    ];
    for (field, value) in bad {
        let mut frame = good.clone();
        frame[field] = value;
        let asked = Dotted.decode(&frame.to_string());
        assert_eq!(asked.command.expect_err("a refusal").code, Code::ValidationError, "{frame}");
        assert_eq!(asked.tag.id.as_deref(), Some("op"), "{frame}");
    }
    for id in [json!(5), json!(""), json!("x".repeat(129))] {
        let mut frame = good.clone();
        frame["op_id"] = id;
        let error = Dotted.decode(&frame.to_string()).command.expect_err("a refusal");
        assert_eq!(
            (error.code, &*error.message),
            (Code::ValidationError, "op_id must be a string of 1 to 128 characters")
        );
    }
}

#[test]
fn names_are_in_snake_case_but_for_those_that_are_not_ours() {
    let theirs = json!({ "aB": { "cD": 1 } });
    let payload = json!({ "roomId": [{ "userIds": ["aB"] }], "metadata": theirs, "sdp": theirs, "candidate": theirs });
    let expected =
        json!({ "room_id": [{ "user_ids": ["aB"] }], "metadata": theirs, "sdp": theirs, "candidate": theirs });
    assert_eq!(snake_case::payload(payload), expected);
}

#[test]
fn broken_rules_have_the_names_that_the_client_knows() {
    let tag = Dotted.decode(r#"{"type":"chat.send","op_id":"op","data":{"scope":"r","body":""}}"#).tag;
    let detail =
        |path: &str| ErrorDetail { path: path.to_owned(), rule: "length".to_owned(), message: "is long".to_owned() };
    let error = Error::validation(vec![detail("/roomId"), detail("/parentId")]).payload("");
    let frame = Dotted.encode(Said::Failure { to: Some(&tag), error: &error }).expect("a frame");
    let expected = json!({
        "type": "error",
        "data": { "code": "VALIDATION_ERROR", "message": "/scope is long; /parent_id is long", "op_id": "op" }
    });
    assert_eq!(serde_json::from_str::<Value>(&frame).unwrap(), expected);
}
