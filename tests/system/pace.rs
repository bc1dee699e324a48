//! How the server is: told at once, and at a steady pace.

use serde_json::{Value, json};

use super::{Server, connect, disk::Trouble, subscribe, support::Event, told, watcher};

#[tokio::test]
async fn who_subscribes_is_told_at_once_how_the_server_is_and_others_are_not() {
    let server = Server::start("").await;
    let mut idle = connect(&server, "idle").await;
    let mut ada = watcher(&server, "ada").await;
    let status = json!({ "status": "ok", "activeMissions": 0, "activeSessions": 0 });
    assert_eq!(told(&ada, "system:serverStatus"), [&status]);
    let health = told(&ada, "system:health")[0].clone();
    let metrics = &health["metrics"];
    assert_eq!((&health["status"], &metrics["connections"]), (&json!("ok"), &json!(2)));
    assert_eq!((&metrics["missions"], &metrics["sessions"]), (&json!(0), &json!(0)));
    assert!(metrics["memoryBytes"].as_u64().unwrap() > 1_000_000 && metrics["uptimeSeconds"].is_u64(), "{metrics}");
    let delay = metrics["eventLoopDelayMs"].as_f64().unwrap();
    assert!((0.0..60_000.0).contains(&delay), "{delay}");
    let is_system = |event: &&Event| event.name.starts_with("system:");
    assert!(ada.log.iter().filter(is_system).all(|event| event.place().is_none()), "they have no seq");
    let listed = ada.ask("subscription:list", json!({})).await;
    assert_eq!(listed["subscriptions"], json!([{ "topic": "system" }]));
    idle.settle().await;
    assert_eq!(idle.log.iter().filter(is_system).count(), 0);
}

#[tokio::test]
async fn it_is_told_again_and_again_until_nobody_wants_to_hear() {
    let server = Server::start("system.health_interval = \"100ms\"").await;
    let mut ada = connect(&server, "ada").await;
    let session = ada.session("endless").await;
    ada.begin("chat:send", json!({ "sessionId": session, "message": "go on" })).await;
    let mission = json!({ "name": "Work", "model": "endless", "specs": [{ "id": "a", "prompt": "x" }] });
    let mission = ada.ask("mission:create", mission).await["id"].clone();
    ada.ask("mission:start", json!({ "missionId": mission })).await;
    subscribe(&mut ada, Value::Null).await;
    let busy = |event: &Event| event.payload()["activeMissions"] == 1 && event.payload()["activeSessions"] == 1;
    ada.wait_for("that the server is at work", busy).await;
    let healthy = |log: &[Event]| (log.iter().filter(|event| event.name == "system:health").count() >= 4).then_some(());
    ada.until("four reports", healthy).await;
    assert_eq!(told(&ada, "system:health").last().unwrap()["metrics"]["missions"], 1);

    let mut witness = watcher(&server, "witness").await;
    ada.ask("subscription:unsubscribe", json!({ "topic": "system" })).await;
    let before = told(&ada, "system:health").len();
    witness.until("four reports", healthy).await;
    ada.settle().await;
    assert_eq!(told(&ada, "system:health").len(), before);
}

#[tokio::test]
async fn a_filter_and_a_resume_hold_for_what_is_told_at_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, json!({ "eventTypes": ["system:health"] })).await;
    assert_eq!((told(&ada, "system:health").len(), told(&ada, "system:serverStatus").len()), (1, 0));
    let again = json!({ "userId": "ada", "resume": { "system": 0 } });
    let mut phone = super::Client::connect_with(&server, again).await;
    phone.settle().await;
    assert_eq!((told(&phone, "system:health").len(), told(&phone, "sync:reset").len()), (1, 0));
    assert_eq!(phone.ask("presence:ping", json!({})).await["heads"].get("system"), None, "it has no seq");
}

#[tokio::test]
async fn that_it_shuts_down_is_told() {
    let server = Server::start("").await;
    let mut ada = watcher(&server, "ada").await;
    let session = ada.session("endless").await;
    ada.begin("chat:send", json!({ "sessionId": session, "message": "go on" })).await;
    ada.event("chat:delta").await;
    server.terminate();
    ada.wait_for("that it shuts down", |event| {
        event.name == "system:serverStatus" && event.payload()["status"] == "draining"
    })
    .await;
}

#[tokio::test]
async fn that_it_can_store_nothing_is_told_until_it_can_again() {
    let server = Server::start("system.health_interval = \"100ms\"").await;
    let mut ada = watcher(&server, "ada").await;
    let trouble = Trouble::limited(&server);
    let refused = ada.request("session:create", json!({})).await;
    assert_eq!(refused.code(), "SERVER_ERROR");
    let is = |event: &Event, status: &str| event.name == "system:health" && event.payload()["status"] == status;
    ada.wait_for("that it stores nothing", |event| is(event, "degraded")).await;
    trouble.ends();
    let well = |log: &[Event]| {
        log.iter().skip_while(|event| !is(event, "degraded")).any(|event| is(event, "ok")).then_some(())
    };
    ada.until("that it stores again", well).await;
}
