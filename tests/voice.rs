//! Voice rooms: who takes part, what they pass on to one another, and how it ends
//! (contract section 3).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Event, Server, broken_rules, text, user};

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, json!({ "userId": name, "deviceId": format!("{name}-laptop") })).await
}

fn stage() -> Value {
    json!({ "roomId": "stage" })
}

/// These people in a voice room, none of whom takes part yet.
async fn people<const N: usize>(server: &Server, names: [&str; N]) -> [Client; N] {
    let mut people = Vec::new();
    for name in names {
        let mut client = connect(server, name).await;
        if people.is_empty() {
            let room = json!({ "name": "Stage", "kind": "voice", "visibility": "public", "slug": "stage" });
            client.ask("room:create", room).await;
        } else {
            client.ask("room:join", stage()).await;
        }
        people.push(client);
    }
    people.try_into().unwrap_or_else(|_| panic!("as many as there are names"))
}

/// The names of those who take part, as a reply of `voice:join` lists them.
async fn join(client: &mut Client) -> Vec<String> {
    let joined = client.ask("voice:join", stage()).await;
    let participants = joined["participants"].as_array().unwrap();
    participants.iter().map(|one| text(&one["user"]["id"]).to_owned()).collect()
}

fn told(client: &Client, name: &str) -> Vec<Value> {
    let events = client.log.iter().filter(|event| event.name == name && event.request_id().is_none());
    events.map(|event| event.payload().clone()).collect()
}

async fn left(client: &mut Client, user: &str) {
    let left = |event: &Event| event.name == "voice:userLeft" && event.payload()["userId"] == user;
    client.wait_for("voice:userLeft", left).await;
}

#[tokio::test]
async fn three_come_speak_and_go() {
    let server = Server::start("").await;
    let [mut ada, mut bob, mut cleo, mut watcher] = people(&server, ["ada", "bob", "cleo", "dan"]).await;
    assert_eq!(join(&mut ada).await, ["ada"]);
    assert_eq!(join(&mut bob).await, ["ada", "bob"]);
    assert_eq!(join(&mut cleo).await, ["ada", "bob", "cleo"]);
    assert_eq!(join(&mut cleo).await, ["ada", "bob", "cleo"], "again changes nothing");
    for (client, others) in [(&mut ada, 2), (&mut bob, 2), (&mut cleo, 2), (&mut watcher, 3)] {
        client.settle().await;
        assert_eq!(told(client, "voice:userJoined").len(), others);
    }
    let room = told(&watcher, "voice:userJoined")[0]["roomId"].clone();
    assert_eq!(
        told(&watcher, "voice:userJoined")[1],
        json!({ "roomId": room, "user": { "id": "bob", "name": "bob" } })
    );

    let all = bob.ask("voice:offer", json!({ "roomId": "stage", "sdp": "v=0 all" })).await;
    assert_eq!(all["recipients"], 2);
    let one = json!({ "roomId": "stage", "targetId": "ada", "sdp": { "type": "answer", "sdp": "v=0 one" } });
    assert_eq!(cleo.ask("voice:answer", one).await["recipients"], 1);
    bob.emit("voice:ice", &json!({ "roomId": "stage", "targetId": "cleo", "candidate": "candidate:1" })).await;
    assert_eq!(
        cleo.event("voice:ice").await.payload(),
        &json!({ "roomId": room, "userId": "bob", "candidate": "candidate:1" })
    );
    let expected = json!({ "roomId": room, "userId": "bob", "sdp": "v=0 all" });
    assert_eq!(
        (ada.event("voice:offer").await.payload(), cleo.event("voice:offer").await.payload()),
        (&expected, &expected)
    );
    assert_eq!(ada.event("voice:answer").await.payload()["sdp"]["type"], "answer");
    for client in [&mut bob, &mut watcher] {
        client.settle().await;
    }
    let signals = |client: &Client| ["voice:offer", "voice:answer", "voice:ice"].map(|name| told(client, name).len());
    assert_eq!((signals(&bob), signals(&watcher)), ([0; 3], [0; 3]), "only those whom it is for");

    bob.ask("voice:leave", stage()).await;
    bob.ask("voice:leave", stage()).await;
    for client in [&mut ada, &mut cleo, &mut watcher] {
        left(client, "bob").await;
        client.settle().await;
        assert_eq!(told(client, "voice:userLeft"), [json!({ "roomId": room, "userId": "bob" })]);
    }
    assert_eq!(bob.fail("voice:offer", json!({ "roomId": "stage", "sdp": "v=0" })).await["code"], "CONFLICT");
    let gone = json!({ "roomId": "stage", "targetId": "bob", "sdp": "v=0" });
    assert_eq!(ada.fail("voice:offer", gone).await["code"], "NOT_FOUND");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_muted_user_never_speaks() {
    let server = Server::start("").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    join(&mut ada).await;
    join(&mut bob).await;
    let speaking = |speaking: bool| json!({ "roomId": "stage", "speaking": speaking });
    assert_eq!(ada.ask("voice:speaking", speaking(true)).await["ok"], true);
    ada.ask("voice:speaking", speaking(true)).await;
    let muted = ada.ask("voice:mute", stage()).await;
    assert_eq!((&muted["userId"], &muted["muted"]), (&json!("ada"), &json!(true)));
    ada.ask("voice:mute", stage()).await;
    assert_eq!(ada.fail("voice:speaking", speaking(true)).await["code"], "CONFLICT");
    ada.ask("voice:speaking", speaking(false)).await;
    assert_eq!(join(&mut bob).await, ["ada", "bob"]);
    let listed = &bob.log.last().unwrap().payload()["participants"][0];
    assert_eq!((&listed["muted"], &listed["speaking"]), (&json!(true), &json!(false)));
    ada.ask("voice:unmute", stage()).await;
    ada.ask("voice:speaking", speaking(true)).await;
    bob.settle().await;
    let news = bob.log.iter().filter(|event| ["voice:speaking", "voice:muteUpdated"].contains(&event.name.as_str()));
    let news: Vec<_> =
        news.map(|event| (event.payload()["speaking"].as_bool(), event.payload()["muted"].as_bool())).collect();
    assert_eq!(
        news,
        [(Some(true), None), (Some(false), None), (None, Some(true)), (None, Some(false)), (Some(true), None)]
    );
    assert!(told(&ada, "voice:muteUpdated").is_empty() && told(&ada, "voice:speaking").is_empty());
}

#[tokio::test]
async fn who_comes_back_in_time_has_not_left() {
    let server = Server::start("call.grace = \"500ms\"").await;
    let [mut ada, mut bob] = people(&server, ["ada", "bob"]).await;
    join(&mut ada).await;
    join(&mut bob).await;
    bob.cut();
    server.until_metric("parlance_connections", 1.0).await;
    ada.ask("voice:offer", json!({ "roomId": "stage", "targetId": "bob", "sdp": "v=0 while you were out" })).await;
    let mut bob = connect(&server, "bob").await;
    assert_eq!(bob.event("voice:offer").await.payload()["sdp"], "v=0 while you were out");
    assert_eq!(join(&mut bob).await, ["ada", "bob"]);
    ada.ask("voice:mute", stage()).await;
    bob.event("voice:muteUpdated").await;
    ada.settle().await;
    assert!(told(&ada, "voice:userLeft").is_empty() && told(&ada, "voice:userJoined").len() == 1);
    bob.cut();
    left(&mut ada, "bob").await;
    assert_eq!(join(&mut ada).await, ["ada"]);
}

#[tokio::test]
async fn the_device_that_joins_last_takes_over() {
    let server = Server::start("").await;
    let [mut ada, mut laptop] = people(&server, ["ada", "bob"]).await;
    let mut phone = Client::connect_with(&server, user("bob")).await;
    join(&mut ada).await;
    join(&mut laptop).await;
    assert_eq!(join(&mut phone).await, ["ada", "bob"], "one participant per user");
    left(&mut ada, "bob").await;
    left(&mut laptop, "bob").await;
    ada.settle().await;
    assert_eq!(told(&ada, "voice:userJoined").len(), 2);
    laptop.ask("voice:leave", stage()).await;
    assert_eq!(laptop.fail("voice:mute", stage()).await["code"], "CONFLICT");
    assert_eq!(ada.ask("voice:offer", json!({ "roomId": "stage", "sdp": "v=0" })).await["recipients"], 1);
    phone.event("voice:offer").await;
    laptop.settle().await;
    assert!(told(&laptop, "voice:offer").is_empty());
}

#[tokio::test]
async fn it_ends_with_the_membership_and_with_the_room() {
    let server = Server::start("").await;
    let [mut ada, mut bob, mut cleo] = people(&server, ["ada", "bob", "cleo"]).await;
    for client in [&mut ada, &mut bob, &mut cleo] {
        join(client).await;
    }
    ada.ask("room:kick", json!({ "roomId": "stage", "userId": "bob" })).await;
    left(&mut bob, "bob").await;
    left(&mut cleo, "bob").await;
    assert_eq!(bob.fail("voice:join", stage()).await["code"], "PERMISSION_DENIED");
    assert_eq!(bob.fail("voice:offer", json!({ "roomId": "stage", "sdp": "v=0" })).await["code"], "PERMISSION_DENIED");
    cleo.ask("room:leave", stage()).await;
    left(&mut ada, "cleo").await;
    ada.settle().await;
    let before = told(&ada, "voice:userLeft").len();
    assert_eq!(before, 2, "once each");
    cleo.ask("room:join", stage()).await;
    assert_eq!(join(&mut cleo).await, ["ada", "cleo"]);
    ada.ask("room:delete", stage()).await;
    left(&mut cleo, "ada").await;
    left(&mut cleo, "cleo").await;
    assert_eq!(cleo.fail("voice:join", stage()).await["code"], "NOT_FOUND");
}

#[tokio::test]
async fn strangers_and_other_rooms_are_refused() {
    let server = Server::start("").await;
    let [mut ada] = people(&server, ["ada"]).await;
    let mut eve = connect(&server, "eve").await;
    join(&mut ada).await;
    let text_room = ada.ask("room:create", json!({ "name": "Text" })).await["id"].clone();
    assert_eq!(ada.fail("voice:join", json!({ "roomId": text_room })).await["code"], "CONFLICT");
    let hidden = ada.ask("room:create", json!({ "name": "Hidden", "kind": "voice" })).await["id"].clone();
    ada.ask("voice:join", json!({ "roomId": hidden })).await;
    let attempts = [
        ("voice:join", json!({})),
        ("voice:leave", json!({})),
        ("voice:mute", json!({})),
        ("voice:unmute", json!({})),
        ("voice:speaking", json!({ "speaking": true })),
        ("voice:offer", json!({ "sdp": "v=0" })),
        ("voice:answer", json!({ "sdp": "v=0", "targetId": "ada" })),
        ("voice:ice", json!({ "candidate": "c", "targetId": "ada" })),
    ];
    for (name, payload) in attempts {
        for (room, code) in
            [(json!("stage"), "PERMISSION_DENIED"), (hidden.clone(), "NOT_FOUND"), (json!("none"), "NOT_FOUND")]
        {
            let mut payload = payload.clone();
            payload["roomId"] = room;
            assert_eq!(eve.fail(name, payload).await["code"], code, "{name}");
        }
    }
    let large = json!({ "roomId": "stage", "sdp": "s".repeat(65_537) });
    assert_eq!(broken_rules(&ada.fail("voice:offer", large).await), ["/sdp length"]);
    ada.settle().await;
    assert!(told(&ada, "voice:userJoined").is_empty());
    server.assert_promises_kept().await;
}
