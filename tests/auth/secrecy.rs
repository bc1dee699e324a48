//! What lets somebody in is in no log and in no database.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use crate::{
    issuer::{jwt, refusal},
    rest::{PASSWORD, local, login, post, refresh, register},
    sign::{Key, SECRET, claims},
    support::{Client, PATIENCE, Server},
};

/// The log, up to and with these words.
async fn log_with(server: &Server, words: &str) -> String {
    let deadline = Instant::now() + PATIENCE;
    while !server.log().contains(words) {
        assert!(Instant::now() < deadline, "the log does not say {words:?}: {}", server.log());
        sleep(Duration::from_millis(10)).await;
    }
    server.log()
}

#[tokio::test]
async fn no_log_holds_a_token_or_a_password() {
    let mut server = local(&format!("log.filter = \"trace\"\nauth.secret = \"{SECRET}\"")).await;
    let first = register(&server, "ann").await;
    let second = login(&server, "ann").await;
    let query = format!("&token={}", first.access);
    let mut client = Client::arrive(&server, Value::Null, &query).await.expect("to be let in");
    client.event("connection").await;
    let spent = second.refresh.clone();
    let third = client.ask("auth:refresh", json!({ "refreshToken": spent })).await;
    client.ask("auth:authenticate", json!({ "token": second.access })).await;
    client.fail("auth:authenticate", json!({ "token": "hush.hush.hush" })).await;
    let fourth = refresh(&server, &first.refresh).await;
    post(&server, "refresh", &json!({ "refreshToken": first.refresh })).await;
    post(&server, "login", &json!({ "username": "ann", "password": "hush-hush" })).await;
    post(&server, "login", &json!({ "username": ["ann"], "password": "hush-hush" })).await;
    drop(Client::arrive(&server, json!({ "token": "hush.hush.hush" }), "").await);
    drop(Client::arrive(&server, Value::Null, "&token=hush.hush.hush").await);
    server.terminate();
    server.ended(PATIENCE).await;

    let log = log_with(&server, "shutting down").await;
    assert!(log.contains("a spent refresh token was shown again"), "{log}");
    let database: Vec<u8> = ["", "-wal"]
        .iter()
        .filter_map(|end| std::fs::read(format!("{}{end}", server.database().display())).ok())
        .flatten()
        .collect();
    let issued = [&first.access, &first.refresh, &second.access, &second.refresh, &fourth.access, &fourth.refresh];
    let issued = issued.into_iter().map(String::as_str);
    let third = ["accessToken", "refreshToken"].map(|name| third[name].as_str().unwrap().to_owned());
    for secret in issued.chain(third.iter().map(String::as_str)).chain([PASSWORD, "hush", SECRET]) {
        // A part of it would be too much already.
        let part = &secret[secret.len().saturating_sub(20)..];
        assert!(!log.contains(part), "the log holds {part}: {log}");
        let stored = database.windows(part.len()).any(|window| window == part.as_bytes());
        assert!(!stored, "the database holds {part}");
    }
}

#[tokio::test]
async fn a_refused_token_is_not_in_the_log_either() {
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    let token = Key::secret("another secret of thirty-two bytes").token(&claims("hush-hush", 0));
    assert_eq!(refusal(&server, &token).await, "UNAUTHENTICATED");
    let log = log_with(&server, "a token is refused").await;
    assert!(log.contains("signature"), "{log}");
    assert!(!log.contains(&token) && !log.contains("hush-hush"), "{log}");
}
