//! How often somebody may try to log in to one account, and that nobody is kept out of theirs for long.

use std::time::Duration;

use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::sleep;

use super::{behind_a_proxy, post, refusals, support::Server};

const PASSWORD: &str = "correct horse battery";

async fn login(server: &Server, name: &str, password: &str, address: &str) -> Response {
    let body = json!({ "username": name, "password": password });
    post(server, "/api/auth/login", &body, address).await
}

/// Registers; the refresh token.
async fn register(server: &Server, name: &str) -> Value {
    let body = json!({ "username": name, "password": PASSWORD });
    let made = post(server, "/api/auth/register", &body, "203.0.113.1").await;
    assert_eq!(made.status(), 201);
    made.json::<Value>().await.unwrap()["refreshToken"].clone()
}

async fn start(limits: &str) -> Server {
    behind_a_proxy(&format!("auth.mode = \"local\"\n{limits}")).await
}

/// Tries from one more address each; what the try after these is told, and after how many seconds to
/// come back.
async fn tried_from_everywhere(server: &Server, name: &str, times: usize) -> (String, u64) {
    for number in 0..times {
        let tried = login(server, name, "not the password", &format!("198.51.100.{number}")).await;
        assert_eq!(tried.status(), 401, "try {number} of {name}");
    }
    let refused = login(server, name, PASSWORD, "203.0.113.99").await;
    assert_eq!(refused.status(), 429, "{name}");
    let wait = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    (refused.text().await.unwrap(), wait)
}

#[tokio::test]
async fn guesses_count_for_the_account_from_all_addresses_together() {
    let server = start("rate_limits.logins.account = { rate = 0.1, burst = 4 }").await;
    let refresh_token = register(&server, "ada").await;
    register(&server, "bob").await;
    let (words, wait) = tried_from_everywhere(&server, "ada", 4).await;
    assert!(words.contains("RATE_LIMITED") && words.contains("Too many logins to this account"), "{words}");
    let (of_nobody, wait_of_nobody) = tried_from_everywhere(&server, "nobody", 4).await;
    assert_eq!(words, of_nobody, "nobody learns that there is no such account");
    assert!((1..=10).contains(&wait) && (1..=10).contains(&wait_of_nobody), "{wait} {wait_of_nobody}");
    assert_eq!(login(&server, "ＡDA", PASSWORD, "203.0.113.98").await.status(), 429, "it is the same name");
    assert_eq!(refusals(&server, "account", "logins").await, 3.0);

    assert_eq!(login(&server, "bob", PASSWORD, "198.51.100.1").await.status(), 200);
    let refresh = json!({ "refreshToken": refresh_token });
    let refreshed = post(&server, "/api/auth/refresh", &refresh, "198.51.100.1").await;
    assert_eq!(refreshed.status(), 200, "a login that has been made goes on");
    sleep(Duration::from_secs(wait)).await;
    assert_eq!(login(&server, "ada", PASSWORD, "203.0.113.98").await.status(), 200);
}

#[tokio::test]
async fn one_address_cannot_keep_others_out_of_an_account() {
    let limits = "rate_limits.logins.account = { rate = 0.01, burst = 6 }\n\
                  rate_limits.logins.address = { rate = 0.01, burst = 3 }";
    let server = start(limits).await;
    register(&server, "ada").await;
    let mut statuses = Vec::new();
    for _ in 0..20 {
        let tried = login(&server, "ada", "not the password", "198.51.100.1").await;
        statuses.push(tried.status().as_u16());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 3, "{statuses:?}");
    assert_eq!(login(&server, "ada", PASSWORD, "198.51.100.2").await.status(), 200);
    assert_eq!(login(&server, "bob", "not the password", "198.51.100.1").await.status(), 401, "it is another name");
    assert_eq!(refusals(&server, "address", "logins").await, 17.0);
}

#[tokio::test]
async fn the_defaults_stop_one_who_guesses_and_nobody_who_mistypes() {
    let server = start("").await;
    register(&server, "ada").await;
    for _ in 0..10 {
        assert_eq!(login(&server, "ada", "not the password", "198.51.100.1").await.status(), 401);
    }
    assert_eq!(login(&server, "ada", PASSWORD, "198.51.100.1").await.status(), 200);
    for _ in 0..9 {
        assert_eq!(login(&server, "ada", "not the password", "198.51.100.1").await.status(), 401);
    }
    let refused = login(&server, "ada", "not the password", "198.51.100.1").await;
    assert_eq!(refused.status(), 429);
    assert_eq!(login(&server, "ada", PASSWORD, "198.51.100.2").await.status(), 200);
}
