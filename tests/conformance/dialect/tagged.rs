//! The dialect of seed 000.

use serde_json::json;
use uuid::Uuid;

use super::{connect, public_room};
use crate::support::{Server, fresh, raw::Raw, text};

#[tokio::test]
async fn a_message_from_socket_io_reaches_a_subscriber() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = Raw::connect(&server, "/ws/tagged?user=bo").await;
    let ready = bo.told("ready").await;
    assert_eq!(text(&ready["user"]["id"]), Uuid::new_v5(&Uuid::NAMESPACE_OID, b"bo").to_string());
    bo.send(json!({ "id": "1", "type": "subscribe", "channel_id": room })).await;
    bo.send(json!({ "id": "2", "type": "ping" })).await;
    assert_eq!(bo.told("pong").await, json!({ "id": "2", "type": "pong" }));
    assert!(bo.all("error").is_empty(), "success is silent");
    ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await;
    let told = bo.told("message_create").await;
    assert_eq!((text(&told["message"]["content"]), text(&told["message"]["channel_id"])), ("hello", &*room));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn an_error_names_what_it_answers() {
    let server = Server::start("").await;
    let mut bo = Raw::connect(&server, "/ws/tagged?user=bo").await;
    bo.send(json!({ "id": "req-1", "type": "subscribe", "channel_id": fresh() })).await;
    let error = bo.told("error").await;
    assert_eq!((text(&error["id"]), text(&error["code"])), ("req-1", "CHANNEL_NOT_FOUND"));
}
