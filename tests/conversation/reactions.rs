//! `chat:reaction`

use serde_json::{Value, json};

use super::{Server, connect, history, lobby, said, support::broken_rules, told};

fn react(message: &str, reaction: &str, action: &str) -> Value {
    json!({ "messageId": message, "reaction": reaction, "action": action })
}

#[tokio::test]
async fn a_reaction_is_there_or_not_however_often_it_is_sent() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let id = said(&mut ada, &room, "hello").await;
    for _ in 0..3 {
        let reply = bob.ask("chat:reaction", react(&id, "👍🏽", "add")).await;
        assert_eq!((&reply["userId"], &reply["reaction"]), (&json!("bob"), &json!("👍🏽")));
    }
    ada.ask("chat:reaction", react(&id, "👍🏽", "add")).await;
    ada.ask("chat:reaction", react(&id, "tada", "add")).await;
    let both = json!([{ "reaction": "👍🏽", "userIds": ["bob", "ada"] }, { "reaction": "tada", "userIds": ["ada"] }]);
    assert_eq!(history(&mut bob, &room).await[0]["reactions"], both);
    for _ in 0..3 {
        bob.ask("chat:reaction", react(&id, "👍🏽", "remove")).await;
    }
    bob.ask("chat:reaction", react(&id, "never", "remove")).await;
    let one = json!([{ "reaction": "👍🏽", "userIds": ["ada"] }, { "reaction": "tada", "userIds": ["ada"] }]);
    assert_eq!(history(&mut bob, &room).await[0]["reactions"], one);
    ada.settle().await;
    assert_eq!(told(&ada, "chat:reactionUpdated").len(), 4, "what changed nothing is not told");
    let last = told(&ada, "chat:reactionUpdated")[3].payload();
    let fields = json!({ "messageId": id, "roomId": room, "userId": "bob", "reaction": "👍🏽", "action": "remove" });
    assert_eq!(*last, fields);
}

#[tokio::test]
async fn one_does_not_take_back_the_reaction_of_another() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let id = said(&mut ada, &room, "hello").await;
    bob.ask("chat:reaction", react(&id, "+1", "add")).await;
    ada.ask("chat:reaction", react(&id, "+1", "remove")).await;
    assert_eq!(history(&mut ada, &room).await[0]["reactions"], json!([{ "reaction": "+1", "userIds": ["bob"] }]));
}

#[tokio::test]
async fn a_message_has_so_many_different_reactions() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let id = said(&mut ada, &room, "hello").await;
    for number in 0..50 {
        ada.ask("chat:reaction", react(&id, &format!("r{number}"), "add")).await;
    }
    assert_eq!(ada.fail("chat:reaction", react(&id, "one more", "add")).await["code"], "CONFLICT");
    bob.ask("chat:reaction", react(&id, "r7", "add")).await;
    ada.ask("chat:reaction", react(&id, "r8", "remove")).await;
    bob.ask("chat:reaction", react(&id, "one more", "add")).await;
    assert_eq!(history(&mut ada, &room).await[0]["reactions"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_reaction_has_a_length() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let id = said(&mut ada, &room, "hello").await;
    for reaction in ["", &"👍".repeat(33)] {
        let error = ada.fail("chat:reaction", react(&id, reaction, "add")).await;
        assert_eq!(broken_rules(&error), ["/reaction length"]);
    }
    ada.ask("chat:reaction", react(&id, &"👍".repeat(32), "add")).await;
    assert_eq!(ada.fail("chat:reaction", react(&id, "x", "toggle")).await["code"], "VALIDATION_ERROR");
}
