//! What somebody has on its way while they are removed.

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use super::{Server, connect, lobby, said};

#[tokio::test]
async fn what_is_on_its_way_when_somebody_is_removed_changes_nothing() {
    let server = Server::start("").await;
    let (mut ada, mut cyn) = (connect(&server, "ada").await, connect(&server, "cyn").await);
    let mut devices = Vec::new();
    for _ in 0..5 {
        devices.push(connect(&server, "bob").await);
    }
    let [bob, ..] = &mut *devices else { panic!("devices") };
    let room = lobby(&mut ada, &mut [bob]).await;
    let theirs = said(bob, &room, "hello").await;
    let other = said(&mut ada, &room, "welcome").await;
    ada.settle().await;
    let before = ada.log.len();

    // Somebody else keeps the file: what is asked for is authorised, and waits for its turn.
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let lock = file.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let kick = ada.begin("room:kick", json!({ "roomId": room, "userId": "bob" })).await;
    cyn.settle().await;
    let asked = [
        ("chat:edit", json!({ "messageId": theirs, "newBody": "bye" })),
        ("chat:reaction", json!({ "messageId": other, "reaction": "+1", "action": "add" })),
        ("chat:read", json!({ "roomId": room, "messageId": other })),
        ("chat:delete", json!({ "messageId": theirs, "mode": "soft" })),
        ("chat:send", json!({ "roomId": room, "body": "one more" })),
    ];
    let mut ids = Vec::new();
    for (device, (name, payload)) in devices.iter_mut().zip(&asked) {
        ids.push(device.begin(name, payload.clone()).await);
        device.taken().await;
    }
    lock.rollback().await.unwrap();

    assert!(!ada.reply(&kick).await.is_error());
    for ((device, id), (name, _)) in devices.iter_mut().zip(&ids).zip(&asked) {
        assert_eq!(device.reply(id).await.code(), "NOT_FOUND", "{name}");
    }
    ada.settle().await;
    let told = ada.log[before..].iter().filter(|event| event.place().is_some() && event.request_id().is_none());
    assert_eq!(told.map(|event| &*event.name).collect::<Vec<_>>(), ["room:memberLeft"]);
}
