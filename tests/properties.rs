//! What holds for any frame, payload, handshake and event.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/laws.rs"]
mod laws;

use std::{collections::BTreeSet, sync::LazyLock};

use parlance::{
    codec::{Asked, DESCRIPTIONS, Envelope, Outgoing, ReplyBody, Said, StoredEvent, encode, payload_of},
    contract::{
        COMMANDS, ChatDelta, EVENTS, Event, Limits, Priority, Schemas,
        generate::{example, schema_of},
    },
};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::{Map, Value, json, value::RawValue};

const LIMITS: Limits = Limits { max_chat_chars: 20 };

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::new(&LIMITS).unwrap());

/// Any JSON, with what matters to the contract more often than chance would have it.
fn any_json() -> impl Strategy<Value = Value> {
    let id = "0192f0c1-2345-7abc-8def-0123456789ab";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0..3_i64).prop_map(Value::from),
        (0..3_i64).prop_map(|whole| Value::from(whole as f64)),
        ".{0,25}".prop_map(Value::from),
        Just(Value::from(id)),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![vec(inner.clone(), 0..4).prop_map(Value::from), object(inner).prop_map(Value::from),]
    })
}

/// An object whose fields are often those of the contract.
fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let known = [
        "requestId",
        "sessionId",
        "roomId",
        "message",
        "body",
        "title",
        "model",
        "before",
        "limit",
        "positions",
        "payload",
        "type",
    ];
    let name = prop_oneof![4 => select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"];
    vec((name, value), 0..6).prop_map(Map::from_iter)
}

/// JSON text, whole or with a piece that is broken.
fn any_text() -> impl Strategy<Value = String> {
    let broken = (any_json(), any::<prop::sample::Index>(), ".{0,3}").prop_map(|(value, at, piece)| {
        let text = value.to_string();
        let at = (0..=at.index(text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        format!("{}{piece}{}", &text[..at], &text[at..])
    });
    prop_oneof![3 => any_json().prop_map(|value| value.to_string()), 1 => broken, 1 => ".{0,40}"]
}

/// A payload that is good for every command, with some of its fields replaced by anything or left out.
fn almost_good() -> impl Strategy<Value = Value> {
    let good = json!({
        "requestId": "0192f0c1-2345-7abc-8def-0123456789ab", "sessionId": "s", "message": "m", "roomId": "r",
        "body": "b", "title": "t", "model": "echo", "before": 1, "limit": 1, "positions": { "rooms/1": 0 },
    });
    let good = good.as_object().cloned().unwrap();
    let names = || select(good.keys().cloned().collect::<Vec<_>>());
    let changes = (object(any_json()), vec(names(), 0..3), vec(names(), 0..5));
    changes.prop_map(move |(changes, null, missing)| {
        let mut payload = good.clone();
        payload.extend(changes);
        payload.extend(null.into_iter().map(|name| (name, Value::Null)));
        payload.retain(|name, _| !missing.contains(name));
        payload.into()
    })
}

/// The place of a command in the table.
fn row() -> impl Strategy<Value = usize> {
    0..COMMANDS.len()
}

/// Where a reply or an event belongs.
fn place() -> impl Strategy<Value = Option<(String, i64)>> {
    prop::option::of((".{0,12}", 1..i64::MAX))
}

/// Examples of these schemas, with one of their values, wherever it is, replaced by anything or left out.
fn almost(examples: Vec<(usize, Value)>) -> impl Strategy<Value = (usize, Value)> {
    let change = prop_oneof![1 => Just(None), 4 => any_json().prop_map(Some)];
    (select(examples), any::<prop::sample::Index>(), prop::option::weighted(0.8, change)).prop_map(
        |((of, mut example), at, change)| {
            if let Some(change) = change {
                let places = places(&example, "");
                put_at(&mut example, &places[at.index(places.len())], change);
            }
            (of, example)
        },
    )
}

/// Where there is a value: JSON pointers.
fn places(value: &Value, at: &str) -> Vec<String> {
    let fields = value.as_object().into_iter().flatten();
    let fields = fields.map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value));
    let items = value.as_array().into_iter().flatten().enumerate().map(|(place, value)| (place.to_string(), value));
    let within = fields.chain(items).flat_map(|(name, value)| places(value, &format!("{at}/{name}")));
    std::iter::once(at.to_owned()).chain(within).collect()
}

/// Another value at this place; none takes its field away.
fn put_at(whole: &mut Value, at: &str, value: Option<Value>) {
    match value {
        Some(value) => whole.pointer_mut(at).into_iter().for_each(|there| *there = value.clone()),
        None => {
            let (parent, name) = at.rsplit_once('/').unwrap_or_default();
            if let Some(Value::Object(fields)) = whole.pointer_mut(parent) {
                fields.remove(name);
            }
        }
    }
}

/// Frames of clients, each with the place of its dialect.
fn frames_of_clients() -> Vec<(usize, Value)> {
    let of = |dialect: usize| example::each(&schema_of(&DESCRIPTIONS[dialect].client.info));
    (0..DESCRIPTIONS.len()).flat_map(|dialect| of(dialect).into_iter().map(move |frame| (dialect, frame))).collect()
}

/// Payloads of events, each with the place of its event.
fn payloads_of_events() -> Vec<(usize, Value)> {
    let of = |row: usize| example::each(&schema_of(&EVENTS[row].payload));
    (0..EVENTS.len()).flat_map(|row| of(row).into_iter().map(move |payload| (row, payload))).collect()
}

fn raw(value: &Value) -> Box<RawValue> {
    RawValue::from_string(value.to_string()).unwrap()
}

fn parsed(event: &Outgoing, envelope: Envelope) -> Value {
    serde_json::from_str(encode(event, envelope).get()).unwrap()
}

#[test]
fn an_array_is_no_envelope() {
    for array in [r#"["session:list", {"payload": 1}]"#, r#"["0192f0c1-2345-7abc-8def-0123456789ab"]"#] {
        laws::payload(COMMANDS[0], array, &LIMITS, &SCHEMAS);
    }
}

#[test]
fn what_the_frames_of_a_dialect_are_is_what_its_codec_takes_and_makes() {
    let mut taken = BTreeSet::new();
    for (place, frame) in frames_of_clients() {
        let (dialect, text) = (DESCRIPTIONS[place], frame.to_string());
        laws::asked(dialect, &text);
        let Asked { tag, command } = dialect.dialect.codec().decode(&text);
        // What a schema cannot say, such as which names there are, may still be wrong.
        let Ok(command) = command else { continue };
        taken.insert((place, frame["type"].to_string()));
        for (_, payload) in command.its_row().replies() {
            let payloads = example::each(&schema_of(payload));
            payloads.iter().for_each(|payload| {
                let payload = payload.to_string();
                for again in [false, true] {
                    laws::told(dialect, Said::Reply { to: &tag, payload: &payload, again });
                }
            });
        }
    }
    let all = frames_of_clients().into_iter().map(|(place, frame)| (place, frame["type"].to_string()));
    assert_eq!(taken, all.collect(), "a message that is never taken");
    for (row, payload) in payloads_of_events() {
        let event = Event::parse(EVENTS[row].name, &payload.to_string()).unwrap();
        DESCRIPTIONS.iter().for_each(|dialect| laws::event(dialect, &event));
    }
}

#[test]
fn a_frame_that_is_nested_or_long_beyond_all_reason_is_refused() {
    let deep = |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    let long = "x".repeat(1_000_000);
    for value in [deep("[", "]"), deep("{\"type\":", "}"), deep("{\"payload\":", "}"), json!(long).to_string()] {
        for frame in [value.clone(), format!("{{\"type\":{value}}}"), format!("{{\"data\":{value},\"type\":\"ping\"}}")]
        {
            for dialect in DESCRIPTIONS {
                laws::asked(dialect, &frame);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn almost_good_frames_of_clients_are_commands_or_refused((dialect, frame) in almost(frames_of_clients())) {
        laws::asked(DESCRIPTIONS[dialect], &frame.to_string());
    }

    #[test]
    fn any_text_is_a_frame_of_a_dialect_or_is_not(text in any_text()) {
        DESCRIPTIONS.iter().for_each(|dialect| laws::asked(dialect, &text));
    }

    #[test]
    fn every_event_is_told_in_frames_of_the_dialects((row, payload) in almost(payloads_of_events())) {
        if let Some(event) = Event::parse(EVENTS[row].name, &payload.to_string()) {
            DESCRIPTIONS.iter().for_each(|dialect| laws::event(dialect, &event));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_frame_or_is_not(text in any_text()) {
        laws::frames(&text);
    }

    #[test]
    fn a_frame_is_read_as_it_was_written(name in ".{0,20}", payload in any_json(), rest in vec(any_json(), 0..3)) {
        let mut frame = vec![Value::from(name), payload];
        frame.extend(rest);
        laws::frames(&Value::from(frame).to_string());
    }

    #[test]
    fn any_payload_is_taken_or_explained(row in row(), text in any_text()) {
        laws::payload(COMMANDS[row], &text, &LIMITS, &SCHEMAS);
    }

    #[test]
    fn almost_good_payloads_are_taken_or_explained(row in row(), payload in almost_good()) {
        let row = COMMANDS[row];
        laws::payload(row, &payload.to_string(), &LIMITS, &SCHEMAS);
        let wrapped = json!({ "type": row.name, "payload": payload });
        laws::payload(row, &wrapped.to_string(), &LIMITS, &SCHEMAS);
    }

    #[test]
    fn any_handshake_is_bounded(auth in any_text(), query in ".{0,40}") {
        laws::handshakes(&auth, &query);
        laws::handshakes(&json!({ "userId": query, "resume": {} }).to_string(), &format!("userId={query}"));
    }

    #[test]
    fn a_reply_carries_its_request_and_its_place(
        payload in object(any_json()),
        request_id in prop::option::of(".{0,40}"),
        place in place(),
    ) {
        let payload = without_place(payload);
        let (topic, seq) = place.clone().unzip();
        let body = ReplyBody { payload: raw(&payload.clone().into()).into(), topic: topic.map(Into::into), seq, other: false, again: false };
        let reply = Outgoing::reply("session:created", &body, request_id.clone());

        let mut expected = payload;
        expected.extend(request_id.map(|id| ("requestId".to_owned(), id.into())));
        prop_assert_eq!(serde_json::from_str::<Value>(&payload_of(&reply)).unwrap(), Value::from(expected.clone()));
        prop_assert_eq!(parsed(&reply, Envelope::Typed), typed("session:created", &expected, &place));
        prop_assert_eq!(parsed(&reply, Envelope::Flat), flat(&expected, &place));
    }

    #[test]
    fn a_stored_event_carries_its_place(payload in object(any_json()), topic in ".{0,12}", seq in 1..i64::MAX) {
        let payload = without_place(payload);
        let json = Value::from(payload.clone()).to_string();
        let event = StoredEvent {
            topic: topic.as_str().into(),
            seq,
            name: "chat:message",
            payload: json.into(),
            priority: Priority::NORMAL,
        };
        let (event, place) = (Outgoing::stored(event), Some((topic, seq)));
        prop_assert_eq!(parsed(&event, Envelope::Typed), typed("chat:message", &payload, &place));
        prop_assert_eq!(parsed(&event, Envelope::Flat), flat(&payload, &place));
    }

    #[test]
    fn pieces_of_one_answer_become_one(texts in vec(".{0,8}", 1..6), start in 0..1_000_u64, gap in 0..2_u64) {
        let mut offset = start;
        let mut pieces = Vec::new();
        for text in &texts {
            let delta = ChatDelta { session_id: "s".into(), run_id: "r".into(), offset, text: text.clone() };
            offset += text.len() as u64;
            pieces.push(Outgoing::event(Event::ChatDelta(delta)).unwrap());
        }
        let whole = pieces.iter().skip(1).try_fold(pieces[0].delta.clone().unwrap(), |whole, piece| {
            let whole = Outgoing::event(Event::ChatDelta(whole)).unwrap();
            whole.merge(piece)?.delta
        });
        let whole = whole.expect("pieces that follow one another");
        prop_assert_eq!((whole.offset, whole.text), (start, texts.concat()));

        let later = ChatDelta { session_id: "s".into(), run_id: "r".into(), offset: offset + gap, text: "x".into() };
        let later = Outgoing::event(Event::ChatDelta(later)).unwrap();
        let last = pieces.last().unwrap();
        prop_assert_eq!(last.merge(&later).is_some(), gap == 0, "a piece is missing between");
    }
}

/// What no payload of ours holds: the envelope's own fields.
fn without_place(mut payload: Map<String, Value>) -> Map<String, Value> {
    payload.retain(|name, _| !["requestId", "topic", "seq"].contains(&name.as_str()));
    payload
}

fn typed(name: &str, payload: &Map<String, Value>, place: &Option<(String, i64)>) -> Value {
    let mut envelope =
        Map::from_iter([("type".to_owned(), name.into()), ("payload".to_owned(), payload.clone().into())]);
    put(&mut envelope, place);
    envelope.into()
}

fn flat(payload: &Map<String, Value>, place: &Option<(String, i64)>) -> Value {
    let mut payload = payload.clone();
    put(&mut payload, place);
    payload.into()
}

fn put(object: &mut Map<String, Value>, place: &Option<(String, i64)>) {
    if let Some((topic, seq)) = place {
        object.insert("topic".to_owned(), topic.as_str().into());
        object.insert("seq".to_owned(), (*seq).into());
    }
}
