//! Every message of the dialect, both ways.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Envelope,
    names::{self, NAMES, SPOKEN},
    types::*,
};
use crate::{
    connection::Tag,
    contract::Command,
    dialect::raw::{
        Codec, Said,
        samples::{ID, events, tags},
    },
    error::{Code, Error, ErrorDetail, ErrorPayload},
};

fn decode(message: Value) -> (Tag, Result<Command, Error>) {
    let asked = Envelope.decode(&message.to_string());
    (asked.tag, asked.command)
}

/// A payload for each command.
fn payload_for(named: &str) -> Value {
    match named {
        "subscribe" => json!({ "topic": "missions", "filters": { "mission_id": ID, "event_types": ["progress"] } }),
        "unsubscribe" => json!({ "topic": "missions" }),
        "authenticate" => json!({ "token": "secret" }),
        "list_subscriptions" | "session_info" | "ping" => json!({}),
        _ => json!({ "mission_id": ID }),
    }
}

#[test]
fn every_command_is_understood_with_its_tag_and_without() {
    for (named, command) in TYPES {
        let mut payload = payload_for(named);
        for tagged in [false, true] {
            if tagged {
                payload["command"] = json!(command);
            }
            let (tag, decoded) = decode(json!({ "id": ID, "type": named, "payload": payload }));
            assert_eq!(tag, Tag { id: Some(ID.into()), asked: named });
            decoded.expect(named);
        }
        match *named {
            "subscribe" | "unsubscribe" | "list_subscriptions" => written_the_same::<SubscriptionCommand>(payload),
            "authenticate" | "session_info" | "ping" => written_the_same::<SessionCommand>(payload),
            _ => written_the_same::<MissionCommand>(payload),
        }
    }
    let listed: BTreeSet<_> = TYPES.iter().map(|(_, command)| (*command).to_owned()).collect();
    let groups = [tags::<SubscriptionCommand>("command"), tags::<MissionCommand>("command")];
    assert_eq!(listed, groups.concat().into_iter().chain(tags::<SessionCommand>("command")).collect());
}

fn written_the_same<T: Serialize + DeserializeOwned>(payload: Value) {
    let read: T = serde_json::from_value(payload.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), payload);
}

#[test]
fn the_tag_decides_within_the_group_that_the_type_chooses() {
    let message = json!({ "type": "mission_status", "payload": { "command": "pause", "mission_id": ID } });
    let (tag, command) = decode(message);
    assert_eq!(tag.asked, "mission_pause");
    assert!(matches!(command.unwrap(), Command::MissionPause(_)));
    let other_group = json!({ "type": "subscribe", "payload": { "command": "pause", "mission_id": ID } });
    assert_eq!(decode(other_group).1.unwrap_err().code, Code::ValidationError);
}

#[test]
fn what_is_no_command_is_an_invalid_message() {
    let long = vec!["progress"; 101];
    for message in [
        json!({}),
        json!([]),
        json!({ "type": 7 }),
        json!({ "id": "7", "type": "ping" }),
        json!({ "id": ID, "type": "fly" }),
        json!({ "id": ID, "type": "ping", "payload": [] }),
        json!({ "id": ID, "type": "mission_start" }),
        json!({ "id": ID, "type": "mission_start", "payload": { "mission_id": "7" } }),
        json!({ "id": ID, "type": "subscribe", "payload": { "topic": "" } }),
        json!({ "id": ID, "type": "subscribe", "payload": { "topic": "system", "filters": { "event_types": ["x"] } } }),
        json!({ "id": ID, "type": "subscribe", "payload": { "topic": "system", "filters": { "event_types": long } } }),
    ] {
        let (tag, command) = decode(message.clone());
        let error = command.expect_err(&message.to_string()).payload("");
        let told: Value =
            serde_json::from_str(&Envelope.encode(Said::Failure { to: Some(&tag), error: &error }).unwrap()).unwrap();
        assert_eq!(
            (&told["type"], &told["payload"]["code"]),
            (&json!("error"), &json!("invalid_message")),
            "{message}"
        );
        assert_eq!(told["reply_to"].as_str(), message["id"].as_str().filter(|id| *id == ID), "{message}");
    }
    let words = decode(json!({ "type": "fly" })).1.unwrap_err().message;
    assert_eq!(words, "Unknown message type: fly");
}

#[test]
fn a_filter_calls_events_by_their_own_name_or_by_their_category() {
    let rows = |wanted: &str| -> BTreeSet<&str> {
        let wanted = names::wanted(&[wanted.to_owned()]).unwrap();
        wanted.into_iter().map(|event| event.0).collect()
    };
    let of = |category: &str| -> BTreeSet<&str> {
        NAMES.iter().filter(|names| names.category == category).map(|names| names.row).collect()
    };
    assert_eq!(rows("event.mission"), of("event.mission"));
    assert_eq!(rows("event.mission").len(), 6);
    assert!(rows("mission_started").is_subset(&rows("started")) && rows("forge_started").is_subset(&rows("started")));
    assert_eq!((rows("mission_started").len(), rows("started").len()), (1, 2));
    for (category, events) in SPOKEN {
        for event in *events {
            assert_eq!(rows(&format!("{category}_{event}")).len(), 1, "{category} {event}");
        }
    }
}

/// Reads a payload as this type, writes it again, and remembers what it was.
fn seen<T: JsonSchema + Serialize + DeserializeOwned>(payload: &Value) -> Vec<String> {
    written_the_same::<T>(payload.clone());
    tags::<T>("event")
}

#[test]
fn every_event_is_written_as_its_types_say() {
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for event in events() {
        let Some(frame) = Envelope.encode(Said::Event(&event)) else { continue };
        let message: OutgoingMessage<Value> = serde_json::from_str(&frame).unwrap();
        assert_eq!(message.reply_to, None);
        let payload = &message.payload;
        let variants = match &*message.msg_type {
            "event.mission" => seen::<MissionEvent>(payload),
            "event.forge" => seen::<ForgeEvent>(payload),
            "event.system" => seen::<SystemEvent>(payload),
            "event.chat" => seen::<ChatEvent>(payload),
            "event.room" => seen::<RoomEvent>(payload),
            "event.presence" => seen::<PresenceEvent>(payload),
            "event.device" => seen::<DeviceEvent>(payload),
            "event.task" => seen::<TaskEvent>(payload),
            "event.call" => seen::<CallEvent>(payload),
            "event.voice" => seen::<VoiceEvent>(payload),
            "event.sync" => seen::<SyncEvent>(payload),
            other => panic!("no such category: {other}"),
        };
        let category = message.msg_type.trim_start_matches("event.").to_owned();
        let listed = SPOKEN.iter().find(|(spoken, _)| *spoken == category).map(|(_, events)| *events);
        assert_eq!(listed.unwrap(), variants, "{category}");
        told.entry(category).or_default().insert(payload["event"].as_str().unwrap().to_owned());
    }
    let spoken = SPOKEN.iter().map(|(category, events)| {
        ((*category).to_owned(), events.iter().map(|event| (*event).to_owned()).collect::<BTreeSet<_>>())
    });
    assert_eq!(told, spoken.collect());
}

/// What the server says to a failure in answer to this.
fn failed(asked: &'static str, error: &ErrorPayload) -> Value {
    let tag = Tag { id: Some(ID.into()), asked };
    let frame = Envelope.encode(Said::Failure { to: Some(&tag), error }).unwrap();
    let message: OutgoingMessage<Value> = serde_json::from_str(&frame).unwrap();
    assert_eq!(message.reply_to.unwrap().to_string(), ID);
    json!([message.msg_type, message.payload])
}

#[test]
fn failures_have_the_codes_of_the_seed() {
    for (code, told) in [
        (Code::Unauthenticated, "auth_required"),
        (Code::ValidationError, "invalid_message"),
        (Code::NotFound, "not_found"),
        (Code::PermissionDenied, "permission_denied"),
        (Code::Conflict, "conflict"),
        (Code::RateLimited, "rate_limited"),
    ] {
        let error = Error::new(code, "No").payload("");
        assert_eq!(failed("mission_start", &error), json!(["error", { "code": told, "message": "No" }]));
    }
    let refused = Error::new(Code::Unauthenticated, "No").payload("");
    assert_eq!(failed("authenticate", &refused), json!(["auth_result", { "authenticated": false }]));
    let mut busy = Error::new(Code::RateLimited, "No").payload("");
    busy.retry_after_ms = Some(40);
    assert_eq!(failed("ping", &busy)[1]["details"], json!({ "retry_after_ms": 40 }));
    let detail = ErrorDetail { path: "/topic".into(), rule: "length".into(), message: "is too long".into() };
    let broken = Error::validation(vec![detail]).payload("");
    let rules = json!([{ "path": "/topic", "rule": "length", "message": "is too long" }]);
    assert_eq!(failed("subscribe", &broken)[1]["details"], rules);
}
