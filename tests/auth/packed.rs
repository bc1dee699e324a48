//! Refusals for clients that speak MessagePack: with their data, as for everybody else.

use base64::{Engine, engine::general_purpose::STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite::Message};

use crate::{
    rest::{local, register},
    sign::{Key, SECRET, now},
    support::{PATIENCE, Server},
};

async fn start(settings: &str) -> Server {
    local(&format!("socketio.parser = \"msgpack\"\nauth.secret = \"{SECRET}\"\n{settings}")).await
}

fn connect(token: &str) -> Vec<u8> {
    rmp_serde::to_vec_named(&json!({ "type": 0, "nsp": "/", "data": { "token": token } })).unwrap()
}

fn unpacked(packet: &[u8]) -> Value {
    rmp_serde::from_slice(packet).unwrap_or_else(|error| panic!("{error}: {packet:x?}"))
}

/// What CONNECT with this token is answered by WebSocket.
async fn by_websocket(server: &Server, token: &str) -> Value {
    let url = format!("ws://{}/socket.io/?EIO=4&transport=websocket", server.address);
    let (mut socket, _) = connect_async(url).await.expect("a socket");
    socket.send(Message::Binary(connect(token).into())).await.expect("to be sent");
    let answer = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Binary(packet))) => break unpacked(&packet),
                // The handshake of the engine, and its pings.
                Some(Ok(Message::Text(_))) => {}
                other => panic!("no answer to CONNECT: {other:?}"),
            }
        }
    };
    tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time")
}

/// The same by polling.
async fn by_polling(server: &Server, token: &str) -> Value {
    parlance::http::tls::install_crypto_provider();
    let http = reqwest::Client::new();
    let url = server.url("/socket.io/?EIO=4&transport=polling");
    let opening = http.get(&url).send().await.unwrap().text().await.unwrap();
    let opening: Value = serde_json::from_str(&opening[1..]).unwrap();
    let url = format!("{url}&sid={}", opening["sid"].as_str().unwrap());
    let packet = format!("b{}", STANDARD.encode(connect(token)));
    assert_eq!(http.post(&url).body(packet).send().await.unwrap().status(), 200);
    let answer = async {
        loop {
            let answer = http.get(&url).send().await.unwrap().text().await.unwrap();
            if let Some(packet) = answer.split('\u{1e}').find_map(|packet| packet.strip_prefix('b')) {
                break unpacked(&STANDARD.decode(packet).expect("base64"));
            }
        }
    };
    tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time")
}

#[tokio::test]
async fn data_tells_why() {
    let server = start("").await;
    let expired = Key::secret(SECRET).token(&json!({ "sub": "ann", "exp": now() - 5 }));
    for (token, code, retryable) in [
        ("nonsense", "UNAUTHENTICATED", false),
        (&*expired, "AUTH_EXPIRED", true),
        // Words of other lengths, as they come out of a parser.
        ("", "VALIDATION_ERROR", false),
    ] {
        for refusal in [by_websocket(&server, token).await, by_polling(&server, token).await] {
            assert_eq!((&refusal["type"], &refusal["nsp"]), (&json!(4), &json!("/")), "{refusal}");
            let (said, data) = (&refusal["data"], &refusal["data"]["data"]);
            assert_eq!((&data["code"], &data["retryable"]), (&json!(code), &json!(retryable)), "{refusal}");
            let words = data["message"].as_str().expect("words");
            assert_eq!(said["message"].as_str().expect("words").trim_end(), words, "{refusal}");
            assert!(data.get("requestId").is_none(), "{refusal}");
        }
    }
}

#[tokio::test]
async fn good_credentials_let_in() {
    let server = start("").await;
    let tokens = register(&server, "ann").await;
    for answer in [by_websocket(&server, &tokens.access).await, by_polling(&server, &tokens.access).await] {
        assert_eq!(answer["type"], 0, "{answer}");
    }
}

#[tokio::test]
async fn a_limit_tells_when_to_come_again() {
    let server = start("limits.connections_per_user = 1").await;
    let tokens = register(&server, "ann").await;
    let _held = by_polling(&server, &tokens.access).await;
    let refusal = by_websocket(&server, &tokens.access).await;
    assert_eq!(refusal["data"]["data"]["retryAfterMs"], 10_000, "{refusal}");
}
