//! Topic `system` (contract section 3): how the server is, and what its administrator announces.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "../support/mod.rs"]
mod support;

mod announce;
mod command_line;
#[path = "../store/disk.rs"]
#[allow(dead_code, reason = "a limit on files is trouble enough here")]
mod disk;
mod pace;

use reqwest::{Method, Response};
use serde_json::{Value, json};
use support::{Client, Event, Server, user};

const TOKEN: &str = "the administrator's token of a test";

/// A server that takes announcements.
async fn start() -> Server {
    Server::start(&format!("admin.token = \"{TOKEN}\"")).await
}

async fn connect(server: &Server, name: &str) -> Client {
    Client::connect_with(server, user(name)).await
}

/// Subscribes, and reads what is told at once.
async fn subscribe(client: &mut Client, filters: Value) {
    client.ask("subscription:subscribe", json!({ "topic": "system", "filters": filters })).await;
    client.settle().await;
}

/// A new client that is subscribed.
async fn watcher(server: &Server, name: &str) -> Client {
    let mut client = connect(server, name).await;
    subscribe(&mut client, Value::Null).await;
    client
}

/// What was told of this name.
fn told<'a>(client: &'a Client, name: &str) -> Vec<&'a Value> {
    client.log.iter().filter(|event| event.name == name).map(Event::payload).collect()
}

/// The answer to a call of the administrator's REST.
async fn call(server: &Server, method: Method, path: &str, token: &str, body: Value) -> Response {
    parlance::http::tls::install_crypto_provider();
    let request = reqwest::Client::new().request(method, server.url(&format!("/api/admin/announce{path}")));
    request.bearer_auth(token).json(&body).send().await.expect("an answer")
}

/// Announces something; its id.
async fn announce(server: &Server, body: Value) -> String {
    let answer = call(server, Method::POST, "", TOKEN, body).await;
    assert_eq!(answer.status(), 201);
    support::text(&answer.json::<Value>().await.unwrap()["id"]).to_owned()
}

/// A maintenance that has not begun yet.
fn maintenance(message: &str) -> Value {
    json!({ "kind": "maintenance", "message": message, "startsAt": "2999-01-01T00:00:00.000Z", "durationMinutes": 30 })
}
