//! The devices of one user.

use serde_json::json;

use super::{connect, connect_on, lobby, told, told_of};
use crate::support::Server;

#[tokio::test]
async fn a_device_is_there_while_any_of_its_connections_is() {
    let server = Server::start("presence.grace = \"100ms\"").await;
    let (mut laptop, mut bob) = (connect_on(&server, "ada", "laptop").await, connect(&server, "bob").await);
    lobby(&mut laptop, &mut [&mut bob]).await;
    let mut phone = connect_on(&server, "ada", "phone").await;
    let second = connect_on(&server, "ada", "phone").await;
    assert_eq!(told(&mut laptop, "ada", "+phone").await, ["+phone"]);
    assert_eq!(told(&mut bob, "ada", "+phone").await, ["+phone"]);
    phone.settle().await;
    assert_eq!(told_of(&phone, "ada"), [""; 0], "a device is not told of itself");

    second.cut();
    let tablet = connect_on(&server, "ada", "tablet").await;
    tablet.cut();
    let expected = ["+phone", "+tablet", "-tablet"];
    assert_eq!(told(&mut bob, "ada", "-tablet").await, expected, "the other connection keeps the phone");
    phone.cut();
    let expected = ["+phone", "+tablet", "-tablet", "-phone"];
    assert_eq!(told(&mut laptop, "ada", "-phone").await, expected);
    assert_eq!(told(&mut bob, "ada", "-phone").await, expected, "ada stays online");
}

#[tokio::test]
async fn every_connection_without_a_name_is_a_device_of_its_own() {
    let server = Server::start("presence.grace = \"0s\"").await;
    let mut ada = connect(&server, "ada").await;
    let second = connect(&server, "ada").await;
    let third = connect(&server, "ada").await;
    let came = ada.until("two devices", |log| {
        let came: Vec<_> = log.iter().filter(|event| event.name == "device:online").cloned().collect();
        (came.len() == 2).then_some(came)
    });
    let mut came: Vec<_> = came.await.iter().map(|event| event.payload()["deviceId"].to_string()).collect();
    second.cut();
    third.cut();
    let went = ada.until("both to go", |log| {
        let went: Vec<_> = log.iter().filter(|event| event.name == "device:offline").cloned().collect();
        (went.len() == 2).then_some(went)
    });
    let mut went: Vec<_> = went.await.iter().map(|event| event.payload()["deviceId"].to_string()).collect();
    came.sort();
    went.sort();
    assert_eq!(came, went);
    assert_ne!(came[0], came[1]);
    assert_eq!(ada.ask("presence:get", json!({ "userIds": ["ada"] })).await["presences"][0]["status"], "online");
}
