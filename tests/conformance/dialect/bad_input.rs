//! What clients must not send: each has a stated outcome, and leaves memory where it was.

use std::{fs, time::Duration};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};
use uuid::Uuid;

use super::{connect, public_room, words::Dialect};
use crate::support::{Server, raw::Raw};

/// Resident memory of the server, in bytes.
fn memory(server: &Server) -> u64 {
    let pages = fs::read_to_string(format!("/proc/{}/statm", server.pid())).unwrap();
    pages.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

/// The connection still works.
async fn assert_lives(client: &mut Raw, dialect: Dialect) {
    let id = Uuid::new_v4().to_string();
    client.send(dialect.nonsense(&id)).await;
    let mine = |frame: &Value| dialect.refusal(frame).is_some_and(|refusal| refusal.id.as_deref() == Some(&*id));
    client.wait_for("an answer", mine).await;
    client.log.clear();
}

/// The code of the first error that comes now.
async fn refusal(client: &mut Raw, dialect: Dialect) -> String {
    let code = client.until("an error", |log| log.iter().find_map(|frame| dialect.refusal(frame))).await.code;
    client.log.clear();
    code
}

#[tokio::test]
async fn what_is_no_message_is_told_so() {
    let server = Server::start("").await;
    let nested = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let objects = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        let mut number = dialect.join("x", "y");
        number["type"] = json!(5);
        let mut id = dialect.nonsense("x");
        id[dialect.id_field()] = json!({ "a": 1 });
        // The envelope's topic is more than the room; here all of it is something else.
        let join = dialect.join("x", "\u{1}").to_string().replace("rooms/", "");
        let inputs = [
            "".to_owned(),
            "garbage".to_owned(),
            "null".to_owned(),
            "5".to_owned(),
            "[]".to_owned(),
            "\"text\"".to_owned(),
            "{}".to_owned(),
            "{\"type\":".to_owned(),
            number.to_string(),
            id.to_string(),
            join.replace("\"\\u0001\"", "17"),
            join.replace("\"\\u0001\"", &nested),
            join.replace("\"\\u0001\"", &objects),
            nested.clone(),
            objects.clone(),
        ];
        for input in inputs {
            client.send_frame(Message::text(input.clone())).await;
            let shown: String = input.chars().take(100).collect();
            let code = refusal(&mut client, dialect).await;
            assert_eq!(code, dialect.code("VALIDATION_ERROR"), "{dialect:?} {shown}");
            assert_lives(&mut client, dialect).await;
        }
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn ten_in_a_row_that_are_no_messages_end_the_connection() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        for _ in 0..9 {
            client.send_frame(Message::text("garbage")).await;
        }
        assert_lives(&mut client, dialect).await;
        client.log.clear();
        for _ in 0..10 {
            client.send_frame(Message::text("garbage")).await;
        }
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(dialect.close_code(1008, 4002)), "{dialect:?}");
        let told: Vec<_> = client.log.iter().filter_map(|frame| dialect.refusal(frame)).map(|it| it.code).collect();
        assert_eq!(told, vec![dialect.code("VALIDATION_ERROR"); 10], "each is told");
    }
}

#[tokio::test]
async fn bytes_are_not_understood() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        client.send_frame(Message::binary(vec![1, 2, 3])).await;
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(1003), "{dialect:?}");
        assert_eq!(refusal(&mut client, dialect).await, dialect.code("VALIDATION_ERROR"));
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        let text = Frame::message(vec![b'{', 0xff, 0xfe, b'}'], OpCode::Data(Data::Text), true);
        client.send_frame(Message::Frame(text)).await;
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(1007), "{dialect:?}");
    }
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_what_is_much_too_large_ends_the_connection() {
    let server = Server::start("").await;
    let mut warm = Raw::connect(&server, &Dialect::Tagged.path("bo")).await;
    warm.send_frame(Message::text("x".repeat(1_500_000))).await;
    refusal(&mut warm, Dialect::Tagged).await;
    let before = memory(&server);
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        let large = dialect.message("large", "no.suchMessage", json!({ "text": "x".repeat(1_200_000) }));
        client.send(large).await;
        assert_eq!(refusal(&mut client, dialect).await, dialect.code("PAYLOAD_TOO_LARGE"), "{dialect:?}");
        assert_lives(&mut client, dialect).await;
        client.send_frame(Message::text("x".repeat(100_000_000))).await;
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(1009), "{dialect:?}");
    }
    server.until_metric("parlance_connections", 1.0).await;
    let grown = memory(&server).saturating_sub(before);
    assert!(grown < 24_000_000, "{grown} bytes more");
}

#[tokio::test]
async fn a_message_may_come_byte_by_byte() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        let message = dialect.nonsense("bits").to_string();
        let last = message.len() - 1;
        for (at, byte) in message.bytes().enumerate() {
            let kind = if at == 0 { Data::Text } else { Data::Continue };
            let frame = Frame::message(vec![byte], OpCode::Data(kind), at == last);
            client.send_frame(Message::Frame(frame)).await;
        }
        client.wait_for("an answer", |frame| dialect.refusal(frame).is_some()).await;
    }
}

#[tokio::test]
async fn who_floods_is_refused_and_then_sent_away() {
    let rates = "rate_limits.reads.connection = { rate = 1, burst = 30 }\nrate_limits.signals.connection = { rate = 1, burst = 30 }";
    let server = Server::start(rates).await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        for number in 0..100 {
            client.send(dialect.nonsense(&number.to_string())).await;
        }
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(dialect.close_code(1008, 4001)), "{dialect:?}");
        let told = client.log.iter().filter_map(|frame| dialect.refusal(frame));
        let refused = told.filter(|refusal| refusal.code == dialect.code("RATE_LIMITED")).count();
        assert!(refused >= 20, "{dialect:?}: {refused} are told");

        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        for _ in 0..100 {
            client.send_frame(Message::Ping(vec![7].into())).await;
        }
        assert_eq!(client.ended().await.map(|(code, _)| code), Some(dialect.close_code(1008, 4001)), "{dialect:?}");
    }
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn who_does_not_read_is_sent_away_as_slow() {
    let narrow = "limits.outbox_events = 64\nlimits.outbox_bytes = 500000\nwebsocket.queue = 16";
    let server = Server::start(narrow).await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    for dialect in Dialect::ALL {
        let cut = server.metric("parlance_slow_consumers_total").await;
        let mut reader = Raw::connect(&server, &dialect.path("bo")).await;
        reader.send(dialect.join("1", &room)).await;
        assert_lives(&mut reader, dialect).await;
        let body = "much to read ".repeat(7_000);
        let mut sent = 0;
        while server.metric("parlance_slow_consumers_total").await == cut {
            assert!(sent < 300, "nobody minds a reader that does not read");
            ann.ask("chat:send", json!({ "roomId": room, "body": body })).await;
            sent += 1;
        }
        assert_eq!(reader.ended().await, Some((1013, "slow_consumer".to_owned())), "{dialect:?}");
        let read = reader.log.iter().filter(|frame| dialect.text_of(frame).is_some()).count();
        assert!(read < sent, "{dialect:?}: it read all {sent}");
    }
    server.until_metric("parlance_connections", 1.0).await;
}

#[tokio::test]
async fn who_is_not_there_any_more_is_noticed() {
    let server = Server::start("websocket.ping_interval = \"100ms\"\nwebsocket.ping_timeout = \"1s\"").await;
    for dialect in Dialect::ALL {
        let client = Raw::connect(&server, &dialect.path("bo")).await;
        server.until_metric("parlance_connections", 1.0).await;
        // It reads nothing, so it answers no ping.
        server.until_metric("parlance_connections", 0.0).await;
        drop(client);
    }
    // One that reads answers, and stays.
    let mut client = Raw::connect(&server, &Dialect::Tagged.path("bo")).await;
    assert!(tokio::time::timeout(Duration::from_secs(3), client.ended()).await.is_err());
}

#[tokio::test]
async fn a_frame_that_is_none_is_a_broken_rule() {
    let server = Server::start("").await;
    let client = Raw::connect(&server, "/ws/tagged?user=bo").await;
    let mut socket = client.socket.into_inner();
    // Not masked, as a client's frames must be.
    socket.write_all(&[0x81, 0x02, b'{', b'}']).await.unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).await.unwrap();
    assert!(answer.windows(2).any(|code| code == 1002_u16.to_be_bytes()), "{answer:?}");
    server.until_metric("parlance_connections", 0.0).await;
}
