//! Order and completeness of what a connection is told (contract section 5).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use std::{collections::BTreeMap, time::Duration};

use serde_json::{Value, json};
use support::{Client, Event, Server, fresh, user};
use tokio::time::Instant;

/// Where events of each topic stand, in the order in which they came.
fn places(log: &[Event]) -> BTreeMap<&str, Vec<i64>> {
    let mut places: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (topic, seq) in log.iter().filter_map(Event::place) {
        places.entry(topic).or_default().push(seq);
    }
    places
}

/// Five hundred commands, reads and changes mixed.
fn mixed(session: &str) -> Vec<(&'static str, Value)> {
    let command = |number: usize| match number % 5 {
        0 => ("session:list", json!({})),
        1 => ("session:rename", json!({ "sessionId": session, "title": format!("Title {number}") })),
        2 => ("session:history", json!({ "sessionId": session })),
        3 => ("session:rename", json!({ "sessionId": "nowhere", "title": "x" })),
        _ => ("presence:ping", json!({})),
    };
    let with_id = |(name, mut payload): (_, Value)| {
        payload["requestId"] = json!(fresh());
        (name, payload)
    };
    (0..500).map(command).map(with_id).collect()
}

async fn assert_answered_in_order(client: &mut Client, burst: &[(&str, Value)]) {
    client.emit_all(burst).await;
    let sent: Vec<_> = burst.iter().map(|(_, payload)| payload["requestId"].as_str().unwrap()).collect();
    let answered = |log: &[Event]| -> Vec<String> {
        let ids = log.iter().filter_map(Event::request_id).filter(|id| sent.contains(id));
        ids.map(str::to_owned).collect()
    };
    let all = |log: &[Event]| (log.len() >= sent.len()).then(|| answered(log)).filter(|ids| ids.len() == sent.len());
    let order = client.until("all replies", all).await;
    let first_wrong = order.iter().zip(&sent).position(|(got, sent)| got != sent);
    assert_eq!(first_wrong, None, "answered out of order");
    client.settle().await;
    assert_eq!(answered(&client.log).len(), sent.len(), "a reply is doubled");
}

#[tokio::test]
async fn five_hundred_pipelined_commands_are_answered_in_order() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    assert_answered_in_order(&mut client, &mixed(&session)).await;
    let switched = client.ask("session:switch", json!({ "sessionId": session })).await;
    assert_eq!(switched["session"]["title"], "Title 496");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn commands_sent_before_the_connection_event_are_answered_in_order_too() {
    let server = Server::start("handshake.connection_event_delay = \"200ms\"").await;
    let session = Client::connect(&server).await.session("echo").await;
    let mut client = Client::arrive(&server, Value::Null, "").await.unwrap();
    assert_answered_in_order(&mut client, &mixed(&session)).await;
}

#[tokio::test]
async fn a_run_does_not_hold_back_the_next_command() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("endless").await;
    let send = client.begin("chat:send", json!({ "sessionId": session, "message": "take your time" })).await;
    client.ask("session:list", json!({})).await;
    client.ask("session:rename", json!({ "sessionId": session, "title": "Meanwhile" })).await;
    assert!(client.replies(&send).is_empty());
    client.ask("chat:stop", json!({ "sessionId": session })).await;
    assert_eq!(client.reply(&send).await.code(), "CANCELLED");
}

#[tokio::test]
async fn a_reply_follows_the_events_that_its_command_caused() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    for number in 0..20 {
        let response =
            client.request("chat:send", json!({ "sessionId": session, "message": number.to_string() })).await;
        let told: Vec<_> = client.log.iter().map(|event| event.name.as_str()).collect();
        let ends = told.iter().filter(|name| **name == "forge:completed").count();
        assert_eq!(ends, number + 1, "the end of the run came after its reply");
        let seq = response.body["seq"].as_i64().unwrap();
        let last = client.log.iter().rev().find(|event| event.name == "chat:message").unwrap();
        assert_eq!((last.body["seq"].as_i64(), &last.payload()["body"]), (Some(seq), &response.payload()["response"]));
    }
}

#[tokio::test]
async fn a_session_is_idle_as_soon_as_its_answer_is_there() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    for number in 0..50 {
        client.ask("chat:send", json!({ "sessionId": session, "message": number.to_string() })).await;
        let list = client.ask("session:list", json!({})).await;
        let listed = list["sessions"].as_array().unwrap().iter().find(|listed| listed["id"] == *session).unwrap();
        assert_eq!(listed["status"], "idle", "after answer {number}");
        client.ask("chat:send", json!({ "sessionId": session, "message": "again" })).await;
        let stopped = client.ask("chat:stop", json!({ "sessionId": session })).await;
        assert_eq!(stopped["runId"], Value::Null, "after answer {number}");
    }
}

#[tokio::test]
async fn durable_events_are_contiguous_on_every_device() {
    let server = Server::start("").await;
    let mut devices = Vec::new();
    for _ in 0..3 {
        devices.push(Client::connect_with(&server, user("ann")).await);
    }
    let session = devices[0].session("slow").await;
    let quick = devices[1].session("echo").await;
    let mut sends = Vec::new();
    for (number, device) in devices.iter_mut().enumerate() {
        for session in [&session, &quick] {
            let message = format!("message of device {number}");
            sends.push((number, device.begin("chat:send", json!({ "sessionId": session, "message": message })).await));
        }
    }
    for (device, id) in &sends {
        assert_eq!(devices[*device].reply(id).await.name, "chat:response");
    }
    for device in &mut devices {
        device.settle().await;
        let places = places(&device.log);
        assert_eq!(places[format!("rooms/{session}").as_str()], (1..=6).collect::<Vec<_>>());
        assert_eq!(places[format!("rooms/{quick}").as_str()], (1..=6).collect::<Vec<_>>());
        assert_eq!(places.len(), 2 + 6, "two sessions and six runs: {places:?}");
        for (topic, seqs) in &places {
            assert!(seqs.iter().copied().eq(1..=seqs.len() as i64), "{topic}: {seqs:?}");
        }
    }
}

#[tokio::test]
async fn others_are_told_of_a_session_and_its_maker_only_by_the_reply() {
    let server = Server::start("").await;
    let mut maker = Client::connect_with(&server, user("ann")).await;
    let mut other = Client::connect_with(&server, user("ann")).await;
    let mut stranger = Client::connect_with(&server, user("bob")).await;
    let session = maker.session("echo").await;
    maker.ask("session:rename", json!({ "sessionId": session, "title": "Shared" })).await;
    maker.ask("session:delete", json!({ "sessionId": session })).await;
    let deleted = other.event("session:deleted").await;
    assert_eq!(deleted.payload(), &json!({ "sessionId": session }));
    assert_eq!(other.event("session:created").await.payload()["id"], json!(session));
    assert_eq!(other.event("session:renamed").await.payload()["title"], "Shared");
    maker.settle().await;
    stranger.settle().await;
    let about = |client: &Client| client.log.iter().filter(|event| event.body.to_string().contains(&session)).count();
    assert_eq!((about(&maker), about(&stranger)), (3, 0));
}

#[tokio::test]
async fn offsets_count_bytes_of_text_in_many_scripts() {
    let server = Server::start("models.slow = { agent = \"echo\", delay_ms = 5, chunk_chars = 1 }").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("slow").await;
    let message = "añ 漢字 🦀👩‍👩‍👧 עברית";
    let response = client.ask("chat:send", json!({ "sessionId": session, "message": message })).await;
    let mut text = String::new();
    let deltas = client.log.iter().filter(|event| event.name == "chat:delta");
    for delta in deltas {
        assert_eq!(delta.payload()["offset"].as_u64().unwrap() as usize, text.len());
        text += delta.payload()["text"].as_str().unwrap();
    }
    assert_eq!(text, format!("Echo: {message}"));
    assert_eq!(response["response"], json!(text));
}

#[tokio::test]
async fn the_connection_event_waits_for_the_page_to_listen() {
    let delay = Duration::from_millis(300);
    let server = Server::start("handshake.connection_event_delay = \"300ms\"").await;
    let mut client = Client::arrive(&server, Value::Null, "").await.unwrap();
    let connected = Instant::now();
    let event = client.event("connection").await;
    assert!(connected.elapsed() >= delay - Duration::from_millis(20), "after {:?}", connected.elapsed());
    let payload = event.payload();
    assert_eq!((&payload["status"], &payload["resume"]), (&json!("connected"), &json!({ "replayed": 0 })));
    assert_eq!(payload["user"]["id"], "local");
    assert_eq!(payload["sessions"].as_array().unwrap().len(), 1, "a default session is made");
    assert_eq!(payload["contract"]["hash"], parlance::contract::generate::hash());
}

#[tokio::test]
async fn a_client_of_the_older_protocol_is_served_alike() {
    let server = Server::start("").await;
    let mut client = Client::arrive_as_older(&server, "&userId=elder").await.unwrap();
    let connection = client.event("connection").await;
    assert_eq!(connection.payload()["user"]["id"], "elder");
    let session = client.session("echo").await;
    let response = client.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    assert_eq!(response["response"], "Echo: hi");
    client.send_text("2").await;
    client.settle().await;
}
