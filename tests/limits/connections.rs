//! How many connections a user and an address may have, and how fast new ones may come.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::sleep;

use super::{
    behind_a_proxy,
    polling::Polling,
    post, refusals,
    support::{Client, PATIENCE, Server, user},
    wait_of,
};

/// The answer to a handshake of HTTP long polling from this address.
async fn polls(server: &Server, address: &str) -> reqwest::Response {
    parlance::http::tls::install_crypto_provider();
    let request = reqwest::Client::new().get(server.url("/socket.io/?EIO=4&transport=polling"));
    request.header("X-Forwarded-For", address).send().await.unwrap()
}

/// Tries again until it is let in: the server hears of a closed connection in its own time.
async fn eventually_in(server: &Server, auth: Value, forwarded: &[&str]) -> Client {
    let trying = async {
        loop {
            match Client::arrive_from(server, auth.clone(), forwarded).await {
                Ok(client) => break client,
                Err(_) => sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, trying).await.expect("a place that is free again")
}

#[tokio::test]
async fn a_user_has_so_many_and_the_next_is_told_by_connect_error() {
    let server = Server::start("limits.connections_per_user = 2").await;
    let first = Client::connect_with(&server, user("ada")).await;
    let mut second = Client::connect_with(&server, user("ada")).await;
    let refused = Client::arrive(&server, user("ada"), "").await.err().expect("no third");
    let error: Value = serde_json::from_str(&refused).unwrap();
    assert!(error["message"].as_str().unwrap().contains("user"), "{error}");
    wait_of(&error["data"]);
    second.settle().await;
    Client::connect_with(&server, user("bob")).await.settle().await;
    assert_eq!(refusals(&server, "user", "connections").await, 1.0);
    first.cut();
    eventually_in(&server, user("ada"), &[]).await.settle().await;
}

#[tokio::test]
async fn who_says_later_who_they_are_is_counted_then() {
    let server = Server::start("auth.mode = \"local\"\nlimits.connections_per_user = 1").await;
    let body = json!({ "username": "ada", "password": "correct horse battery" });
    let registered = post(&server, "/api/auth/register", &body, "").await;
    let token = registered.json::<Value>().await.unwrap()["accessToken"].clone();
    let first = Client::connect_with(&server, json!({ "token": token })).await;
    let mut second = Client::arrive(&server, Value::Null, "").await.expect("nobody in particular");
    let authenticate = json!({ "token": token });
    wait_of(&second.fail("auth:authenticate", authenticate.clone()).await);
    first.cut();
    // The server hears of a closed connection in its own time.
    while second.request("auth:authenticate", authenticate.clone()).await.is_error() {
        sleep(Duration::from_millis(200)).await;
    }
    assert!(Client::arrive(&server, authenticate, "").await.is_err(), "the place is taken again");
}

#[tokio::test]
async fn a_client_that_leaves_before_it_is_in_leaves_no_place_taken() {
    let settings = "limits.connections_per_user = 3\nlimits.connections_per_address = 3\n\
                    handshake.authenticate_within = \"300ms\"";
    let server = behind_a_proxy(&format!("{settings}\nrate_limits.exempt = []")).await;
    for _ in 0..10 {
        // Those that the server has not yet let go of may be in the way of the next.
        eventually_in(&server, Value::Null, &[]).await.cut();
        assert!(Client::arrive(&server, json!({ "userId": 5 }), "").await.is_err(), "no text names a user");
        if polls(&server, "").await.status() == 200 {
            drop(Client::arrive(&server, Value::Null, "").await);
        }
    }
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(eventually_in(&server, Value::Null, &[]).await);
    }
    assert!(Client::arrive(&server, Value::Null, "").await.is_err());
}

#[tokio::test]
async fn an_address_has_so_many_and_the_next_is_told_by_http() {
    let server = behind_a_proxy("limits.connections_per_address = 2").await;
    let here = "198.51.100.1";
    let first = Client::arrive_from(&server, user("ada"), &[here]).await.unwrap();
    let mut second = Client::arrive_from(&server, user("bob"), &[here]).await.unwrap();
    let refused = Client::arrive_from(&server, user("eve"), &[here]).await.err().expect("no third");
    assert!(refused.contains("429"), "{refused}");
    let response = polls(&server, here).await;
    assert_eq!(response.status(), 429);
    let seconds: u64 = response.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!(seconds >= 1);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["code"], "RATE_LIMITED");
    assert!(!body["error"].as_str().unwrap().is_empty());
    assert_eq!(refusals(&server, "address", "connections").await, 2.0);
    second.settle().await;
    Client::arrive_from(&server, user("eve"), &["198.51.100.2"]).await.unwrap().settle().await;
    first.cut();
    eventually_in(&server, user("eve"), &[here]).await.settle().await;
}

#[tokio::test]
async fn a_client_that_polls_takes_a_place_too() {
    let server = behind_a_proxy("limits.connections_per_address = 1").await;
    let here = "198.51.100.1";
    assert_eq!(polls(&server, here).await.status(), 200);
    assert_eq!(polls(&server, here).await.status(), 429);
    assert!(Client::arrive_from(&server, Value::Null, &[here]).await.is_err());
    assert_eq!(polls(&server, "198.51.100.2").await.status(), 200);
}

/// Waits for a place of this machine's address, less long than a heartbeat takes to notice anything.
async fn until_a_place_is_free(server: &Server) {
    let trying = async {
        while polls(server, "").await.status() != 200 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, trying).await.expect("a place that is free again");
}

#[tokio::test]
async fn who_disconnects_and_goes_on_polling_gives_its_places_back() {
    let settings = "rate_limits.exempt = []\nlimits.connections_per_address = 1\nlimits.connections_per_user = 1";
    let server = Server::start(settings).await;
    let polling = Polling::connect(&server).await;
    polling.until("connection").await;
    assert_eq!(polls(&server, "").await.status(), 429);
    assert_eq!(polling.post("41").await, 200);
    until_a_place_is_free(&server).await;
    assert_eq!(polling.poll().await, None, "its session is still there");
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn a_poll_that_waits_is_answered_when_the_client_disconnects() {
    let server = Server::start("").await;
    let polling = Polling::connect(&server).await;
    polling.until("connection").await;
    let both = async { tokio::join!(polling.poll(), polling.post("41")) };
    let (_, left) = tokio::time::timeout(PATIENCE, both).await.expect("an answer to the poll");
    assert_eq!(left, 200);
    assert_eq!(polling.poll().await, None);
}

#[tokio::test]
async fn who_is_disconnected_and_goes_on_polling_gives_its_place_back() {
    let settings = "rate_limits.exempt = []\nlimits.connections_per_address = 1\nauth.mode = \"local\"\n\
                    handshake.authenticate_within = \"300ms\"";
    let server = Server::start(settings).await;
    let polling = Polling::connect(&server).await;
    polling.until("41").await;
    until_a_place_is_free(&server).await;
    assert_eq!(polling.poll().await, None, "its session is still there");
}

#[tokio::test]
async fn new_connections_of_an_address_come_at_a_rate() {
    let server = behind_a_proxy("rate_limits.handshakes = { rate = 1, burst = 3 }").await;
    let here = "198.51.100.1";
    for _ in 0..3 {
        let mut client = Client::arrive_from(&server, Value::Null, &[here]).await.unwrap();
        // What a client does once it is in is no handshake.
        client.settle().await;
        client.cut();
    }
    let refused = polls(&server, here).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(polls(&server, "198.51.100.2").await.status(), 200);
    let seconds: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert_eq!(seconds, 1);
    sleep(Duration::from_secs(seconds)).await;
    assert_eq!(polls(&server, here).await.status(), 200);
    assert!(refusals(&server, "address", "handshakes").await >= 1.0);
}
