//! A session that its owner has invited somebody to: they see everything, and command nothing.

use serde_json::{Value, json};

use super::{Client, Event, Server, bodies, connect, history};

/// An agent that talks while it logs, until it is stopped.
const TALKER: &str = r#"models.talker = { agent = "command", command = ["sh", "-c", "while :; do echo word; echo line >&2; sleep 0.02; done"] }"#;

/// A session of ada's that bob has joined.
async fn shared(ada: &mut Client, bob: &mut Client, model: &str) -> String {
    let session = ada.session(model).await;
    ada.ask("room:invite", json!({ "roomId": session, "userId": "bob" })).await;
    bob.ask("room:join", json!({ "roomId": session })).await;
    session
}

fn durable(client: &Client) -> Vec<(String, i64)> {
    client.log.iter().filter_map(Event::place).map(|(topic, seq)| (topic.to_owned(), seq)).collect()
}

#[tokio::test]
async fn a_guest_sees_the_answer_as_it_streams_and_its_log() {
    let logging = r#"models.logging = { agent = "command", command = ["sh", "-c", "echo thinking >&2; cat"] }"#;
    let server = Server::start(logging).await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "logging").await;
    let asked = ada.begin("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    assert_eq!(bob.event("log").await.payload()["data"], "thinking");
    assert_eq!(bob.event("chat:delta").await.payload()["text"], "hi");
    bob.wait_for("the answer", |event| event.name == "chat:message" && event.payload()["senderId"] != "ada").await;
    assert_eq!(ada.reply(&asked).await.name, "chat:response");
    bob.settle().await;
    // The same, in the same order, as the owner from bob's arrival on.
    let (theirs, mine) = (durable(&bob), durable(&ada));
    assert_eq!(theirs, mine);
    assert_eq!(bodies(&history(&mut bob, &session).await), ["hi", "hi"]);
}

#[tokio::test]
async fn a_guest_that_comes_back_gets_what_it_missed() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "echo").await;
    bob.cut();
    ada.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    ada.settle().await;
    let auth = json!({ "userId": "bob", "resume": { format!("rooms/{session}"): 1 } });
    let mut bob = Client::connect_with(&server, auth).await;
    let missed: Vec<_> =
        durable(&ada).into_iter().filter(|(topic, seq)| !topic.starts_with("rooms") || *seq > 1).collect();
    let mut replayed = durable(&bob);
    let mut expected = missed;
    replayed.sort();
    expected.sort();
    assert_eq!(replayed, expected);
    assert!(replayed.iter().any(|(topic, _)| topic.starts_with("forge_sessions/")), "its runs too");
    ada.ask("chat:send", json!({ "sessionId": session, "message": "live" })).await;
    bob.wait_for("live again", |event| event.payload()["body"] == "Echo: live").await;
}

#[tokio::test]
async fn a_guest_commands_nothing() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "echo").await;
    let missing = json!({ "sessionId": super::support::fresh(), "message": "x" });
    let missing = bob.fail("chat:send", missing).await;
    for (name, payload) in [
        ("chat:send", json!({ "sessionId": session, "message": "x" })),
        ("chat:stop", json!({ "sessionId": session })),
        ("session:switch", json!({ "sessionId": session })),
        ("session:history", json!({ "sessionId": session })),
        ("session:rename", json!({ "sessionId": session, "title": "x" })),
        ("session:delete", json!({ "sessionId": session })),
    ] {
        let error = bob.fail(name, payload).await;
        assert_eq!((&error["code"], &error["message"]), (&json!("NOT_FOUND"), &missing["message"]), "{name}");
    }
    let sessions = bob.ask("session:list", json!({})).await["sessions"].clone();
    assert!(sessions.as_array().unwrap().iter().all(|other| other["id"] != json!(session)));
    // Among people they may talk: no agent answers.
    let said = bob.ask("chat:send", json!({ "roomId": session, "body": "hi all" })).await["message"].clone();
    ada.wait_for("what bob said", |event| event.payload()["id"] == said["id"]).await;
    assert_eq!(bodies(&history(&mut ada, &session).await), ["hi all"]);
    let hard = |id: &Value| json!({ "messageId": id, "mode": "hard" });
    assert_eq!(bob.fail("chat:delete", hard(&said["id"])).await["code"], "PERMISSION_DENIED");
    ada.ask("chat:delete", hard(&said["id"])).await;
}

#[tokio::test]
async fn a_guest_that_is_removed_in_mid_answer_is_told_nothing_more() {
    let server = Server::start(TALKER).await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "talker").await;
    let mut phone = connect(&server, "bob").await;
    phone.ask("room:join", json!({ "roomId": session })).await;
    ada.begin("chat:send", json!({ "sessionId": session, "message": "talk" })).await;
    for client in [&mut bob, &mut phone] {
        client.event("chat:delta").await;
        client.event("log").await;
    }
    ada.ask("room:kick", json!({ "roomId": session, "userId": "bob" })).await;
    let heard = ada.log.len();
    let more = |log: &[Event]| log[heard..].iter().filter(|event| event.name == "chat:delta").nth(3).cloned();
    ada.until("more of the answer", more).await;
    for client in [&mut bob, &mut phone] {
        client.event("room:kicked").await;
        client.settle().await;
        let left = client.log.iter().position(|event| event.name == "room:memberLeft").expect("to be told");
        let after: Vec<_> = client.log[left + 1..].iter().map(|event| &*event.name).collect();
        assert_eq!(after, ["room:kicked", "presence:pong"]);
    }
    assert_eq!(bob.fail("room:join", json!({ "roomId": session })).await["code"], "NOT_FOUND");
    ada.ask("chat:stop", json!({ "sessionId": session })).await;
}

#[tokio::test]
async fn a_session_that_is_deleted_is_gone_for_its_guests() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "echo").await;
    ada.ask("session:delete", json!({ "sessionId": session })).await;
    for (name, payload) in [
        ("room:history", json!({ "roomId": session })),
        ("room:join", json!({ "roomId": session })),
        ("chat:send", json!({ "roomId": session, "body": "x" })),
    ] {
        let error = bob.fail(name, payload).await;
        assert_eq!((&error["code"], &error["message"]), (&json!("NOT_FOUND"), &json!("No such room")), "{name}");
    }
    let pong = bob.ask("presence:ping", json!({})).await;
    assert_eq!(pong["heads"].get(format!("rooms/{session}")), None, "it is watched no more");
}

#[tokio::test]
async fn a_guest_joins_by_the_title_of_now() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let session = shared(&mut ada, &mut bob, "echo").await;
    ada.ask("session:rename", json!({ "sessionId": session, "title": "Our plan" })).await;
    let joined = bob.ask("room:join", json!({ "roomId": session })).await;
    assert_eq!(joined["room"]["name"], "Our plan");
}
