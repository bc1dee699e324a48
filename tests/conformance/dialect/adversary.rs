//! Clients that mean no good, or are only unlucky, and what they must not bring about.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use tokio::{net::TcpSocket, time::interval};
use tokio_tungstenite::{
    MaybeTlsStream, client_async,
    tungstenite::{
        Message,
        client::IntoClientRequest,
        protocol::{CloseFrame, frame::coding::CloseCode},
    },
};

use super::{account, connect, peer::Tongue, public_room, words::Dialect};
use crate::support::{PATIENCE, Server, fresh, raw::Raw, text};

/// The most memory that the server ever took, in bytes.
fn most_memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn a_reader_that_is_behind_and_catches_up_stays() {
    let settings = "websocket.ping_interval = \"1500ms\"\nwebsocket.ping_timeout = \"1500ms\"";
    let server = Server::start(settings).await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let join = Dialect::Dotted.join("1", &room);
    let mut bo = Raw::connect(&server, "/ws/dotted?user=bo").await;
    bo.send(join).await;
    bo.told("ack").await;
    drop(bo);
    // Each takes twice as much as JSON.
    let body = "\"".repeat(95_000);
    for _ in 0..120 {
        ann.ask("chat:send", json!({ "roomId": room, "body": body })).await;
    }
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(512 * 1024).unwrap();
    let stream = MaybeTlsStream::Plain(socket.connect(server.address.parse().unwrap()).await.unwrap());
    let resume = format!("%7B%22rooms%2F{room}%22%3A0%7D");
    let request = format!("ws://{}/ws/dotted?user=bo&resume={resume}", server.address).into_client_request().unwrap();
    let (socket, _) = client_async(request, stream).await.unwrap();
    let mut reader = Raw { socket, log: Vec::new(), end: None, closed: false };
    // It reads on without a pause, but no faster than this, and so for longer than a client may be silent.
    let mut pace = interval(Duration::from_millis(50));
    for count in 1..=120 {
        pace.tick().await;
        let read = |log: &[Value]| {
            (log.iter().filter(|frame| Dialect::Dotted.text_of(frame).is_some()).count() >= count).then_some(())
        };
        reader.until("the next message", read).await;
    }
}

#[tokio::test]
async fn what_waits_takes_no_more_room_than_its_text() {
    let server = Server::start("rate_limits.messages.connection = { rate = 100000, burst = 100000 }").await;
    let mut bo = Raw::connect(&server, "/ws/prioritized?user=bo").await;
    bo.told("healthUpdate").await;
    let many = format!("[{}0]", "{\"\":0},".repeat(2_300));
    let message = |id: usize| {
        let payload = format!("{{\"roomId\":\"nowhere\",\"content\":\"x\",\"metadata\":{{\"many\":{many}}}}}");
        format!("{{\"type\":\"message\",\"messageId\":\"{id}\",\"payload\":{payload}}}")
    };
    let answered = |id: usize| {
        let id = id.to_string();
        move |frame: &Value| frame["type"] == "error" && frame["messageId"] == *id
    };
    bo.send_frame(Message::text(message(0))).await;
    bo.wait_for("an answer", answered(0)).await;
    let before = most_memory(&server);
    for id in 1..=300 {
        bo.send_frame(Message::text(message(id))).await;
    }
    bo.wait_for("the last answer", answered(300)).await;
    let grown = most_memory(&server) - before;
    assert!(grown < 48_000_000, "{grown} bytes more for 5 MB of messages");
    assert_eq!(bo.all("error").len(), 301, "each has its answer, once");
}

#[tokio::test]
async fn who_resumes_a_topic_that_is_heard_without_asking_keeps_its_filters() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let query =
        "resume=%7B%22tasks%22%3A0%7D&filters=%7B%22tasks%22%3A%7B%22eventTypes%22%3A%5B%22task%3Aassigned%22%5D%7D%7D";
    let mut bo = Raw::connect(&server, &format!("/ws/prioritized?user=bo&{query}")).await;
    bo.told("healthUpdate").await;
    bo.send(Dialect::Prioritized.join("1", &room)).await;
    bo.send(Dialect::Prioritized.nonsense("2")).await;
    bo.told("error").await;
    let task = ann.ask("task:create", json!({ "title": "Tidy up", "roomId": room })).await;
    ann.ask("task:assign", json!({ "taskId": task["id"], "assigneeId": "bo" })).await;
    bo.told("taskAssign").await;
    assert!(bo.all("taskUpdate").is_empty(), "it was not asked for: {:#?}", bo.log);
}

#[tokio::test]
async fn the_close_code_of_a_client_is_answered_with_the_same() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        let frame = CloseFrame { code: CloseCode::from(4321), reason: "enough".into() };
        client.send_frame(Message::Close(Some(frame))).await;
        assert_eq!(client.ended().await, Some((4321, "enough".to_owned())), "{dialect:?}");
        // It keeps its side open, and its place is free nevertheless.
        server.until_metric("parlance_connections", 0.0).await;
        drop(client);
    }
}

/// What somebody is told who names a room in each way that a dialect has.
async fn told_of(client: &mut Raw, dialect: Dialect, room: &str) -> Vec<Value> {
    let ways: &[(&str, Value)] = &match dialect {
        Dialect::Tagged => ["subscribe", "typing", "stop_typing", "voice_join", "voice_leave", "voice_mute"]
            .map(|kind| (kind, json!({ "channel_id": room })))
            .to_vec(),
        Dialect::Envelope => vec![
            ("subscribe", json!({ "topic": format!("rooms/{room}") })),
            ("subscribe", json!({ "topic": format!("rooms/{room}"), "filters": {} })),
        ],
        Dialect::Prioritized => {
            vec![("joinRoom", json!({ "roomId": room })), ("message", json!({ "roomId": room, "content": "x" }))]
        }
        Dialect::Dotted => vec![
            ("room.join", json!({ "room": room })),
            ("chat.send", json!({ "scope": room, "body": "x" })),
            ("chat.typing", json!({ "scope": room, "typing": true })),
            ("chat.read", json!({ "message_id": fresh(), "room": room })),
        ],
    };
    let mut told = Vec::new();
    for (kind, fields) in ways {
        let id = fresh();
        client.send(dialect.message(&id, kind, fields.clone())).await;
        let mine = |frame: &Value| dialect.refusal(frame).is_some_and(|it| it.id.as_deref() == Some(&*id));
        let mut frame = client.wait_for(kind, mine).await;
        // What differs from one message to the next.
        for field in ["id", "reply_to", "timestamp", "messageId"] {
            frame[field] = Value::Null;
        }
        frame["data"]["op_id"] = Value::Null;
        told.push(frame);
    }
    told
}

#[tokio::test]
async fn a_hidden_room_looks_like_none_in_every_way_to_name_it() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let hidden = ann.ask("room:create", json!({ "name": "Ours", "kind": "voice" })).await;
    for dialect in Dialect::ALL {
        let mut stranger = Raw::connect(&server, &dialect.path("bo")).await;
        let of_hidden = told_of(&mut stranger, dialect, text(&hidden["id"])).await;
        let of_none = told_of(&mut stranger, dialect, &fresh()).await;
        assert_eq!(of_hidden, of_none, "{dialect:?}");
    }
}

#[tokio::test]
async fn ids_of_any_writing_come_back_and_none_is_too_long() {
    let server = Server::start("").await;
    for dialect in [Dialect::Tagged, Dialect::Prioritized, Dialect::Dotted] {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        for id in ["\u{1F980}".repeat(128), "\u{1}\"\\\u{2028}".to_owned()] {
            client.send(dialect.nonsense(&id)).await;
            let mine = |frame: &Value| dialect.refusal(frame).is_some_and(|it| it.id.as_deref() == Some(&*id));
            client.wait_for("an answer under its id", mine).await;
        }
        client.log.clear();
        for id in ["x".repeat(129), "a\0b".to_owned(), String::new()] {
            client.send(dialect.nonsense(&id)).await;
            let refusal = client.until("an error", |log| log.iter().find_map(|frame| dialect.refusal(frame))).await;
            assert_eq!(refusal.code, dialect.code("VALIDATION_ERROR"), "{dialect:?}");
            assert_ne!(refusal.id.as_deref(), Some(&*id), "{dialect:?}");
            client.log.clear();
        }
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_is_no_message_is_refused_under_its_id_if_it_has_one() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        for no_type in [Some(json!(5)), None] {
            let id = fresh();
            let mut message = dialect.nonsense(&id);
            match no_type {
                Some(no_type) => message["type"] = no_type,
                None => drop(message.as_object_mut().unwrap().remove("type")),
            }
            client.send(message).await;
            let refusal = client.until("an error", |log| log.iter().find_map(|frame| dialect.refusal(frame))).await;
            assert_eq!((refusal.code, refusal.id), (dialect.code("VALIDATION_ERROR"), Some(id)), "{dialect:?}");
            client.log.clear();
        }
    }
}

#[tokio::test]
async fn a_spoofed_own_id_is_told_to_nobody_but_its_author() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = Raw::connect(&server, "/ws/prioritized?user=bo").await;
    bo.send(Dialect::Prioritized.join("1", &room)).await;
    bo.send(Dialect::Prioritized.nonsense("2")).await;
    bo.told("error").await;
    for spoof in [json!("2"), json!("x".repeat(200)), json!({ "a": 1 })] {
        let metadata = json!({ "messageId": spoof, "type": "text" });
        let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "hello", "metadata": metadata })).await;
        let told = bo.told("messageReceived").await;
        assert_eq!(told["payload"]["messageId"], sent["message"]["id"], "{told}");
        assert_eq!(told["payload"]["metadata"], json!({ "type": "text" }));
        bo.log.clear();
    }
}

#[tokio::test]
async fn those_who_have_not_said_who_they_are_hear_the_end_of_the_server_too() {
    let mut server = account::server().await;
    let mut clients = Vec::new();
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &format!("/ws/{}", dialect.name())).await;
        client.send(dialect.nonsense("1")).await;
        client.wait_for("an answer", |frame| dialect.refusal(frame).is_some()).await;
        clients.push((dialect, client));
    }
    server.terminate();
    for (dialect, client) in &mut clients {
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(1001), "{dialect:?}");
    }
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
}

#[tokio::test]
async fn a_user_whose_id_is_a_uuid_in_another_spelling_is_another() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut reader = Raw::connect(&server, &Dialect::Tagged.path("bo")).await;
    reader.send(Dialect::Tagged.join("1", &room)).await;
    reader.send(Dialect::Tagged.nonsense("2")).await;
    reader.told("error").await;
    let mut authors = std::collections::BTreeSet::new();
    let usual = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    let spellings = [usual.to_owned(), usual.replace('-', ""), usual.to_uppercase(), format!("urn:uuid:{usual}")];
    for (at, user) in spellings.iter().enumerate() {
        let mut speaker = connect(&server, user).await;
        speaker.ask("room:join", json!({ "roomId": room })).await;
        speaker.ask("chat:send", json!({ "roomId": room, "body": format!("it is {at}") })).await;
        let said = format!("it is {at}");
        let told = reader.wait_for("the message", |frame| frame["message"]["content"] == *said).await;
        authors.insert(text(&told["message"]["author_id"]).to_owned());
    }
    assert_eq!(authors.len(), spellings.len(), "one passes for another: {authors:?}");
    assert!(authors.contains(usual));
    assert!(authors.contains(&Tongue::Raw(Dialect::Tagged).calls(&spellings[1])));
}
