//! Coming, going, choosing how to look, and who may know.

use serde_json::json;

use super::{connect, connect_on, lobby, presence, told, told_of};
use crate::support::{Client, Server, fresh, text, user};

#[tokio::test]
async fn those_who_share_a_room_learn_once_who_comes_and_goes() {
    let server = Server::start("presence.grace = \"100ms\"").await;
    let (mut ada, mut bob) = (connect_on(&server, "ada", "a").await, connect(&server, "bob").await);
    lobby(&mut ada, &mut [&mut bob]).await;
    lobby(&mut ada, &mut [&mut bob]).await;
    ada.cut();
    assert_eq!(told(&mut bob, "ada", "offline").await, ["offline"], "device:offline comes after");
    let gone = bob.event("presence:updated").await.payload().clone();
    assert_eq!(presence(&mut bob, "ada").await, gone);

    let mut ada = connect_on(&server, "ada", "a").await;
    assert_eq!(told(&mut bob, "ada", "+a").await, ["offline", "-a", "online", "+a"]);
    assert_eq!(presence(&mut bob, "ada").await["status"], "online");
    assert!(text(&presence(&mut bob, "ada").await["lastSeenAt"]) > text(&gone["lastSeenAt"]));
    ada.settle().await;
    assert!(told_of(&ada, "ada").is_empty(), "nobody is told of themselves");
}

#[tokio::test]
async fn a_reconnect_within_the_grace_shows_to_nobody() {
    let server = Server::start("presence.grace = \"2s\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let (mut dan, mut carol) = (connect_on(&server, "dan", "d").await, connect(&server, "carol").await);
    lobby(&mut ada, &mut [&mut bob, &mut carol, &mut dan]).await;
    ada.ask("presence:set", json!({ "status": "busy" })).await;
    told(&mut bob, "ada", "busy").await;
    ada.cut();
    dan.cut();
    let mut ada = connect(&server, "ada").await;
    let _dan = connect_on(&server, "dan", "d").await;
    assert_eq!(presence(&mut ada, "ada").await["status"], "busy", "it is kept");
    // What would be told of them is told before what is told of her, who goes after they came back.
    carol.cut();
    told(&mut bob, "carol", "offline").await;
    assert_eq!(told_of(&bob, "ada"), ["busy"]);
    assert_eq!(told_of(&bob, "dan"), [""; 0]);
    assert_eq!(presence(&mut bob, "ada").await["status"], "busy");
}

#[tokio::test]
async fn away_and_busy_are_told_to_others_and_on_other_devices() {
    let server = Server::start("presence.grace = \"100ms\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut phone = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    for status in ["away", "busy"] {
        let set = ada.ask("presence:set", json!({ "status": status })).await;
        assert_eq!((&set["userId"], &set["status"]), (&json!("ada"), &json!(status)));
        told(&mut bob, "ada", status).await;
        told(&mut phone, "ada", status).await;
    }
    let joined = bob.ask("room:join", json!({ "roomId": room })).await;
    assert_eq!(joined["members"][0]["status"], "busy");
    ada.ask("presence:set", json!({ "status": "busy" })).await;
    ada.cut();
    phone.ask("presence:set", json!({ "status": "online" })).await;
    told(&mut bob, "ada", "online").await;
    phone.cut();
    told(&mut bob, "ada", "offline").await;
    let statuses: Vec<_> = told_of(&bob, "ada").into_iter().filter(|told| !told.starts_with(['+', '-'])).collect();
    assert_eq!(statuses, ["away", "busy", "online", "offline"], "only changes are told");
}

#[tokio::test]
async fn a_status_ends_with_the_visit() {
    let server = Server::start("presence.grace = \"0s\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    lobby(&mut ada, &mut [&mut bob]).await;
    ada.ask("presence:set", json!({ "status": "away" })).await;
    ada.cut();
    told(&mut bob, "ada", "offline").await;
    let mut ada = connect(&server, "ada").await;
    told(&mut bob, "ada", "online").await;
    assert_eq!(presence(&mut ada, "ada").await["status"], "online");
}

#[tokio::test]
async fn one_who_wants_to_look_gone_does() {
    let server = Server::start("presence.grace = \"100ms\"").await;
    let (mut ada, mut bob) = (connect_on(&server, "ada", "a").await, connect(&server, "bob").await);
    let mut carol = connect_on(&server, "carol", "c").await;
    lobby(&mut ada, &mut [&mut bob, &mut carol]).await;
    let hidden = ada.ask("presence:set", json!({ "status": "offline" })).await;
    told(&mut bob, "ada", "-a").await;
    let last_seen = hidden["lastSeenAt"].clone();
    let phone = connect_on(&server, "ada", "phone").await;
    told(&mut ada, "ada", "+phone").await;
    ada.ask("presence:set", json!({ "status": "offline" })).await;
    let seen = presence(&mut bob, "ada").await;
    assert_eq!((&seen["status"], &seen["lastSeenAt"]), (&json!("offline"), &last_seen));
    ada.cut();
    phone.cut();
    carol.cut();
    told(&mut bob, "carol", "-c").await;
    assert_eq!(presence(&mut bob, "ada").await["lastSeenAt"], last_seen, "that they were there is not told");
    let _ada = connect_on(&server, "ada", "a").await;
    assert_eq!(told(&mut bob, "ada", "+a").await, ["offline", "-a", "online", "+a"]);
}

#[tokio::test]
async fn strangers_learn_nothing() {
    let server = Server::start("presence.grace = \"0s\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let (mut eve, mut carol) = (connect(&server, "eve").await, connect(&server, "carol").await);
    let room = lobby(&mut ada, &mut [&mut bob, &mut carol]).await;
    let asked = json!({ "userIds": ["ada", "nobody", "eve"] });
    let got = eve.ask("presence:get", asked.clone()).await;
    assert_eq!((got["presences"].as_array().unwrap().len(), &got["presences"][0]["userId"]), (1, &json!("eve")));
    bob.ask("room:leave", json!({ "roomId": room })).await;
    ada.ask("presence:set", json!({ "status": "away" })).await;
    told(&mut carol, "ada", "away").await;
    ada.cut();
    told(&mut carol, "ada", "offline").await;
    for stranger in [&mut eve, &mut bob] {
        stranger.settle().await;
        assert_eq!(told_of(stranger, "ada"), [""; 0]);
        assert_eq!(presence(stranger, "ada").await, json!(null), "not even one who is gone");
    }
}

#[tokio::test]
async fn a_session_that_others_have_joined_is_a_room_too() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = ada.session("echo").await;
    ada.ask("room:invite", json!({ "roomId": session, "userId": "bob" })).await;
    bob.ask("room:join", json!({ "roomId": session })).await;
    ada.ask("presence:set", json!({ "status": "away" })).await;
    told(&mut bob, "ada", "away").await;
    bob.ask("presence:set", json!({ "status": "busy" })).await;
    told(&mut ada, "bob", "busy").await;
    assert_eq!(presence(&mut ada, "bob").await["status"], "busy");
}

#[tokio::test]
async fn a_late_repeat_does_not_undo_what_was_chosen_after_it() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let away = json!({ "status": "away", "requestId": fresh() });
    ada.emit("presence:set", &away).await;
    let first = ada.reply(text(&away["requestId"])).await;
    ada.ask("presence:set", json!({ "status": "busy" })).await;
    let mut again = connect(&server, "ada").await;
    again.emit("presence:set", &away).await;
    assert_eq!(again.reply(text(&away["requestId"])).await.payload(), first.payload());
    assert_eq!(presence(&mut again, "ada").await["status"], "busy");
}

#[tokio::test]
async fn a_status_is_one_of_four_and_a_hundred_can_be_asked_for() {
    let server = Server::start("").await;
    let mut ada = Client::connect_with(&server, user("ada")).await;
    let refused = ada.fail("presence:set", json!({ "status": "asleep" })).await;
    assert_eq!((&refused["code"], &refused["details"][0]["path"]), (&json!("VALIDATION_ERROR"), &json!("/status")));
    let many: Vec<_> = (0..101).map(|number| number.to_string()).collect();
    let refused = ada.fail("presence:get", json!({ "userIds": many })).await;
    assert_eq!(refused["code"], "VALIDATION_ERROR");
    let most = ada.ask("presence:get", json!({ "userIds": many[..100] })).await;
    assert_eq!(most["presences"], json!([]));
}
