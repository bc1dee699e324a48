//! A repeated command changes nothing, gets its reply, and tells nobody (contract section 4).

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

use super::{
    Client, Server, connect, join, listed, lobby, members, places, room, say,
    support::{PATIENCE, fresh},
};

fn with_id(mut payload: Value) -> Value {
    payload["requestId"] = json!(fresh());
    payload
}

/// A room of ada's, with bob, and every changing command of the namespace, in an order in which all
/// succeed.
async fn commands(ada: &mut Client, bob: &mut Client) -> (String, Vec<(&'static str, Value)>) {
    let lobby = lobby(ada, &mut [bob]).await;
    let doomed = room(ada, json!({ "name": "Doomed" })).await;
    let left = room(ada, json!({ "name": "Left" })).await;
    let open = room(ada, json!({ "name": "Open", "visibility": "public" })).await;
    let about_bob = json!({ "roomId": lobby, "userId": "bob" });
    let commands = vec![
        ("room:create", json!({ "name": "New" })),
        ("room:update", json!({ "roomId": lobby, "name": "Renamed" })),
        ("room:setRole", json!({ "roomId": lobby, "userId": "bob", "role": "moderator" })),
        ("room:kick", about_bob),
        ("room:invite", json!({ "roomId": doomed, "userId": "bob" })),
        ("room:leave", json!({ "roomId": left })),
        ("room:leave", json!({ "roomId": open })),
        ("room:delete", json!({ "roomId": doomed })),
    ];
    (lobby, commands.into_iter().map(|(name, payload)| (name, with_id(payload))).collect())
}

#[tokio::test]
async fn a_repeat_gets_its_reply_over_a_reconnect_a_restart_and_a_crash() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let (_, commands) = commands(&mut ada, &mut bob).await;
    let mut replies = Vec::new();
    for (name, payload) in &commands {
        let reply = ada.send_again(name, payload).await;
        assert!(!reply.is_error(), "{name}: {}", reply.body);
        replies.push(reply.body);
    }
    let before = listed(&mut ada).await;
    for way in ["at once", "reconnect", "restart", "crash"] {
        match way {
            "restart" => {
                server.terminate();
                assert!(server.ended(PATIENCE).await.success());
                server = server.restarted().await;
            }
            "crash" => {
                server.kill().await;
                server = server.restarted().await;
            }
            _ => {}
        }
        if way != "at once" {
            ada = connect(&server, "ada").await;
            bob = connect(&server, "bob").await;
        }
        bob.settle().await;
        let told = bob.log.len();
        for ((name, payload), reply) in commands.iter().zip(&replies) {
            assert_eq!(&ada.send_again(name, payload).await.body, reply, "{name} after a {way}");
            let mut other = payload.clone();
            other["name"] = json!("something else");
            other["roomId"] = json!(fresh());
            assert_eq!(ada.send_again(name, &other).await.code(), "CONFLICT", "{name} after a {way}");
        }
        assert_eq!(listed(&mut ada).await, before, "after a {way}");
        bob.settle().await;
        let news: Vec<_> = bob.log[told..].iter().filter(|event| event.name.starts_with("room:")).collect();
        assert!(news.is_empty(), "told of a repeat: {news:?}");
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_repeated_join_watches_again() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut []).await;
    let payload = with_id(json!({ "roomId": lobby }));
    let first = bob.send_again("room:join", &payload).await;
    assert_eq!(first.payload()["headSeq"], 2);
    for way in ["reconnect", "restart"] {
        if way == "restart" {
            server.kill().await;
            server = server.restarted().await;
            ada = connect(&server, "ada").await;
            join(&mut ada, &lobby).await;
        }
        bob = connect(&server, "bob").await;
        let joined = bob.send_again("room:join", &payload).await;
        let head = joined.payload()["headSeq"].as_i64().unwrap();
        say(&mut ada, &lobby, "hello").await;
        bob.event("chat:message").await;
        assert_eq!(places(&bob, &lobby), [head + 1], "after a {way}");
    }
    let members = members(&mut bob, &lobby).await;
    assert_eq!(members, ["ada owner", "bob member"]);
    assert_eq!(bob.send_again("room:leave", &payload).await.code(), "CONFLICT");
}

#[tokio::test]
async fn a_repeated_join_does_not_undo_a_removal() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut []).await;
    let payload = with_id(json!({ "roomId": lobby }));
    bob.send_again("room:join", &payload).await;
    ada.ask("room:kick", json!({ "roomId": lobby, "userId": "bob" })).await;
    assert_eq!(bob.send_again("room:join", &payload).await.code(), "CONFLICT");
    say(&mut ada, &lobby, "between us").await;
    bob.settle().await;
    assert!(bob.log.iter().all(|event| event.name != "chat:message"));
    assert_eq!(members(&mut ada, &lobby).await, ["ada owner"]);
}

#[tokio::test]
async fn a_repeated_creation_watches_what_the_first_made() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let create = with_id(json!({ "name": "Lobby", "visibility": "public" }));
    let room = ada.send_again("room:create", &create).await.payload()["id"].as_str().unwrap().to_owned();
    let mut phone = connect(&server, "ada").await;
    phone.send_again("room:create", &create).await;
    say(&mut ada, &room, "hello").await;
    phone.event("chat:message").await;
    assert_eq!((places(&ada, &room), places(&phone, &room)), (vec![1, 2], vec![2]));
    assert_eq!(listed(&mut ada).await.len(), 1);
}

#[tokio::test]
async fn a_burst_of_the_same_command_is_carried_out_once() {
    let server = Server::start("").await;
    let (mut ada, mut phone) = (connect(&server, "ada").await, connect(&server, "ada").await);
    let create = with_id(json!({ "name": "Lobby" }));
    let burst: Vec<_> = (0..20).map(|_| ("room:create", create.clone())).collect();
    ada.emit_all(&burst).await;
    phone.emit_all(&burst).await;
    for client in [&mut ada, &mut phone] {
        client.event("room:created").await;
        client.settle().await;
    }
    assert_eq!(listed(&mut ada).await.len(), 1);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_room_whose_making_is_given_up_is_not_watched() {
    let server = Server::start("limits.command_deadline = \"200ms\"").await;
    let mut ada = connect(&server, "ada").await;
    let before = ada.ask("auth:info", json!({})).await["subscriptions"].clone();
    // Somebody else keeps the file: whatever is to be stored waits.
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let lock = file.begin_with("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(ada.fail("room:create", json!({ "name": "Lobby" })).await["code"], "TIMEOUT");
    assert_eq!(ada.ask("auth:info", json!({})).await["subscriptions"], before);
    lock.rollback().await.unwrap();
}
