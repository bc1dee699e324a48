//! How many rooms one may be in (`limits.rooms_per_user`).

use serde_json::json;

use super::{Server, connect, join, room};

#[tokio::test]
async fn one_may_be_in_so_many_rooms_and_is_told_so() {
    let server = Server::start("limits.rooms_per_user = 3").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let public = json!({ "name": "Room", "visibility": "public" });
    let mut rooms = Vec::new();
    for _ in 0..3 {
        rooms.push(room(&mut ada, public.clone()).await);
    }
    let error = ada.fail("room:create", public.clone()).await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("CONFLICT"), &json!(false)));
    assert!(error["message"].as_str().unwrap().contains("rooms"), "{error}");
    rooms.push(room(&mut bob, public).await);
    let full = ada.fail("room:join", json!({ "roomId": rooms[3] })).await;
    assert_eq!((&full["code"], &full["message"]), (&error["code"], &error["message"]));

    // One that was refused watches nothing; one room less makes room for another.
    super::say(&mut bob, &rooms[3], "is ada here?").await;
    ada.settle().await;
    assert!(super::places(&ada, &rooms[3]).is_empty());
    join(&mut ada, &rooms[0]).await;
    ada.ask("room:leave", json!({ "roomId": rooms[0] })).await;
    join(&mut ada, &rooms[3]).await;
}

#[tokio::test]
async fn none_is_no_limit() {
    let server = Server::start("limits.rooms_per_user = 0").await;
    let mut ada = connect(&server, "ada").await;
    for _ in 0..2 {
        room(&mut ada, json!({ "name": "Room" })).await;
    }
}
