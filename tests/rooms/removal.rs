//! Invitations, removals, deletions: what they begin and end.

use serde_json::json;

use super::{Client, Server, connect, join, listed, lobby, room, say, stream, text};

/// Asserts that the room's stream ended for this client with somebody's leaving, and nothing else
/// came of the room after that but the word that it was a removal.
fn assert_nothing_after_leaving(client: &Client, room: &str, who: &str) {
    let left = client.log.iter().position(|event| event.name == "room:memberLeft").expect("to be told");
    assert_eq!(client.log[left].payload()["userId"], who);
    let about_it = |event: &&super::Event| event.body.to_string().contains(room) && event.request_id().is_none();
    let after: Vec<_> = client.log[left + 1..].iter().filter(about_it).map(|event| &*event.name).collect();
    assert!(after.iter().all(|name| *name == "room:kicked"), "{after:?}");
}

#[tokio::test]
async fn one_who_was_removed_is_told_nothing_more_on_any_connection() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut cyn = connect(&server, "cyn").await;
    let mut phone = connect(&server, "bob").await;
    let lobby = lobby(&mut ada, &mut [&mut bob, &mut phone, &mut cyn]).await;
    // In mid-stream: messages and typing before, around and after.
    let said: Vec<_> = (0..40)
        .flat_map(|number| {
            let request = super::support::fresh();
            let typing = json!({ "roomId": lobby, "typing": number % 2 == 0 });
            [("chat:send", json!({ "roomId": lobby, "body": "x", "requestId": request })), ("chat:typing", typing)]
        })
        .collect();
    cyn.emit_all(&said).await;
    ada.ask("room:kick", json!({ "roomId": lobby, "userId": "bob", "reason": "spam" })).await;
    cyn.settle().await;
    say(&mut ada, &lobby, "between us").await;
    for client in [&mut bob, &mut phone] {
        assert_eq!(client.event("room:kicked").await.payload()["reason"], "spam");
        client.settle().await;
        assert_nothing_after_leaving(client, &lobby, "bob");
        assert!(client.log.iter().all(|event| event.payload()["body"] != "between us"));
    }
    assert_eq!(bob.fail("chat:send", json!({ "roomId": lobby, "body": "hi" })).await["code"], "PERMISSION_DENIED");
    assert_eq!(bob.fail("room:history", json!({ "roomId": lobby })).await["code"], "PERMISSION_DENIED");
    let pong = bob.ask("presence:ping", json!({})).await;
    assert_eq!(pong["heads"].get(format!("rooms/{lobby}")), None);
}

#[tokio::test]
async fn an_invitation_lets_in_until_it_is_taken_back_or_declined() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let (about_den, about_bob) = (json!({ "roomId": den }), json!({ "roomId": den, "userId": "bob" }));
    let invited = ada.ask("room:invite", about_bob.clone()).await;
    assert_eq!((&invited["invitedBy"], &invited["room"]["name"]), (&json!("ada"), &json!("Den")));
    assert_eq!(bob.event("room:invited").await.payload()["room"]["id"], json!(den));
    assert_eq!(bob.fail("room:history", about_den.clone()).await["code"], "PERMISSION_DENIED");

    ada.ask("room:kick", about_bob.clone()).await;
    assert_eq!(bob.fail("room:join", about_den.clone()).await["code"], "NOT_FOUND", "it was taken back");
    ada.ask("room:invite", about_bob.clone()).await;
    bob.ask("room:leave", about_den.clone()).await;
    assert_eq!(bob.fail("room:join", about_den.clone()).await["code"], "NOT_FOUND", "it was declined");
    assert_eq!(listed(&mut bob).await, Vec::<serde_json::Value>::new());

    ada.ask("room:invite", about_bob.clone()).await;
    join(&mut bob, &den).await;
    assert_eq!(ada.fail("room:invite", about_bob.clone()).await["code"], "CONFLICT", "they are a member");
    bob.ask("room:leave", about_den.clone()).await;
    assert_eq!(bob.fail("room:join", about_den).await["code"], "NOT_FOUND", "it was used up");
    assert_eq!(ada.fail("room:kick", about_bob).await["code"], "NOT_FOUND", "nobody to remove");
}

#[tokio::test]
async fn the_last_to_leave_a_private_room_leaves_it_to_those_who_are_invited() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    ada.ask("room:invite", json!({ "roomId": den, "userId": "bob" })).await;
    ada.ask("room:leave", json!({ "roomId": den })).await;
    assert_eq!(ada.fail("room:join", json!({ "roomId": den })).await["code"], "NOT_FOUND");
    assert_eq!(super::members(&mut bob, &den).await, ["bob owner"]);
}

#[tokio::test]
async fn a_deletion_tells_the_members_and_leaves_nothing() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut phone = connect(&server, "bob").await;
    let settings = json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" });
    let first = room(&mut ada, settings.clone()).await;
    join(&mut bob, "lobby").await;
    let said = text(&say(&mut bob, "lobby", "hello").await["id"]).to_owned();
    ada.ask("room:delete", json!({ "roomId": "lobby" })).await;
    for client in [&mut ada, &mut bob, &mut phone] {
        assert_eq!(client.event("room:deleted").await.payload()["roomId"], json!(first));
    }
    for name in [&*first, "lobby"] {
        for client in [&mut ada, &mut bob] {
            assert_eq!(client.fail("room:join", json!({ "roomId": name })).await["code"], "NOT_FOUND");
        }
    }
    let edit = json!({ "messageId": said, "newBody": "x" });
    assert_eq!(bob.fail("chat:edit", edit).await["code"], "NOT_FOUND");
    assert_eq!(listed(&mut bob).await, Vec::<serde_json::Value>::new());

    // The slug is free, and means the new room everywhere.
    let second = room(&mut bob, settings).await;
    assert_ne!(first, second);
    assert_eq!(join(&mut ada, "lobby").await["room"]["id"], json!(second));
    assert_eq!(say(&mut ada, "lobby", "again").await["roomId"], json!(second));
    bob.event("chat:message").await;
    assert_eq!(stream(&ada, &second).iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [2, 3]);
}

#[tokio::test]
async fn a_room_that_is_deleted_while_people_talk_in_it_leaves_no_ghost() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    let ids: Vec<_> = (0..60).map(|_| super::support::fresh()).collect();
    let said: Vec<_> =
        ids.iter().map(|id| ("chat:send", json!({ "roomId": lobby, "body": "x", "requestId": id }))).collect();
    bob.emit_all(&said).await;
    ada.ask("room:delete", json!({ "roomId": lobby })).await;
    for id in &ids {
        let reply = bob.reply(id).await;
        assert!(reply.name == "chat:sent" || reply.code() == "NOT_FOUND", "{}", reply.body);
        assert!(!reply.body.to_string().contains("session"), "{}", reply.body);
    }
    assert_eq!(bob.fail("room:history", json!({ "roomId": lobby })).await["code"], "NOT_FOUND");
    server.assert_promises_kept().await;
}
