//! Generated abuse of every command in the table, over a real connection: exactly one reply to
//! each, whatever it was, and a server that goes on.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/polling.rs"]
mod polling;
mod support;

use std::collections::HashMap;

use parlance::contract::{COMMANDS, Kind, command_schema};
use polling::Polling;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index, select},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use serde_json::{Map, Value, json};
use support::{Client, Event, Server, fresh};
use tokio_tungstenite::tungstenite::Message;

/// Payloads of each kind, per command.
const CASES: usize = 8;

/// Small limits, so that what is too large need not be large.
const SETTINGS: &str = "limits.max_chat_chars = 1000\nlimits.max_message_bytes = 20000\nlimits.queued_runs = 2";

/// Any JSON, with what a careless or a hostile client sends more often than chance would have it.
fn junk() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        select(vec!["", "\0", "a\0b", "__proto__", "../../etc/passwd", "' OR 1=1 --", "\u{202e}\u{feff}"])
            .prop_map(Value::from),
        (0..1_500_usize).prop_map(|length| Value::from("🦀".repeat(length))),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let list = vec(inner.clone(), 0..4).prop_map(Value::from);
        let object = vec((any::<String>(), inner), 0..4);
        prop_oneof![list, object.prop_map(|fields| Value::Object(fields.into_iter().collect()))]
    })
    .boxed()
}

/// A value that the command could take for this field.
fn good(field: &str, session: &str) -> Value {
    match field {
        "sessionId" => json!(session),
        "positions" => json!({ format!("rooms/{session}"): 0 }),
        "before" | "limit" => json!(5),
        "model" => json!("echo"),
        _ => json!("text"),
    }
}

/// The ways to break one payload.
#[derive(Debug, Clone, Copy)]
enum Harm {
    Missing,
    WrongType,
    Oversized,
    Deep,
    Wrapped,
    Unharmed,
}

const HARMS: [Harm; 6] = [Harm::Missing, Harm::WrongType, Harm::Oversized, Harm::Deep, Harm::Wrapped, Harm::Unharmed];

/// One payload of `name`, broken in this way, as JSON text.
fn payload(name: &str, session: &str, id: &str, harm: Harm, runner: &mut TestRunner) -> String {
    let row = COMMANDS.iter().find(|row| row.name == name).unwrap();
    let schema = command_schema(row);
    let fields: Vec<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    let mut payload: Map<_, _> = fields.iter().map(|field| (field.clone(), good(field, session))).collect();
    if name == "chat:send" {
        payload.retain(|field, _| !["roomId", "body"].contains(&field.as_str()));
    }
    let victim = fields[sampled(any::<Index>(), runner).index(fields.len())].clone();
    match harm {
        Harm::Missing => {
            payload.remove(&victim);
        }
        Harm::WrongType => {
            payload.insert(victim, sampled(junk(), runner));
        }
        Harm::Oversized => {
            payload.insert(victim, Value::from("x".repeat(sampled(1_000..25_000_usize, runner))));
        }
        Harm::Deep | Harm::Wrapped | Harm::Unharmed => {}
    }
    payload.insert("requestId".to_owned(), json!(id));
    let json = Value::Object(payload).to_string();
    match harm {
        Harm::Deep => json.replacen('{', &format!("{{\"deep\":{}{},", "[".repeat(3_000), "]".repeat(3_000)), 1),
        Harm::Wrapped => format!("{{\"type\":{},\"payload\":{json}}}", Value::from(name)),
        _ => json,
    }
}

fn sampled<S: Strategy>(strategy: S, runner: &mut TestRunner) -> S::Value {
    strategy.new_tree(runner).expect("a value").current()
}

/// Commands of every kind, broken in every way, each with its own `requestId`, in any order.
fn abuse(session: &str, runner: &mut TestRunner) -> Vec<(String, String)> {
    let mut frames = Vec::new();
    for row in COMMANDS {
        for harm in HARMS.repeat(CASES) {
            // Sessions that come and go are for the next test: here they would be in the way.
            if ["session:delete", "chat:send"].contains(&row.name)
                && matches!(harm, Harm::Wrapped | Harm::Unharmed | Harm::Deep)
            {
                continue;
            }
            let id = fresh();
            let json = payload(row.name, session, &id, harm, runner);
            frames.push((id, format!("42[{},{json}]", Value::from(row.name))));
        }
    }
    sampled(Just(frames).prop_shuffle(), runner)
}

/// How often each `requestId` was answered.
fn answers(log: &[Event]) -> HashMap<&str, usize> {
    let mut answers = HashMap::new();
    for id in log.iter().filter_map(Event::request_id) {
        *answers.entry(id).or_default() += 1;
    }
    answers
}

/// The server has kept its word to everyone, and still takes new clients.
async fn assert_well(server: &Server) {
    let mut client = Client::connect(server).await;
    client.settle().await;
    server.assert_promises_kept().await;
    assert!(!server.log().contains("panicked"), "{}", server.log());
}

#[tokio::test]
async fn every_command_is_answered_exactly_once_however_it_is_broken() {
    let server = Server::start(SETTINGS).await;
    let mut runner = TestRunner::deterministic();
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let frames = abuse(&session, &mut runner);
    // In batches, so that what is tested is not the inbox's limit.
    for batch in frames.chunks(50) {
        for (_, frame) in batch {
            client.send_text(frame.clone()).await;
        }
        for (id, frame) in batch {
            let reply =
                client.wait_for(frame.get(..200).unwrap_or(frame), |event| event.request_id() == Some(id)).await;
            assert!(reply.code() != "SERVER_ERROR", "{frame}: {}", reply.body);
        }
    }
    client.settle().await;
    let answers = answers(&client.log);
    let wrong: Vec<_> = frames.iter().filter(|(id, _)| answers.get(id.as_str()) != Some(&1)).collect();
    assert!(wrong.is_empty(), "{} of {} not answered exactly once: {:?}", wrong.len(), frames.len(), wrong.first());
    let told: Vec<_> = client.log.iter().map(Event::code).collect();
    assert!(["", "VALIDATION_ERROR", "PAYLOAD_TOO_LARGE"].iter().all(|code| told.contains(code)));
    assert_well(&server).await;
}

#[tokio::test]
async fn a_broken_request_id_is_answered_too() {
    let server = Server::start(SETTINGS).await;
    let mut runner = TestRunner::deterministic();
    let mut client = Client::connect(&server).await;
    let is_uuid = |value: &Value| value.as_str().is_some_and(|text| uuid::Uuid::parse_str(text).is_ok());
    for row in COMMANDS.iter().filter(|row| row.name != "presence:ping") {
        for _ in 0..CASES {
            let id = sampled(junk().prop_filter("no id", move |value| !is_uuid(value)), &mut runner);
            let seen = client.log.len();
            client.emit(row.name, &json!({ "requestId": id })).await;
            let reply = client.until("a reply", |log| log.get(seen).cloned()).await;
            assert_eq!(reply.name, row.error);
            let code = reply.code();
            assert!(["VALIDATION_ERROR", "PAYLOAD_TOO_LARGE"].contains(&code), "{id}: {}", reply.body);
            match id.as_str().filter(|text| text.chars().count() <= 128) {
                Some(echoed) => assert_eq!(reply.request_id(), Some(echoed)),
                None => assert!(is_uuid(&reply.payload()["requestId"]), "{}", reply.body),
            }
        }
    }
    assert_well(&server).await;
}

#[tokio::test]
async fn commands_sent_twice_and_in_any_order_are_answered_as_often_as_they_are_due() {
    let server = Server::start(SETTINGS).await;
    let mut runner = TestRunner::deterministic();
    let mut client = Client::connect(&server).await;
    for _ in 0..4 {
        let session = client.session("slow").await;
        let mut frames = Vec::new();
        for row in COMMANDS {
            let id = fresh();
            let json = payload(row.name, &session, &id, Harm::Unharmed, &mut runner);
            for _ in 0..3 {
                frames.push((id.clone(), format!("42[{},{json}]", Value::from(row.name))));
            }
        }
        let frames = sampled(Just(frames).prop_shuffle(), &mut runner);
        for (_, frame) in &frames {
            client.send_text(frame.clone()).await;
        }
        for (id, _) in &frames {
            client.reply(id).await;
        }
        client.ask("session:create", json!({})).await;
        let answers = answers(&client.log);
        for (id, frame) in &frames {
            let change = COMMANDS.iter().any(|row| row.kind == Kind::Change && frame.contains(row.name));
            // A repeat of a change that joined the first got its reply from that.
            let due = if change { 1..=3 } else { 3..=3 };
            assert!(due.contains(&answers[id.as_str()]), "{frame} got {} replies", answers[id.as_str()]);
        }
    }
    assert_well(&server).await;
}

#[tokio::test]
async fn garbage_harms_nobody_but_its_sender() {
    let server = Server::start(SETTINGS).await;
    let mut bystander = Client::connect(&server).await;
    let text = |frame: &str| vec![Message::Text(frame.to_owned().into())];
    let binary = |bytes: &[u8]| vec![Message::Binary(bytes.to_vec().into())];
    let mut garbage: Vec<Vec<Message>> = [
        "",
        "4",
        "42",
        "42[",
        "42[]",
        "42[1]",
        "42[null,{}]",
        "42[[\"session:list\"]]",
        "42{}",
        "42\"session:list\"",
        "42[\"session:list\"",
        "42[\"session:list\",{}",
        "42[\"session:list\",{\"a\":1,}]",
        "420[\"session:list\"]",
        "42-1[\"session:list\"]",
        "4299999999999999999999999[\"session:list\",{}]",
        "43[]",
        "437[{}]",
        "40",
        "40{}",
        "40/admin,{}",
        "42/admin,[\"session:list\",{}]",
        "41/admin,",
        "44{}",
        "45",
        "451-[\"session:list\",{\"_placeholder\":true,\"num\":0}]",
        "45999999-[\"session:list\"]",
        "46",
        "49",
        "0{}",
        "1x",
        "2probe",
        "3probe",
        "5",
        "6",
        "9",
        "🦀",
        "42[\"session:list\",{\"requestId\":\"\\ud800\"}]",
    ]
    .into_iter()
    .map(text)
    .collect();
    garbage.push(binary(b""));
    garbage.push(binary(&[0, 159, 146, 150]));
    garbage.push([text("451-[\"session:create\",{\"_placeholder\":true,\"num\":0}]"), binary(b"attached")].concat());
    garbage.push(
        [text("452-[\"session:create\",{\"_placeholder\":true,\"num\":7}]"), binary(b"one"), binary(b"two")].concat(),
    );
    garbage.push([text("453-[\"chat:send\",{}]"), text("42[\"session:list\",{}]"), binary(b"late")].concat());
    let mut runner = TestRunner::deterministic();
    for _ in 0..100 {
        garbage.push(text(&sampled("4[0-9][0-9/,\\-\\[\\]{}\":a-z]{0,40}", &mut runner)));
        garbage.push(text(&sampled(any::<String>(), &mut runner)));
        garbage.push(binary(&sampled(vec(any::<u8>(), 0..64), &mut runner)));
    }
    for frames in garbage {
        let mut client = Client::arrive(&server, Value::Null, "").await.unwrap();
        for frame in frames {
            client.send(frame).await;
        }
        client.cut();
    }
    bystander.settle().await;
    server.until_metric("parlance_connections", 1.0).await;
    assert_well(&server).await;
}

#[tokio::test]
async fn a_handshake_that_makes_no_sense_is_refused_in_words() {
    let server = Server::start("").await;
    let deep = serde_json::from_str::<Value>(&format!("{}{}", "[".repeat(100), "]".repeat(100))).unwrap();
    let many: Map<_, _> = (0..1_001).map(|number| (format!("rooms/{number}"), json!(1))).collect();
    for auth in [
        json!({ "userId": "" }),
        json!({ "userId": "x".repeat(129) }),
        json!({ "userId": "a\0b" }),
        json!({ "userId": 7 }),
        json!({ "userId": "agent:echo" }),
        json!({ "deviceId": ["x"] }),
        json!({ "resume": [] }),
        json!({ "resume": { "rooms/x": -1 } }),
        json!({ "resume": { "rooms/x": 1.5 } }),
        json!({ "resume": many }),
        json!({ "resume": deep }),
        json!("text"),
    ] {
        let refusal = Client::arrive(&server, auth.clone(), "").await.err();
        let refusal = refusal.unwrap_or_else(|| panic!("let in: {auth}"));
        let refusal: Value = serde_json::from_str(&refusal).expect("a connect_error");
        assert!(refusal["message"].as_str().is_some_and(|words| words.contains(' ')), "{auth}: {refusal}");
    }
    server.until_metric("parlance_connections", 0.0).await;
    assert_well(&server).await;
}

#[tokio::test]
async fn garbage_over_polling_harms_nobody_either() {
    let server = Server::start(SETTINGS).await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..30 {
        let client = Polling::connect(&server).await;
        client.until("\"connection\"").await;
        let parts = vec(prop_oneof![any::<String>(), "4[0-9\\[\\]{}\":a-z]{0,20}", Just("b!!!".to_owned())], 1..4);
        client.post(sampled(parts, &mut runner).join("\u{1e}")).await;
    }
    for query in
        ["", "EIO=4", "EIO=9&transport=polling", "EIO=4&transport=carrier-pigeon", "EIO=4&transport=polling&sid=nobody"]
    {
        let status = server.get(&format!("/socket.io/?{query}")).await.status();
        assert!(status.is_client_error(), "{query}: {status}");
    }
    assert_well(&server).await;
}
