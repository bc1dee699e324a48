//! Frames: `["event", {…}]` in, `{ type, payload, topic?, seq? }` or the flat payload out.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, SeqAccess, Visitor},
    ser::SerializeTuple,
};
use serde_json::value::RawValue;

use crate::hub::Outgoing;

/// An event as a client sent it: its name and its first argument.
#[derive(Debug)]
pub struct Frame<'a> {
    pub name: Cow<'a, str>,
    /// JSON; `{}` when the argument was left out or is null.
    pub payload: &'a str,
}

/// Reads `["event", payload, …]`. Arguments after the first are ignored.
pub fn frame(json: &str) -> Result<Frame<'_>, serde_json::Error> {
    serde_json::from_str(json)
}

impl<'de> Deserialize<'de> for Frame<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Arguments;
        impl<'de> Visitor<'de> for Arguments {
            type Value = Frame<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an event's name and its payload")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Frame<'de>, A::Error> {
                #[derive(Deserialize)]
                struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
                let Name(name) = seq.next_element()?.ok_or_else(|| serde::de::Error::invalid_length(0, &self))?;
                let payload = seq.next_element::<&RawValue>()?.map_or("null", RawValue::get);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Frame { name, payload: if payload == "null" { "{}" } else { payload } })
            }
        }
        deserializer.deserialize_seq(Arguments)
    }
}

/// The payload with what the envelope would carry beside it: `requestId`, `topic` and `seq`.
fn flat(event: &Outgoing, with_place: bool) -> String {
    let mut json = String::with_capacity(room_for(event));
    push_flat(&mut json, event, with_place);
    json
}

fn push_flat(json: &mut String, event: &Outgoing, with_place: bool) {
    let inner = event.payload.trim_end().strip_suffix('}').unwrap_or("{");
    json.push_str(inner);
    let mut comma = if inner.len() > 1 { "," } else { "" };
    if let Some(id) = &event.request_id {
        json.push_str(comma);
        json.push_str("\"requestId\":");
        push_quoted(json, id);
        comma = ",";
    }
    if with_place {
        push_place(json, comma, event);
    }
    json.push('}');
}

fn push_place(json: &mut String, comma: &str, event: &Outgoing) {
    if let (Some(topic), Some(seq)) = (&event.topic, event.seq) {
        json.push_str(comma);
        json.push_str("\"topic\":");
        push_quoted(json, topic);
        json.push_str(",\"seq\":");
        json.push_str(&seq.to_string());
    }
}

/// A reply's payload as the client sees it, for its acknowledgement.
pub fn payload_of(event: &Outgoing) -> String {
    flat(event, false)
}

fn typed(event: &Outgoing) -> String {
    let mut json = String::with_capacity(room_for(event));
    json.push_str("{\"type\":");
    push_quoted(&mut json, event.name);
    json.push_str(",\"payload\":");
    match event.request_id {
        Some(_) => push_flat(&mut json, event, false),
        None => json.push_str(&event.payload),
    }
    push_place(&mut json, ",", event);
    json.push('}');
    json
}

/// Bytes of an event in its envelope, or a few more: the text is allocated once, and not again to be shortened.
fn room_for(event: &Outgoing) -> usize {
    const FIELDS: usize = r#"{"type":"","payload":,"requestId":"","topic":"","seq":}"#.len();
    const SEQ: usize = 8;
    let length = |text: Option<&str>| text.map_or(0, str::len);
    let beside = event.name.len() + length(event.request_id.as_deref()) + length(event.topic.as_deref());
    event.payload.len() + beside + FIELDS + SEQ
}

fn push_quoted(json: &mut String, text: &str) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        return json.push_str(&serde_json::Value::from(text).to_string());
    }
    json.push('"');
    json.push_str(text);
    json.push('"');
}

/// How a client wants its events (contract section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// `{ type, payload }`.
    Typed,
    /// The payload alone.
    Flat,
}

/// Encodes an event once per envelope, however many clients it goes to.
pub fn encode(event: &Outgoing, envelope: Envelope) -> &RawValue {
    let (cell, json): (_, fn(&Outgoing) -> String) = match envelope {
        Envelope::Typed => (&event.typed, typed),
        Envelope::Flat => (&event.flat, |event| flat(event, true)),
    };
    cell.get_or_init(|| RawValue::from_string(json(event)).unwrap_or_else(|_| RawValue::NULL.to_owned()))
}

/// The one argument of an event, already JSON. The MessagePack parser cannot take JSON as it is.
pub struct Argument<'a>(pub &'a RawValue);

impl Serialize for Argument<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = serializer.is_human_readable();
        let mut tuple = serializer.serialize_tuple(1)?;
        if json {
            tuple.serialize_element(self.0)?;
        } else {
            let value: serde_json::Value = serde_json::from_str(self.0.get()).map_err(serde::ser::Error::custom)?;
            tuple.serialize_element(&value)?;
        }
        tuple.end()
    }
}
