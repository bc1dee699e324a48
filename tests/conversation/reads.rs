//! `chat:read`: a read position only moves forward.

use serde_json::json;

use super::{Server, connect, lobby, said, told};

#[tokio::test]
async fn a_read_position_only_moves_forward() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let mut ids = Vec::new();
    for body in ["one", "two", "three"] {
        ids.push(said(&mut ada, &room, body).await);
    }
    let read = |id: &str| json!({ "roomId": room, "messageId": id });
    let moved = bob.ask("chat:read", read(&ids[1])).await;
    assert_eq!((&moved["messageId"], &moved["userId"]), (&json!(ids[1]), &json!("bob")));
    // Back, and on the spot: the reply says where the position stands.
    for id in [&ids[0], &ids[1]] {
        assert_eq!(bob.ask("chat:read", read(id)).await["messageId"], json!(ids[1]));
    }
    bob.ask("chat:read", read(&ids[2])).await;
    ada.settle().await;
    let positions: Vec<_> = told(&ada, "chat:readUpdated").iter().map(|event| event.payload().clone()).collect();
    let at = |id: &str| json!({ "roomId": room, "messageId": id, "userId": "bob" });
    assert_eq!(positions, [at(&ids[1]), at(&ids[2])]);
}

#[tokio::test]
async fn positions_outlive_a_crash_and_are_each_ones_own() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut cyn = connect(&server, "cyn").await;
    let room = lobby(&mut ada, &mut [&mut bob, &mut cyn]).await;
    said(&mut ada, &room, "one").await;
    let two = said(&mut ada, &room, "two").await;
    bob.ask("chat:read", json!({ "roomId": room, "messageId": two })).await;
    server.kill().await;
    let server = server.restarted().await;
    for (name, unread) in [("ada", 0), ("bob", 0), ("cyn", 2)] {
        let mut client = connect(&server, name).await;
        assert_eq!(client.ask("room:join", json!({ "roomId": room })).await["unread"], unread, "{name}");
    }
}

#[tokio::test]
async fn one_who_joins_is_told_how_far_others_have_read() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let (mut cyn, mut dan) = (connect(&server, "cyn").await, connect(&server, "dan").await);
    let room = lobby(&mut ada, &mut [&mut bob, &mut cyn]).await;
    let one = said(&mut ada, &room, "one").await;
    let two = said(&mut ada, &room, "two").await;
    bob.ask("chat:read", json!({ "roomId": room, "messageId": two })).await;
    cyn.ask("chat:read", json!({ "roomId": room, "messageId": one })).await;
    let joined = dan.ask("room:join", json!({ "roomId": room })).await;
    let at = |user: &str, message: &str, seq: i64| json!({ "userId": user, "messageId": message, "seq": seq });
    assert_eq!(joined["reads"], json!([at("bob", &two, 5), at("cyn", &one, 4)]), "neither who wrote nor who came");
    // Who leaves takes their position along.
    bob.ask("room:leave", json!({ "roomId": room })).await;
    let joined = cyn.ask("room:join", json!({ "roomId": room })).await;
    assert_eq!(joined["reads"], json!([at("cyn", &one, 4)]), "one's own too");
}
