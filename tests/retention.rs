//! Old events are forgotten as the settings say, and never under a position that is still good.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Event, Server, text, user};

/// A room in which a message was reacted to and fro: events 1 to 12, the message being 2.
async fn busy_room(server: &Server) -> (Client, String, String) {
    let mut ada = Client::connect_with(server, user("ada")).await;
    let room = ada.ask("room:create", json!({ "name": "Busy", "visibility": "public" })).await;
    let room = text(&room["id"]).to_owned();
    let said = ada.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await;
    let message = text(&said["message"]["id"]).to_owned();
    for round in 0..10 {
        let action = if round % 2 == 0 { "add" } else { "remove" };
        ada.ask("chat:reaction", json!({ "messageId": message, "reaction": "+1", "action": action })).await;
    }
    (ada, room, message)
}

async fn resume(server: &Server, room: &str, position: i64) -> Client {
    let topic = format!("rooms/{room}");
    Client::connect_with(server, json!({ "userId": "ada", "resume": { topic: position } })).await
}

fn places(client: &Client) -> Vec<i64> {
    client.log.iter().filter_map(Event::place).map(|(_, seq)| seq).collect()
}

#[tokio::test]
async fn what_is_too_much_is_forgotten_and_its_readers_start_anew() {
    let server = Server::start("retention.events_per_topic = 4\nretention.every = \"50ms\"").await;
    let (ada, room, _) = busy_room(&server).await;
    drop(ada);
    let old = loop {
        let mut client = resume(&server, &room, 3).await;
        client.settle().await;
        if client.log.iter().any(|event| event.name == "sync:reset") {
            break client;
        }
    };
    let reset = old.log.iter().find(|event| event.name == "sync:reset").unwrap();
    assert_eq!(reset.payload(), &json!({ "topic": format!("rooms/{room}"), "headSeq": 12 }));
    assert_eq!(places(&old), Vec::<i64>::new());

    let mut good = resume(&server, &room, 8).await;
    good.settle().await;
    assert_eq!(places(&good), [9, 10, 11, 12]);
    let history = good.ask("room:history", json!({ "roomId": room })).await;
    assert_eq!(history["messages"].as_array().map(Vec::len), Some(1), "messages are kept");
}

#[tokio::test]
async fn what_is_too_old_is_forgotten() {
    let server = Server::start("retention.events_age = \"1ms\"\nretention.every = \"50ms\"").await;
    let (mut ada, room, message) = busy_room(&server).await;
    loop {
        let mut client = resume(&server, &room, 11).await;
        client.settle().await;
        if client.log.iter().any(|event| event.name == "sync:reset") {
            break;
        }
    }
    let mut here = resume(&server, &room, 12).await;
    ada.ask("chat:edit", json!({ "messageId": message, "newBody": "hello again" })).await;
    here.event("chat:edited").await;
    assert_eq!(places(&here), [13]);
}

#[tokio::test]
async fn everything_is_kept_unless_the_settings_say_otherwise() {
    let server = Server::start("retention.every = \"10ms\"").await;
    let (ada, room, _) = busy_room(&server).await;
    drop(ada);
    let mut client = resume(&server, &room, 0).await;
    client.settle().await;
    assert_eq!(places(&client), Vec::from_iter(1..=12));
    let _: Value = client.ask("session:list", json!({})).await;
}
