//! What holds for a client of any dialect as it does for all others: order, idempotency, resume, limits,
//! and a goodbye when the server goes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    connect,
    peer::{Peer, Tongue},
    public_room,
    words::Dialect,
};
use crate::support::{PATIENCE, Server, fresh, raw::Raw, text};

/// Percent-encodes what a query may not hold.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[tokio::test]
async fn everybody_hears_everything_once_and_in_order() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut readers = Vec::new();
    for tongue in Tongue::ALL {
        let mut reader = Peer::connect(&server, tongue, tongue.name()).await;
        reader.join(&room).await;
        readers.push(reader);
    }
    let expected: Vec<_> = (0..300).map(|number| format!("number {number}")).collect();
    let messages: Vec<_> = expected
        .iter()
        .map(|body| ("chat:send", json!({ "roomId": room, "body": body, "requestId": fresh() })))
        .collect();
    ann.emit_all(&messages).await;
    for mut reader in readers {
        assert_eq!(reader.texts(expected.len()).await, expected);
        reader.settle().await;
        assert_eq!(reader.texts(0).await.len(), expected.len(), "none twice");
    }
}

/// Of those that can speak in a room: how they do.
fn speech(tongue: Tongue, room: &str, body: &str) -> Option<(&'static str, Value)> {
    match tongue {
        Tongue::SocketIo => Some(("chat:send", json!({ "roomId": room, "body": body }))),
        Tongue::Raw(Dialect::Prioritized) => Some(("message", json!({ "roomId": room, "content": body }))),
        Tongue::Raw(Dialect::Dotted) => Some(("chat.send", json!({ "scope": room, "body": body }))),
        Tongue::Raw(_) => None,
    }
}

#[tokio::test]
async fn a_retry_is_carried_out_once_also_on_another_connection_and_after_a_restart() {
    let mut server = Server::start("").await;
    for tongue in Tongue::ALL {
        let mut ann = connect(&server, "ann").await;
        let room = public_room(&mut ann).await;
        let Some((kind, fields)) = speech(tongue, &room, "only once") else { continue };
        let id = fresh();
        let mut peer = Peer::connect(&server, tongue, "bo").await;
        peer.join(&room).await;
        for _ in 0..2 {
            peer.send_as(&id, kind, fields.clone()).await;
        }
        peer.settle().await;
        drop(peer);
        let mut peer = Peer::connect(&server, tongue, "bo").await;
        peer.send_as(&id, kind, fields.clone()).await;
        peer.settle().await;
        server.kill().await;
        server = server.restarted().await;
        let mut peer = Peer::connect(&server, tongue, "bo").await;
        peer.send_as(&id, kind, fields.clone()).await;
        peer.settle().await;
        let mut ann = connect(&server, "ann").await;
        let page = ann.ask("room:history", json!({ "roomId": room })).await;
        assert_eq!(page["messages"].as_array().map(Vec::len), Some(1), "{tongue:?}: {page}");
    }
}

/// What a client remembers: the last `seq` of each topic.
fn positions(log: &[Value]) -> BTreeMap<String, i64> {
    let place = |frame: &Value| Some((frame["topic"].as_str()?.to_owned(), frame["seq"].as_i64()?));
    log.iter().filter_map(place).collect()
}

#[tokio::test]
async fn who_resumes_misses_nothing() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    for dialect in Dialect::ALL {
        let say = async |ann: &mut crate::support::Client, from: i32, to: i32| {
            for number in from..to {
                ann.ask("chat:send", json!({ "roomId": room, "body": format!("{} {number}", dialect.name()) })).await;
            }
        };
        let expected: Vec<_> = (0..30).map(|number| format!("{} {number}", dialect.name())).collect();
        let texts = |log: &[Value]| -> Vec<_> {
            log.iter().filter_map(|frame| dialect.text_of(frame)).map(str::to_owned).collect()
        };
        let path = dialect.path("bo");
        let mut reader = Raw::connect(&server, &format!("{path}&resume={{}}")).await;
        reader.send(dialect.join("join", &room)).await;
        reader.send(dialect.nonsense("joined")).await;
        reader.wait_for("an answer", |frame| dialect.refusal(frame).is_some()).await;
        say(&mut ann, 0, 10).await;
        reader.until("ten", |log| (texts(log).len() == 10).then_some(())).await;
        let (mut told, seen) = (texts(&reader.log), positions(&reader.log));
        assert_eq!(seen.keys().collect::<Vec<_>>(), [&format!("rooms/{room}")], "{dialect:?}");
        drop(reader);
        say(&mut ann, 10, 20).await;
        let resume = encoded(&json!(seen).to_string());
        let mut reader = Raw::connect(&server, &format!("{path}&resume={resume}")).await;
        say(&mut ann, 20, 30).await;
        reader.until("the rest", |log| (texts(log).len() >= 20).then_some(())).await;
        told.extend(texts(&reader.log));
        assert_eq!(told, expected, "{dialect:?}");

        // A position that cannot be resumed from is told, to those who resume and to nobody else.
        let resume = encoded(&json!({ format!("rooms/{room}"): 100_000 }).to_string());
        let mut lost = Raw::connect(&server, &format!("{path}&resume={resume}")).await;
        let reset = |frame: &Value| frame.to_string().contains("head") && frame.to_string().contains(&room);
        lost.wait_for("a reset", reset).await;
    }
}

#[tokio::test]
async fn frames_carry_positions_only_for_those_who_resume() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    for dialect in Dialect::ALL {
        let mut reader = Peer::connect(&server, Tongue::Raw(dialect), "bo").await;
        reader.join(&room).await;
        ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await;
        reader.texts(1).await;
        let Peer::Raw(_, raw) = reader else { continue };
        assert!(positions(&raw.log).is_empty(), "{dialect:?}");
    }
}

#[tokio::test]
async fn one_who_is_removed_hears_nothing_more() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    for tongue in Tongue::ALL {
        let room = public_room(&mut ann).await;
        let mut reader = Peer::connect(&server, tongue, tongue.name()).await;
        reader.join(&room).await;
        ann.ask("chat:send", json!({ "roomId": room, "body": "before" })).await;
        ann.ask("room:kick", json!({ "roomId": room, "userId": tongue.name() })).await;
        ann.ask("chat:send", json!({ "roomId": room, "body": "after" })).await;
        reader.settle().await;
        assert_eq!(reader.texts(1).await, ["before"], "{tongue:?}");
    }
}

#[tokio::test]
async fn a_private_room_looks_like_none() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = ann.ask("room:create", json!({ "name": "Ours" })).await;
    for dialect in Dialect::ALL {
        let mut stranger = Raw::connect(&server, &dialect.path("bo")).await;
        let mut refusals = Vec::new();
        for room in [text(&room["id"]), &*fresh()] {
            let id = fresh();
            stranger.send(dialect.join(&id, room)).await;
            let mine = |frame: &Value| dialect.refusal(frame).is_some_and(|it| it.id.as_deref() == Some(&*id));
            let refusal = stranger.wait_for("a refusal", mine).await.to_string();
            refusals.push((dialect.refusal(&serde_json::from_str(&refusal).unwrap()).unwrap().code, refusal.len()));
        }
        assert_eq!(refusals[0], refusals[1], "{dialect:?}");
    }
}

#[tokio::test]
async fn the_end_of_the_server_is_told() {
    let mut server = Server::start("").await;
    let mut clients = Vec::new();
    for dialect in Dialect::ALL {
        let mut client = Peer::connect(&server, Tongue::Raw(dialect), "bo").await;
        client.settle().await;
        clients.push((dialect, client));
    }
    server.terminate();
    for (dialect, client) in &mut clients {
        let Peer::Raw(_, raw) = client else { continue };
        assert_eq!(raw.ended().await, Some((1001, "the server shuts down".to_owned())), "{dialect:?}");
    }
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
}

#[tokio::test]
async fn places_and_handshakes_are_counted_as_for_everybody() {
    let settings = "limits.connections_per_user = 2\nrate_limits.exempt = []";
    let server = Server::start(settings).await;
    for dialect in Dialect::ALL {
        let path = dialect.path(dialect.name());
        let (one, two) = (Raw::connect(&server, &path).await, Raw::connect(&server, &path).await);
        let (status, body) = Raw::connect_with(&server, &path, &[]).await.err().expect("to be refused");
        assert_eq!((status, &body["code"]), (429, &json!("RATE_LIMITED")), "{dialect:?}");
        drop((one, two));
        server.until_metric("parlance_connections", 0.0).await;
        drop(Raw::connect(&server, &path).await);
        server.until_metric("parlance_connections", 0.0).await;
    }
}
