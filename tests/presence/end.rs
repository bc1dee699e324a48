//! What is left of presence when the server ends.

use std::time::Duration;

use serde_json::json;

use super::{connect, lobby, presence, told, told_of};
use crate::support::{Server, text};

#[tokio::test]
async fn when_somebody_was_last_seen_survives_a_crash() {
    let mut server = Server::start("presence.grace = \"0s\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    lobby(&mut ada, &mut [&mut bob]).await;
    ada.cut();
    told(&mut bob, "ada", "offline").await;
    let gone = presence(&mut bob, "ada").await;
    server.kill().await;
    let server = server.restarted().await;
    let mut bob = connect(&server, "bob").await;
    assert_eq!(presence(&mut bob, "ada").await, gone);
}

#[tokio::test]
async fn the_end_of_the_server_is_no_news_and_everybody_was_there_until_then() {
    let mut server = Server::start("presence.grace = \"0s\"\nshutdown.grace = \"3s\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    lobby(&mut ada, &mut [&mut bob]).await;
    let before = presence(&mut ada, "bob").await["lastSeenAt"].clone();
    // A run that does not end by itself: the drain waits for it.
    let session = ada.session("endless").await;
    ada.begin("chat:send", json!({ "sessionId": session, "message": "a b c d e f g h i j ".repeat(100) })).await;
    ada.event("chat:delta").await;
    server.terminate();
    while !ada.request("presence:ping", json!({})).await.is_error() {}
    bob.cut();
    ada.until_closed().await;
    assert_eq!(told_of(&ada, "bob"), [""; 0]);
    assert!(server.ended(Duration::from_secs(10)).await.success());

    let server = server.restarted().await;
    let mut ada = connect(&server, "ada").await;
    let bob = presence(&mut ada, "bob").await;
    assert_eq!(bob["status"], "offline");
    assert!(text(&bob["lastSeenAt"]) > text(&before), "{bob} but {before}");
}
