//! What one may know of: lists, unread counts, and that what is private looks like nothing.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

use super::{Client, Server, connect, join, listed, room, say, support::fresh, text};

/// Every command that names a room or a message.
fn commands(room: &str, message: &str) -> Vec<(&'static str, Value)> {
    let named = json!({ "roomId": room });
    vec![
        ("room:join", named.clone()),
        ("room:leave", named.clone()),
        ("room:history", named.clone()),
        ("room:invite", json!({ "roomId": room, "userId": "eve" })),
        ("room:kick", json!({ "roomId": room, "userId": "ada" })),
        ("room:setRole", json!({ "roomId": room, "userId": "ada", "role": "member" })),
        ("room:update", json!({ "roomId": room, "name": "x" })),
        ("room:update", json!({ "roomId": room, "visibility": "public", "slug": "mine" })),
        ("room:delete", named),
        ("chat:send", json!({ "roomId": room, "body": "hi" })),
        ("chat:send", json!({ "roomId": room, "body": "hi", "parentId": message })),
        ("chat:typing", json!({ "roomId": room, "typing": true })),
        ("chat:read", json!({ "roomId": room, "messageId": message })),
        ("chat:edit", json!({ "messageId": message, "newBody": "x" })),
        ("chat:reaction", json!({ "messageId": message, "reaction": "x", "action": "add" })),
        ("chat:delete", json!({ "messageId": message, "mode": "hard" })),
        ("chat:redact", json!({ "messageId": message, "mask": "x" })),
    ]
}

#[tokio::test]
async fn a_private_room_looks_like_none_to_those_who_are_not_invited() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let said = text(&say(&mut ada, &den, "secret").await["id"]).to_owned();
    let told = ada.log.len();
    for ((name, real), (_, made_up)) in commands(&den, &said).into_iter().zip(commands(&fresh(), &fresh())) {
        let (hidden, missing) = (bob.fail(name, real).await, bob.fail(name, made_up).await);
        assert_eq!(hidden["code"], "NOT_FOUND", "{name}");
        assert_eq!(hidden["message"], missing["message"], "{name}");
        assert_eq!(hidden.as_object().unwrap().len(), missing.as_object().unwrap().len(), "{name}");
    }
    assert!(listed(&mut bob).await.is_empty());
    ada.settle().await;
    assert_eq!(ada.log.len(), told + 1, "she was told of it");
}

#[tokio::test]
async fn a_message_of_another_room_is_none_of_this_one() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let said = text(&say(&mut ada, &den, "secret").await["id"]).to_owned();
    let lobby = room(&mut bob, json!({ "name": "Lobby" })).await;
    for (name, payload) in [
        ("chat:send", json!({ "roomId": lobby, "body": "hi", "parentId": said })),
        ("chat:read", json!({ "roomId": lobby, "messageId": said })),
        ("room:history", json!({ "roomId": lobby, "parentId": said })),
    ] {
        let missing = payload.to_string().replace(&said, &fresh());
        let error = bob.fail(name, payload).await;
        assert_eq!(error["code"], "NOT_FOUND", "{name}");
        assert_eq!(error["message"], bob.fail(name, serde_json::from_str(&missing).unwrap()).await["message"]);
    }
}

/// The median time of an answer.
async fn median(client: &mut Client, name: &str, payload: &Value) -> Duration {
    let mut times = Vec::new();
    for _ in 0..200 {
        let asked = Instant::now();
        client.fail(name, payload.clone()).await;
        times.push(asked.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

/// Puts ten thousand people into a room: what takes longer the larger a room is shows.
async fn crowd(server: &Server, room: &str) {
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let many = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 10000)
        INSERT INTO members (room_id, user_id, role, joined_at) SELECT ?, 'user ' || n, 'member', 0 FROM n";
    sqlx::query(many).bind(room).execute(&mut file).await.unwrap();
}

#[tokio::test]
async fn what_is_hidden_takes_about_as_long_as_what_is_missing() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let said = text(&say(&mut ada, &den, "secret").await["id"]).to_owned();
    crowd(&server, &den).await;
    let read = |room: &str| json!({ "roomId": room });
    let react = |message: &str| json!({ "messageId": message, "reaction": "x", "action": "add" });
    for (name, hidden, missing) in
        [("room:history", read(&den), read(&fresh())), ("chat:reaction", react(&said), react(&fresh()))]
    {
        let (hidden, missing) = (median(&mut bob, name, &hidden).await, median(&mut bob, name, &missing).await);
        let (less, more) = (hidden.min(missing), hidden.max(missing));
        assert!(more < less * 3, "{name}: hidden {hidden:?}, missing {missing:?}");
    }
}

#[tokio::test]
async fn the_list_has_what_one_may_know_of() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada, json!({ "name": "Lobby", "visibility": "public" })).await;
    let den = room(&mut ada, json!({ "name": "Den", "kind": "voice" })).await;
    room(&mut ada, json!({ "name": "Secret" })).await;
    ada.ask("room:invite", json!({ "roomId": den, "userId": "bob" })).await;
    bob.session("echo").await;
    let rooms = listed(&mut bob).await;
    let seen: Vec<_> = rooms.iter().map(|room| (&room["id"], room.get("role"), &room["invited"])).collect();
    assert_eq!(seen, [(&json!(lobby), None, &json!(false)), (&json!(den), None, &json!(true))]);
    assert_eq!((&rooms[1]["kind"], &rooms[1]["memberCount"]), (&json!("voice"), &json!(1)));
    join(&mut bob, &den).await;
    let rooms = listed(&mut bob).await;
    assert_eq!((&rooms[1]["role"], &rooms[1]["invited"]), (&json!("member"), &json!(false)));
    assert_eq!((&rooms[1]["memberCount"], &rooms[1]["headSeq"]), (&json!(2), &json!(2)));
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let mut made = Vec::new();
    for number in 0..7 {
        made.push(room(&mut ada, json!({ "name": format!("Room {number}") })).await);
    }
    let (mut found, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let page = ada.ask("room:list", json!({ "cursor": cursor, "limit": 3 })).await;
        found.extend(page["rooms"].as_array().unwrap().iter().map(|room| text(&room["id"]).to_owned()));
        pages += 1;
        match page.get("nextCursor") {
            Some(next) => cursor = Some(text(next).to_owned()),
            None => break,
        }
    }
    assert_eq!((found, pages), (made, 3));
    let exactly = ada.ask("room:list", json!({ "limit": 7 })).await;
    assert_eq!(exactly.get("nextCursor"), None);
    for limit in [0, 101] {
        assert_eq!(ada.fail("room:list", json!({ "limit": limit })).await["code"], "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn unread_counts_what_others_said_since() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    say(&mut ada, &den, "before").await;
    ada.ask("room:invite", json!({ "roomId": den, "userId": "bob" })).await;
    say(&mut ada, &den, "come in").await;
    assert_eq!(listed(&mut bob).await[0]["unread"], 0, "one who is no member has nothing to read");
    assert_eq!(join(&mut bob, &den).await["unread"], 1, "since the invitation");
    let second = text(&say(&mut ada, &den, "two").await["id"]).to_owned();
    let third = text(&say(&mut ada, &den, "three").await["id"]).to_owned();
    say(&mut bob, &den, "my own").await;
    assert_eq!(listed(&mut bob).await[0]["unread"], 3);
    bob.ask("chat:read", json!({ "roomId": den, "messageId": second })).await;
    assert_eq!(listed(&mut bob).await[0]["unread"], 1);
    ada.ask("chat:delete", json!({ "messageId": third, "mode": "soft" })).await;
    assert_eq!(listed(&mut bob).await[0]["unread"], 0);
    assert_eq!(listed(&mut ada).await[0]["unread"], 1);
}

#[tokio::test]
async fn a_room_is_resumed_by_its_id_alone() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    room(&mut ada, json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" })).await;
    join(&mut bob, "lobby").await;
    say(&mut ada, "lobby", "hello").await;
    let auth = json!({ "userId": "bob", "resume": { "rooms/lobby": 2 } });
    let mut phone = Client::connect_with(&server, auth).await;
    assert_eq!(phone.event("sync:reset").await.payload(), &json!({ "topic": "rooms/lobby", "headSeq": 0 }));
}
