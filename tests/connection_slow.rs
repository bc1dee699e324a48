//! Readers that fall behind, and clients that come and go (contract section 5, invariants 6 and 9
//! of the architecture).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/polling.rs"]
mod polling;
mod support;

use std::fs;

use polling::Polling;
use serde_json::{Value, json};
use support::{Client, Event, Server, fresh, user};

const SLOW: &str = "parlance_slow_consumers_total";
/// Little room, so that a slow reader shows soon.
const NARROW: &str = "limits.outbox_events = 64\nlimits.outbox_bytes = 500000\nsocketio.queue = 16";

/// The `seq`s of a topic, in the order in which they came.
fn seqs(log: &[Event], topic: &str) -> Vec<i64> {
    log.iter().filter_map(Event::place).filter(|(of, _)| *of == topic).map(|(_, seq)| seq).collect()
}

/// Writes as Ann until a reader of hers that does not read is cut; the session, and how often.
async fn write_until_cut(server: &Server, writer: &mut Client) -> (String, i64) {
    let session = writer.session("echo").await;
    let message = "much to read ".repeat(7_000);
    let mut sent = 0;
    while server.metric(SLOW).await == 0.0 {
        assert!(sent < 300, "nobody minds a reader that does not read");
        writer.ask("chat:send", json!({ "sessionId": session, "message": message })).await;
        sent += 1;
    }
    assert!(server.log().contains("slow_consumer"), "{}", server.log());
    assert_eq!(server.metric(SLOW).await, 1.0, "the writer reads");
    (session, sent)
}

/// What the reader was told before it was cut is complete as far as it goes, and the rest comes
/// when it resumes.
async fn assert_resumes(server: &Server, seen: &[Event], session: &str, sent: i64) {
    let topic = format!("rooms/{session}");
    let told = seqs(seen, &topic);
    let last = told.len() as i64;
    assert!(told.iter().copied().eq(1..=last), "{told:?}");
    assert!(last < 2 * sent, "it was told everything");
    server.until_metric("parlance_connections", 1.0).await;

    let mut positions = json!({});
    // One that has seen nothing asks for everything.
    positions[&topic] = json!(0);
    for (topic, seq) in seen.iter().filter_map(Event::place) {
        positions[topic] = json!(seq);
    }
    let resumed = Client::connect_with(server, json!({ "userId": "ann", "resume": positions })).await;
    assert!(seqs(&resumed.log, &topic).into_iter().eq(last + 1..=2 * sent), "a gap, or something twice");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_slow_reader_is_disconnected_and_resumes_without_a_gap() {
    let server = Server::start(NARROW).await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("ann")).await;
    let (session, sent) = write_until_cut(&server, &mut writer).await;
    reader.until_closed().await;
    assert_resumes(&server, &reader.log, &session, sent).await;
}

#[tokio::test]
async fn so_is_one_that_began_by_polling() {
    let server = Server::start(NARROW).await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let polling = Polling::connect_with(&server, &user("ann").to_string()).await;
    let mut reader = Client::switch(&server, &polling.sid).await;
    let (session, sent) = write_until_cut(&server, &mut writer).await;
    reader.until_closed().await;
    assert_resumes(&server, &reader.log, &session, sent).await;
}

#[tokio::test]
async fn so_is_one_that_polls_too_seldom() {
    let server = Server::start(NARROW).await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let reader = Polling::connect_with(&server, &user("ann").to_string()).await;
    reader.until("connectionId").await;
    let (session, sent) = write_until_cut(&server, &mut writer).await;
    // What it got before, and then that it is disconnected.
    let mut packets = Vec::new();
    while !packets.iter().any(|packet| packet == "41") {
        packets.extend(reader.poll().await.expect("to be told"));
    }
    let events = packets.iter().filter_map(|packet| packet.strip_prefix("42"));
    let seen: Vec<_> = events.map(|event| Event::parse('2', event)).collect();
    assert_resumes(&server, &seen, &session, sent).await;
}

#[tokio::test]
async fn one_that_polls_no_more_is_given_up() {
    let heartbeat = "socketio.ping_interval = \"3s\"\nsocketio.ping_timeout = \"2s\"";
    let server = Server::start(&format!("{NARROW}\n{heartbeat}")).await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let reader = Polling::connect_with(&server, &user("ann").to_string()).await;
    reader.until("connectionId").await;
    write_until_cut(&server, &mut writer).await;
    writer.cut();
    server.until_metric("parlance_connections", 0.0).await;
    assert_eq!(reader.poll().await, None);
}

#[tokio::test]
async fn a_client_that_asks_and_never_reads_is_disconnected() {
    let server = Server::start(NARROW).await;
    let mut client = Client::connect(&server).await;
    for _ in 0..30 {
        client.session("echo").await;
    }
    let before = resident(&server);
    for _ in 0..100 {
        let burst: Vec<_> = (0..100).map(|_| ("session:list", json!({ "requestId": fresh() }))).collect();
        client.emit_all(&burst).await;
        if server.metric(SLOW).await > 0.0 {
            server.until_metric("parlance_connections", 0.0).await;
            return;
        }
    }
    panic!("ten thousand unread replies, {} KB of memory", (resident(&server) - before) / 1024);
}

#[tokio::test]
async fn a_client_that_reads_may_send_more_at_once_than_may_wait_for_it() {
    let server = Server::start(NARROW).await;
    let mut client = Client::connect(&server).await;
    let ids: Vec<_> = (0..1_000).map(|_| fresh()).collect();
    let burst: Vec<_> = ids.iter().map(|id| ("session:list", json!({ "requestId": id }))).collect();
    client.emit_all(&burst).await;
    client.until("all replies", |log| (log.len() > ids.len()).then_some(())).await;
    let replies = client.log.iter().filter(|event| event.name == "session:list").filter_map(Event::request_id);
    assert!(replies.eq(ids.iter().map(String::as_str)), "not each of them once, in order");
    assert_eq!(server.metric(SLOW).await, 0.0);
}

#[tokio::test]
async fn connections_and_memory_come_back_after_storms() {
    let server = Server::start("").await;
    storm(&server).await;
    let settled = resident(&server);
    for _ in 0..2 {
        storm(&server).await;
    }
    let grown = resident(&server).saturating_sub(settled);
    assert!(grown < 8 * 1024 * 1024, "{} KB more after two more storms", grown / 1024);
    Client::connect(&server).await.settle().await;
    server.assert_promises_kept().await;
}

/// Five hundred clients, all at once, each of which goes away in its own way.
async fn storm(server: &Server) {
    let mut clients = Vec::new();
    for number in 0..500 {
        if number % 5 == 4 {
            Client::ring_and_run(server).await;
            continue;
        }
        let auth = user(&format!("user {}", number % 7));
        let mut client = Client::arrive(server, auth, "").await.unwrap();
        match number % 5 {
            0 => client.send_text("41").await,
            1 => client.send_text("1").await,
            2 => client.emit("session:list", &json!({ "requestId": fresh() })).await,
            3 => client.emit("chat:send", &Value::Null).await,
            _ => {}
        }
        clients.push(client);
    }
    clients.into_iter().for_each(Client::cut);
    server.until_metric("parlance_connections", 0.0).await;
}

/// Bytes of the server's memory.
fn resident(server: &Server) -> usize {
    let statm = fs::read_to_string(format!("/proc/{}/statm", server.pid())).unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
