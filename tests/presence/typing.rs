//! Who types, and when that ends.

use serde_json::json;

use super::{connect, lobby};
use crate::support::{Client, Server};

/// What this client was told of who types, in its order.
fn typing(client: &Client) -> Vec<(String, bool)> {
    let updated = client.log.iter().filter(|event| event.name == "chat:typingUpdated").map(|event| event.payload());
    updated.map(|told| (told["userId"].as_str().unwrap().to_owned(), told["typing"].as_bool().unwrap())).collect()
}

/// Waits until this client was told so often; who began and ended.
async fn told(client: &mut Client, times: usize) -> Vec<(String, bool)> {
    let count = |log: &[crate::Event]| log.iter().filter(|event| event.name == "chat:typingUpdated").count();
    client.until("who types", |log| (count(log) >= times).then_some(())).await;
    typing(client)
}

fn turns(user: &str, times: usize) -> Vec<(String, bool)> {
    (0..2 * times).map(|place| (user.to_owned(), place % 2 == 0)).collect()
}

#[tokio::test]
async fn typing_ends_by_itself_unless_it_goes_on() {
    let server = Server::start("chat.typing_timeout = \"300ms\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let types = json!({ "roomId": room, "typing": true });
    for _ in 0..3 {
        ada.ask("chat:typing", types.clone()).await;
    }
    assert_eq!(told(&mut bob, 2).await, turns("ada", 1));
    ada.emit("chat:typing", &types).await;
    assert_eq!(told(&mut bob, 4).await, turns("ada", 2));
    ada.settle().await;
    assert!(typing(&ada).is_empty(), "never told to the one who types");
}

#[tokio::test]
async fn typing_ends_with_what_makes_it_pointless() {
    // It does not end by itself within this test.
    let server = Server::start("chat.typing_timeout = \"1h\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut phone = connect(&server, "ada").await;
    let room = lobby(&mut bob, &mut [&mut ada]).await;
    let types = json!({ "roomId": room, "typing": true });

    ada.ask("chat:typing", types.clone()).await;
    ada.ask("chat:typing", json!({ "roomId": room, "typing": false })).await;
    assert_eq!(told(&mut bob, 2).await, turns("ada", 1), "said so");

    ada.ask("chat:typing", types.clone()).await;
    ada.ask("chat:send", json!({ "roomId": room, "body": "done" })).await;
    assert_eq!(told(&mut bob, 4).await, turns("ada", 2), "the message is sent");

    ada.ask("chat:typing", types.clone()).await;
    ada.ask("room:leave", json!({ "roomId": room })).await;
    assert_eq!(told(&mut bob, 6).await, turns("ada", 3), "left");
    assert_eq!(ada.fail("chat:typing", types.clone()).await["code"], "PERMISSION_DENIED");

    ada.ask("room:join", json!({ "roomId": room })).await;
    ada.ask("chat:typing", types.clone()).await;
    bob.ask("room:kick", json!({ "roomId": room, "userId": "ada" })).await;
    assert_eq!(told(&mut bob, 8).await, turns("ada", 4), "removed");

    phone.ask("room:join", json!({ "roomId": room })).await;
    phone.ask("chat:typing", types.clone()).await;
    phone.cut();
    server.until_metric("parlance_connections", 2.0).await;
    bob.settle().await;
    assert_eq!(typing(&bob).len(), 9, "another connection is left");
    ada.cut();
    assert_eq!(told(&mut bob, 10).await, turns("ada", 5), "nobody is left who could type");
}
