//! Every message of the dialect, both ways.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    Tagged,
    types::{ClientEvent, ServerEvent, TYPES, WsMessage},
};
use crate::{
    connection::Tag,
    dialect::raw::{
        Codec, Said,
        samples::{ID, events, tags},
    },
    error::{Code, Error},
};

/// A message of each type, as a client that knows the seed writes it.
fn messages() -> Vec<Value> {
    let channel = |name| json!({ "type": name, "channel_id": ID });
    let mut messages = vec![json!({ "type": "ping" }), json!({ "type": "authenticate", "token": "secret" })];
    let about_channels = ["subscribe", "unsubscribe", "typing", "stop_typing", "voice_join", "voice_leave"];
    messages.extend(about_channels.map(channel));
    messages.extend(["voice_mute", "voice_unmute"].map(channel));
    for (name, field) in [("voice_offer", "sdp"), ("voice_answer", "sdp"), ("voice_ice", "candidate")] {
        messages.push(json!({ "type": name, "channel_id": ID, "target_id": ID, field: "v=0" }));
    }
    messages
}

#[test]
fn every_message_of_a_client_is_understood_and_written_the_same() {
    let named: BTreeSet<_> = messages().iter().map(|message| message["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(named, TYPES.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(tags::<ClientEvent>("type"), TYPES);
    for mut message in messages() {
        let event: ClientEvent = serde_json::from_value(message.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), message);
        message["id"] = json!("req-1");
        let asked = Tagged.decode(&message.to_string());
        assert_eq!((asked.tag.id.as_deref(), asked.tag.asked), (Some("req-1"), message["type"].as_str().unwrap()));
        assert!(asked.command.is_ok(), "{message}");
    }
}

#[test]
fn every_message_of_the_server_has_the_form_of_the_seed() {
    let to = Tag { id: Some("7".into()), asked: "ping" };
    let error = Error::new(Code::PermissionDenied, "No").payload("");
    let mut frames: Vec<_> = events().iter().filter_map(|event| Tagged.encode(Said::Event(event))).collect();
    frames.extend(Tagged.encode(Said::Reply { to: &to, payload: "{}", again: false }));
    frames.extend(Tagged.encode(Said::Failure { to: Some(&to), error: &error }));
    let mut seen = BTreeSet::new();
    for frame in frames {
        let value: Value = serde_json::from_str(&frame).unwrap();
        let read: WsMessage<ServerEvent> = serde_json::from_str(&frame).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        seen.insert(value["type"].as_str().unwrap().to_owned());
    }
    assert_eq!(seen, tags::<ServerEvent>("type").into_iter().collect());
}

#[test]
fn what_is_no_message_is_refused_and_says_what_it_answers() {
    for (frame, id) in [
        ("", None),
        ("[]", None),
        ("7", None),
        ("{}", None),
        (r#"{"type":7}"#, None),
        (r#"{"id":7,"type":"ping"}"#, None),
        (r#"{"id":"","type":"ping"}"#, None),
        (r#"{"id":"a","type":"fly"}"#, Some("a")),
        (r#"{"id":"a","type":"subscribe"}"#, Some("a")),
        (r#"{"id":"a","type":"subscribe","channel_id":7}"#, Some("a")),
    ] {
        let asked = Tagged.decode(frame);
        let error = asked.command.expect_err(frame).payload("");
        let told = Tagged.encode(Said::Failure { to: Some(&asked.tag), error: &error }).unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((told["id"].as_str(), &told["code"]), (id, &json!("VALIDATION_ERROR")), "{frame}");
    }
}
