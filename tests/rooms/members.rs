//! Who comes, who goes, and who the room belongs to then.

use serde_json::json;

use super::{Server, connect, join, listed, lobby, members, places, room, say, stream, text};

#[tokio::test]
async fn what_is_said_reaches_every_member_once_and_in_order() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada, json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" })).await;
    let joined = join(&mut bob, "lobby").await;
    assert_eq!(joined["room"]["id"], json!(lobby));
    assert_eq!((&joined["headSeq"], &joined["unread"]), (&json!(2), &json!(0)));
    assert_eq!(members(&mut bob, &lobby).await, ["ada owner", "bob member"]);

    let hello = say(&mut bob, "lobby", "hello").await;
    assert_eq!((&hello["seq"], &hello["senderId"]), (&json!(3), &json!("bob")));
    let id = text(&hello["id"]).to_owned();
    ada.ask("chat:reaction", json!({ "messageId": id, "reaction": "👍", "action": "add" })).await;
    bob.ask("chat:edit", json!({ "messageId": id, "newBody": "hello all" })).await;
    ada.ask("chat:read", json!({ "roomId": lobby, "messageId": id })).await;
    for client in [&mut ada, &mut bob] {
        client.event("chat:readUpdated").await;
    }
    assert_eq!(places(&ada, &lobby), [1, 2, 3, 4, 5, 6]);
    assert_eq!(places(&bob, &lobby), [2, 3, 4, 5, 6]);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn joining_twice_is_joining_once() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    assert_eq!(join(&mut bob, &lobby).await["headSeq"], 2);
    let mut phone = connect(&server, "bob").await;
    assert_eq!(join(&mut phone, &lobby).await["headSeq"], 2);
    say(&mut ada, &lobby, "hi").await;
    for client in [&mut bob, &mut phone] {
        client.event("chat:message").await;
    }
    assert_eq!(places(&bob, &lobby), [2, 3]);
    assert_eq!(places(&phone, &lobby), [3]);
    assert_eq!(stream(&ada, &lobby).iter().filter(|(_, name)| *name == "room:memberJoined").count(), 2);
}

#[tokio::test]
async fn a_room_outlives_its_owner() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let (mut cyn, mut dan) = (connect(&server, "cyn").await, connect(&server, "dan").await);
    let lobby = lobby(&mut ada, &mut [&mut cyn, &mut bob, &mut dan]).await;
    ada.ask("room:setRole", json!({ "roomId": lobby, "userId": "bob", "role": "moderator" })).await;

    // The highest role first, then who has been there longest.
    ada.ask("room:leave", json!({ "roomId": lobby })).await;
    dan.wait_for("an heir", |event| event.name == "room:roleSet" && event.payload()["role"] == "owner").await;
    assert_eq!(members(&mut dan, &lobby).await, ["bob owner", "cyn member", "dan member"]);
    bob.ask("room:leave", json!({ "roomId": lobby })).await;
    assert_eq!(members(&mut dan, &lobby).await, ["cyn owner", "dan member"]);
    for client in [&mut cyn, &mut dan] {
        client.ask("room:leave", json!({ "roomId": lobby })).await;
    }
    assert_eq!(listed(&mut ada).await[0]["memberCount"], 0);

    assert_eq!(members(&mut dan, &lobby).await, ["dan owner"], "the first to come back to an empty room");
    assert_eq!(members(&mut ada, &lobby).await, ["dan owner", "ada member"]);
}

#[tokio::test]
async fn another_owner_stays_owner_when_one_leaves() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut cyn = connect(&server, "cyn").await;
    let lobby = lobby(&mut ada, &mut [&mut bob, &mut cyn]).await;
    ada.ask("room:setRole", json!({ "roomId": lobby, "userId": "cyn", "role": "owner" })).await;
    ada.ask("room:leave", json!({ "roomId": lobby })).await;
    assert_eq!(members(&mut bob, &lobby).await, ["cyn owner", "bob member"]);
}

#[tokio::test]
async fn a_room_keeps_at_least_one_owner() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    let role = |user: &str, role: &str| json!({ "roomId": lobby, "userId": user, "role": role });
    assert_eq!(ada.fail("room:setRole", role("ada", "member")).await["code"], "CONFLICT");
    assert_eq!(ada.fail("room:setRole", role("eve", "member")).await["code"], "NOT_FOUND");
    ada.ask("room:setRole", role("bob", "owner")).await;
    ada.ask("room:setRole", role("ada", "member")).await;
    assert_eq!(members(&mut ada, &lobby).await, ["bob owner", "ada member"]);
    assert_eq!(bob.fail("room:setRole", role("bob", "moderator")).await["code"], "CONFLICT");
}

#[tokio::test]
async fn a_role_that_somebody_has_is_not_told_again() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    for _ in 0..2 {
        ada.ask("room:setRole", json!({ "roomId": lobby, "userId": "bob", "role": "moderator" })).await;
    }
    say(&mut ada, &lobby, "done").await;
    bob.event("chat:message").await;
    let told: Vec<_> = stream(&bob, &lobby).into_iter().map(|(_, name)| name).collect();
    assert_eq!(told, ["room:memberJoined", "room:roleSet", "chat:message"]);
}

#[tokio::test]
async fn leaving_ends_the_membership_on_all_devices_and_may_be_repeated() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    let mut phone = connect(&server, "bob").await;
    join(&mut phone, &lobby).await;
    for _ in 0..2 {
        assert_eq!(bob.ask("room:leave", json!({ "roomId": lobby })).await["roomId"], json!(lobby));
    }
    say(&mut ada, &lobby, "between us").await;
    for client in [&mut bob, &mut phone] {
        client.settle().await;
        assert_eq!(stream(client, &lobby).last().unwrap().1, "room:memberLeft");
    }
    assert_eq!(places(&bob, &lobby), [2, 3]);
    assert_eq!(ada.log.iter().filter(|event| event.name == "room:memberLeft").count(), 1);
}

#[tokio::test]
async fn what_was_said_while_somebody_was_away_from_a_room_is_not_unread() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    bob.ask("room:leave", json!({ "roomId": lobby })).await;
    say(&mut ada, &lobby, "he is gone").await;
    assert_eq!(join(&mut bob, &lobby).await["unread"], 0);
    say(&mut ada, &lobby, "welcome").await;
    assert_eq!(join(&mut bob, &lobby).await["unread"], 1);
}
