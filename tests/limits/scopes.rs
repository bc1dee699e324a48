//! Whose commands are counted together, and of which class they are.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    behind_a_proxy, refusals,
    support::{Client, Server, user},
    wait_of,
};

const ASK: &str = "session:list";

/// Asks this often; how often it was let through. Every refusal has a time.
async fn let_through(client: &mut Client, name: &str, payload: &Value, times: usize) -> usize {
    let mut passed = 0;
    for _ in 0..times {
        let reply = client.request(name, payload.clone()).await;
        match reply.code() {
            "RATE_LIMITED" => drop(wait_of(reply.payload())),
            _ => passed += 1,
        }
    }
    passed
}

#[tokio::test]
async fn every_connection_has_its_own() {
    let server = Server::start("rate_limits.reads.connection = { rate = 0.01, burst = 5 }").await;
    for _ in 0..3 {
        let mut client = Client::connect(&server).await;
        assert_eq!(let_through(&mut client, ASK, &json!({}), 8).await, 5);
    }
    assert_eq!(refusals(&server, "connection", "reads").await, 9.0);
}

#[tokio::test]
async fn a_user_has_one_on_all_devices_and_after_a_reconnect() {
    let server = Server::start("rate_limits.reads.user = { rate = 0.01, burst = 7 }").await;
    let mut ada = [Client::connect_with(&server, user("ada")).await, Client::connect_with(&server, user("ada")).await];
    assert_eq!(let_through(&mut ada[0], ASK, &json!({}), 4).await, 4);
    assert_eq!(let_through(&mut ada[1], ASK, &json!({}), 8).await, 3);
    drop(ada);
    server.until_metric("parlance_connections", 0.0).await;
    let mut again = Client::connect_with(&server, user("ada")).await;
    assert_eq!(let_through(&mut again, ASK, &json!({}), 2).await, 0, "a reconnect forgives nothing");
    let mut bob = Client::connect_with(&server, user("bob")).await;
    assert_eq!(let_through(&mut bob, ASK, &json!({}), 8).await, 7);
    assert_eq!(refusals(&server, "user", "reads").await, 8.0);
}

#[tokio::test]
async fn an_address_has_one_for_all_its_users() {
    let server = behind_a_proxy("rate_limits.reads.address = { rate = 0.01, burst = 6 }").await;
    for (name, address, passed) in [
        ("ada", "198.51.100.1", 4),
        ("bob", "198.51.100.1", 2),
        ("eve", "198.51.100.1", 0),
        ("ada", "198.51.100.2", 4),
        // One subscriber has all addresses of such a network.
        ("ada", "2001:db8:1:2::1", 4),
        ("bob", "2001:db8:1:2:ffff::9", 2),
        ("bob", "2001:db8:1:3::1", 4),
    ] {
        let mut client = Client::arrive_from(&server, user(name), &[address]).await.unwrap();
        assert_eq!(let_through(&mut client, ASK, &json!({}), 4).await, passed, "{name} from {address}");
    }
    assert_eq!(refusals(&server, "address", "reads").await, 8.0);
}

#[tokio::test]
async fn a_refusal_of_one_scope_is_not_counted_by_the_next() {
    let settings = "rate_limits.reads.connection = { rate = 0.01, burst = 2 }\n\
                    rate_limits.reads.user = { rate = 0.01, burst = 5 }";
    let server = Server::start(settings).await;
    let mut flooding = Client::connect_with(&server, user("ada")).await;
    assert_eq!(let_through(&mut flooding, ASK, &json!({}), 50).await, 2);
    let mut other = Client::connect_with(&server, user("ada")).await;
    assert_eq!(let_through(&mut other, ASK, &json!({}), 50).await, 2, "the flood took no more than its own");
    let mut third = Client::connect_with(&server, user("ada")).await;
    assert_eq!(let_through(&mut third, ASK, &json!({}), 50).await, 1);
}

/// The user's time is short, but the connection gave its last: the time told covers both.
#[tokio::test]
async fn the_time_told_covers_all_scopes() {
    let settings = "rate_limits.reads.connection = { rate = 1, burst = 1 }\n\
                    rate_limits.reads.user = { rate = 4, burst = 1 }";
    let server = Server::start(settings).await;
    let mut first = Client::connect_with(&server, user("ada")).await;
    let mut second = Client::connect_with(&server, user("ada")).await;
    first.ask(ASK, json!({})).await;
    let wait = wait_of(&second.fail(ASK, json!({})).await);
    assert!(wait > 250, "{wait}");
    sleep(Duration::from_millis(wait)).await;
    second.ask(ASK, json!({})).await;
}

/// A request of REST as this user; its status, with the words of a refusal for too many.
async fn requested(server: &Server, request: reqwest::RequestBuilder) -> (u16, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    assert_eq!(status == 429, response.headers().contains_key("retry-after"), "{}", server.log());
    (status, if status == 429 { response.text().await.unwrap() } else { String::new() })
}

#[tokio::test]
async fn requests_of_rest_count_for_their_user_too() {
    let settings = "rate_limits.changes.user = { rate = 0.01, burst = 3 }\n\
                    rate_limits.reads.user = { rate = 0.01, burst = 2 }";
    let server = Server::start(settings).await;
    let mut ada = Client::connect_with(&server, user("ada")).await;
    ada.session("echo").await;
    parlance::http::tls::install_crypto_provider();
    let http = reqwest::Client::new();
    let form = || reqwest::multipart::Form::new().text("nothing", "of use");
    let post = |path: &str| http.post(server.url(path)).multipart(form());
    assert_eq!(requested(&server, post("/api/transcribe?userId=ada")).await.0, 400);
    assert_eq!(requested(&server, post("/api/files?userId=ada")).await.0, 400);
    for path in ["/api/transcribe?userId=ada", "/api/files?userId=ada"] {
        let (status, words) = requested(&server, post(path)).await;
        assert_eq!((status, words.contains("Too many changes of this user")), (429, true), "{path}: {words}");
        assert_eq!(requested(&server, post(&path.replace("ada", "bob"))).await.0, 400);
    }
    let error = ada.fail("session:create", json!({ "model": "echo" })).await;
    assert_eq!(error["code"], "RATE_LIMITED", "what was sent by REST is used up: {error}");
    let read = || http.get(server.url(&format!("/api/files/{}?userId=bob", super::support::fresh())));
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(requested(&server, read()).await.0);
    }
    assert_eq!(statuses, [404, 404, 429]);
    assert_eq!(refusals(&server, "user", "changes").await, 3.0);
}

#[tokio::test]
async fn every_class_is_counted_for_itself() {
    let classes = [("reads", 3), ("changes", 4), ("messages", 5), ("signals", 6)];
    let settings: Vec<_> = classes
        .iter()
        .map(|(class, burst)| format!("rate_limits.{class}.connection = {{ rate = 0.01, burst = {burst} }}"))
        .collect();
    let server = Server::start(&settings.join("\n")).await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let message = json!({ "sessionId": session, "message": "x" });
    let rename = json!({ "sessionId": session, "title": "x" });
    assert_eq!(let_through(&mut client, ASK, &json!({}), 9).await, 3);
    // One of the changes was the session itself.
    assert_eq!(let_through(&mut client, "session:rename", &rename, 9).await, 3);
    assert_eq!(let_through(&mut client, "chat:send", &message, 9).await, 5);
    assert_eq!(let_through(&mut client, "presence:ping", &json!({}), 9).await, 6);
    for (class, refused) in [("reads", 6.0), ("changes", 6.0), ("messages", 4.0), ("signals", 3.0)] {
        assert_eq!(refusals(&server, "connection", class).await, refused, "{class}");
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn zero_is_no_limit() {
    let settings = "rate_limits.signals.connection.rate = 0\nrate_limits.signals.connection.burst = 1";
    let server = Server::start(settings).await;
    let mut client = Client::connect(&server).await;
    let flood: Vec<_> = (0..1_000).map(|_| ("presence:ping", json!({}))).collect();
    client.emit_all(&flood).await;
    let pongs = |log: &[super::support::Event]| log.iter().filter(|event| event.name == "presence:pong").count();
    client.until("all pongs", |log| (pongs(log) == 1_000).then_some(())).await;
}

#[tokio::test]
async fn the_defaults_let_a_burst_through() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let ids: Vec<_> = (0..500).map(|_| super::support::fresh()).collect();
    let burst: Vec<_> = ids.iter().map(|id| ("session:create", json!({ "requestId": id }))).collect();
    client.emit_all(&burst).await;
    for id in &ids {
        assert!(!client.reply(id).await.is_error());
    }
}
