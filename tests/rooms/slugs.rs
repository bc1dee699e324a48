//! Slugs and what else `room:update` changes.

use serde_json::{Value, json};

use super::{Server, connect, join, listed, room, say, support::broken_rules, text};

fn public(slug: &str) -> Value {
    json!({ "name": "Room", "visibility": "public", "slug": slug })
}

#[tokio::test]
async fn a_slug_names_the_room_in_every_command() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada, public("lobby")).await;
    join(&mut bob, "lobby").await;
    let said = text(&say(&mut bob, "lobby", "hello").await["id"]).to_owned();
    for (name, payload) in [
        ("chat:read", json!({ "roomId": "lobby", "messageId": said })),
        ("room:invite", json!({ "roomId": "lobby", "userId": "cyn" })),
        ("room:setRole", json!({ "roomId": "lobby", "userId": "bob", "role": "moderator" })),
        ("room:update", json!({ "roomId": "lobby", "name": "The lobby" })),
        ("room:kick", json!({ "roomId": "lobby", "userId": "bob" })),
        ("room:leave", json!({ "roomId": "lobby" })),
        ("room:join", json!({ "roomId": "lobby" })),
    ] {
        let reply = ada.ask(name, payload).await;
        let told = ["roomId", "id"].iter().find_map(|field| reply[field].as_str());
        assert_eq!(told.or(reply["room"]["id"].as_str()), Some(&*lobby), "{name}");
    }
    assert_eq!(ada.ask("room:history", json!({ "roomId": "lobby" })).await["messages"][0]["roomId"], json!(lobby));
    let typing = ada.begin("chat:typing", json!({ "roomId": "lobby", "typing": true })).await;
    assert_eq!(ada.reply(&typing).await.name, "chat:ack");
    assert_eq!(ada.ask("room:delete", json!({ "roomId": "lobby" })).await["roomId"], json!(lobby));
}

#[tokio::test]
async fn no_two_rooms_have_the_same_slug() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada, public("lobby")).await;
    assert_eq!(bob.fail("room:create", public("lobby")).await["code"], "CONFLICT");
    let other = room(&mut bob, public("other")).await;
    let update = json!({ "roomId": other, "slug": "lobby" });
    assert_eq!(bob.fail("room:update", update.clone()).await["code"], "CONFLICT");
    // Its own slug may be set again, and one that was given up is free.
    ada.ask("room:update", json!({ "roomId": lobby, "slug": "lobby" })).await;
    ada.ask("room:update", json!({ "roomId": lobby, "slug": "old-lobby" })).await;
    assert_eq!(bob.ask("room:update", update).await["slug"], "lobby");
    assert_eq!(join(&mut ada, "lobby").await["room"]["id"], json!(other));
    assert_eq!(join(&mut bob, "old-lobby").await["room"]["id"], json!(lobby));
    assert_eq!(ada.fail("room:join", json!({ "roomId": "other" })).await["code"], "NOT_FOUND");
}

#[tokio::test]
async fn only_public_rooms_have_a_slug() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let error = ada.fail("room:create", json!({ "name": "Den", "slug": "den" })).await;
    assert_eq!((&error["code"], broken_rules(&error)), (&json!("VALIDATION_ERROR"), vec!["/slug visibility".into()]));
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let error = ada.fail("room:update", json!({ "roomId": den, "slug": "den" })).await;
    assert_eq!(broken_rules(&error), ["/slug visibility"]);
    let opened = ada.ask("room:update", json!({ "roomId": den, "visibility": "public", "slug": "den" })).await;
    assert_eq!((&opened["visibility"], &opened["slug"]), (&json!("public"), &json!("den")));
    join(&mut bob, "den").await;

    // Made private again, it gives the slug up: that it is taken would tell that the room exists.
    let closed = ada.ask("room:update", json!({ "roomId": "den", "visibility": "private" })).await;
    assert_eq!(closed.get("slug"), None);
    assert_eq!(bob.event("room:updated").await.payload()["visibility"], "private");
    assert_eq!(bob.ask("room:history", json!({ "roomId": den })).await["messages"], json!([]), "a member stays one");
    let mut cyn = connect(&server, "cyn").await;
    assert_eq!(cyn.fail("room:join", json!({ "roomId": den })).await["code"], "NOT_FOUND");
    assert_eq!(cyn.fail("room:join", json!({ "roomId": "den" })).await["code"], "NOT_FOUND");
    room(&mut cyn, public("den")).await;
}

#[tokio::test]
async fn a_slug_has_a_form() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    for slug in ["", "Lobby", "a--b", "-a", "a-", "a b", "ä", "../etc", &"a".repeat(33)] {
        let error = ada.fail("room:create", public(slug)).await;
        assert_eq!(error["code"], "VALIDATION_ERROR", "{slug}");
    }
    room(&mut ada, public(&"a".repeat(32))).await;
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let lobby = room(&mut ada, public("lobby")).await;
    let updated = ada.ask("room:update", json!({ "roomId": lobby, "name": "The lobby" })).await;
    assert_eq!((&updated["name"], &updated["slug"]), (&json!("The lobby"), &json!("lobby")));
    assert_eq!(updated["headSeq"], 2);
    let told = ada.event("room:updated").await;
    assert_eq!(
        (told.place(), told.payload()),
        (Some((&*format!("rooms/{lobby}"), 2)), &{
            let mut room = updated.clone();
            room.as_object_mut().unwrap().remove("requestId");
            room
        })
    );
    for name in ["", &"x".repeat(201)] {
        let error = ada.fail("room:update", json!({ "roomId": lobby, "name": name })).await;
        assert_eq!(broken_rules(&error), ["/name length"]);
    }
    server.kill().await;
    let server = server.restarted().await;
    let mut ada = connect(&server, "ada").await;
    assert_eq!(listed(&mut ada).await[0]["name"], "The lobby");
}
