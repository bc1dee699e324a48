//! What a client is told that sends too much: the one-reply law, order, an honest time.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::{
    refusals,
    support::{Client, Server, fresh},
    wait_of,
};

#[tokio::test]
async fn a_refusal_says_when_and_that_is_when() {
    let server = Server::start("rate_limits.changes.connection = { rate = 2, burst = 1 }").await;
    let mut client = Client::connect(&server).await;
    for _ in 0..4 {
        let create = json!({ "requestId": fresh() });
        client.session("echo").await;
        let number = client.emit_with_ack("session:create", &create).await;
        let error = client.reply(create["requestId"].as_str().unwrap()).await;
        assert_eq!(error.name, "session:error");
        let wait = wait_of(error.payload());
        assert!((1..=500).contains(&wait), "{wait}");
        let ack = client.ack(number).await;
        assert_eq!((&ack["ok"], &ack["error"]), (&json!(false), error.payload()));
        sleep(Duration::from_millis(wait)).await;
        // The refusal was no outcome: the same command may be repeated under the same id.
        client.emit("session:create", &create).await;
        let id = create["requestId"].as_str().unwrap();
        client.wait_for("success", |event| event.name == "session:created" && event.request_id() == Some(id)).await;
        sleep(Duration::from_millis(500)).await;
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_flood_is_answered_once_each_and_in_order() {
    let settings = "rate_limits.reads.connection = { rate = 0.01, burst = 40 }\n\
                    limits.inbox = 5000\nlimits.outbox_events = 5000";
    let server = Server::start(settings).await;
    let mut client = Client::connect(&server).await;
    // Changes are of another class: they are carried out, in their place among the others.
    let flood: Vec<_> = (0..2_000).map(|number| (number % 100 == 99, fresh())).collect();
    let commands: Vec<_> = flood
        .iter()
        .map(|(change, id)| (if *change { "session:create" } else { "session:list" }, json!({ "requestId": id })))
        .collect();
    client.emit_all(&commands).await;
    for (_, id) in &flood {
        client.reply(id).await;
    }
    let answered: Vec<_> = client.log.iter().filter_map(|event| event.request_id().map(str::to_owned)).collect();
    let sent: Vec<_> = flood.iter().map(|(_, id)| id.clone()).collect();
    assert_eq!(answered, sent, "one reply each, in the order of the commands");
    let failed = |change: bool| {
        let ids = flood.iter().filter(|(kind, _)| *kind == change).map(|(_, id)| id);
        ids.filter(|id| client.replies(id)[0].is_error()).count()
    };
    assert_eq!((failed(false), failed(true)), (1_980 - 40, 0));
    assert_eq!(refusals(&server, "connection", "reads").await, 1_940.0);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_makes_no_sense_counts_too_and_is_not_even_read() {
    let server = Server::start("rate_limits.reads.connection = { rate = 0.01, burst = 3 }").await;
    let mut client = Client::connect(&server).await;
    let bad = json!({ "requestId": "not a UUID", "limit": "many" });
    let mut codes = Vec::new();
    for name in ["session:history", "session:dance", "dance", "session:history", "session:dance", "dance"] {
        let number = client.emit_with_ack(name, &bad).await;
        codes.push(client.ack(number).await["error"]["code"].as_str().unwrap().to_owned());
    }
    client.settle().await;
    let [history, dance] = ["VALIDATION_ERROR", "UNKNOWN_EVENT"];
    assert_eq!(codes, [history, dance, dance, "RATE_LIMITED", "RATE_LIMITED", "RATE_LIMITED"]);
    assert_eq!(client.replies("not a UUID").len(), 6, "an answer each, under the id that was sent");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_flood_fills_no_log() {
    let server =
        Server::start("log.filter = \"info\"\nrate_limits.reads.connection = { rate = 0.01, burst = 1 }").await;
    let mut client = Client::connect(&server).await;
    let flood: Vec<_> = (0..1_000).map(|_| ("session:list", json!({ "requestId": fresh() }))).collect();
    client.emit_all(&flood).await;
    client.reply(flood[999].1["requestId"].as_str().unwrap()).await;
    assert!(server.log().lines().count() < 10, "{}", server.log());
}
