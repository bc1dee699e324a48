//! Whose address counts, through proxies that are trusted and others, and the requests of REST.

use serde_json::{Value, json};

use super::{
    behind_a_proxy, post, refusals,
    support::{Client, Server},
};

/// One connection of each address.
const ONE: &str = "limits.connections_per_address = 1";

async fn let_in(server: &Server, forwarded: &[&str]) -> Option<Client> {
    Client::arrive_from(server, Value::Null, forwarded).await.ok()
}

#[tokio::test]
async fn a_stranger_is_not_believed() {
    let server = Server::start(&format!("{ONE}\nrate_limits.exempt = []\ntrusted_proxies = [\"10.0.0.0/8\"]")).await;
    let _first = let_in(&server, &["198.51.100.1"]).await.expect("the first");
    assert!(let_in(&server, &["198.51.100.2"]).await.is_none(), "it is the same peer, whatever it writes");
}

#[tokio::test]
async fn a_trusted_proxy_is_believed_what_it_wrote_itself() {
    let server = behind_a_proxy(ONE).await;
    let _first = let_in(&server, &["203.0.113.1, 198.51.100.1"]).await.expect("the first");
    assert!(let_in(&server, &["203.0.113.2, 198.51.100.1"]).await.is_none(), "what stands before is made up");
    assert!(let_in(&server, &["203.0.113.3", "198.51.100.1, 127.0.0.1"]).await.is_none());
    assert!(let_in(&server, &["198.51.100.1", "203.0.113.4"]).await.is_some());
}

#[tokio::test]
async fn this_machine_is_exempt_unless_it_is_not() {
    let server = behind_a_proxy(ONE).await;
    let held = [let_in(&server, &[]).await, let_in(&server, &[]).await];
    assert!(held.iter().all(Option::is_some));
    let server = Server::start(&format!("{ONE}\nrate_limits.exempt = [\"198.51.100.0/24\", \"203.0.113.7\"]")).await;
    let held = [let_in(&server, &[]).await, let_in(&server, &[]).await];
    assert!(held[0].is_some() && held[1].is_none());
    let server = behind_a_proxy(&format!("{ONE}\nrate_limits.exempt = [\"203.0.113.7\"]")).await;
    let held = [let_in(&server, &["203.0.113.7"]).await, let_in(&server, &["203.0.113.7"]).await];
    assert!(held.iter().all(Option::is_some));
}

#[tokio::test]
async fn uploads_count_for_their_address_and_nothing_else_does() {
    let server = behind_a_proxy("rate_limits.changes.address = { rate = 0.5, burst = 2 }").await;
    parlance::http::tls::install_crypto_provider();
    let http = reqwest::Client::new();
    let post = async |address: &str| {
        let form = reqwest::multipart::Form::new().text("language", "en");
        let request = http.post(server.url("/api/transcribe")).header("X-Forwarded-For", address);
        request.multipart(form).send().await.unwrap()
    };
    let here = "198.51.100.1";
    assert_eq!([post(here).await.status(), post(here).await.status()], [400, 400]);
    let refused = post(here).await;
    assert_eq!(refused.status(), 429);
    let seconds: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=2).contains(&seconds), "{seconds}");
    let body: Value = refused.json().await.unwrap();
    assert_eq!(body, json!({ "code": "RATE_LIMITED", "error": "Too many changes from this address; try again later" }));
    assert_eq!(post("198.51.100.2").await.status(), 400);
    let models = http.get(server.url("/api/models")).header("X-Forwarded-For", here).send().await.unwrap();
    assert_eq!(models.status(), 200);
    assert_eq!(refusals(&server, "address", "changes").await, 1.0);
}

#[tokio::test]
async fn logins_count_for_their_address() {
    let settings = "auth.mode = \"local\"\nrate_limits.auth.address = { rate = 0.5, burst = 3 }";
    let server = behind_a_proxy(settings).await;
    let body = json!({ "username": "ada", "password": "not the password" });
    let here = "198.51.100.1";
    for path in ["login", "login", "refresh"] {
        let tried = post(&server, &format!("/api/auth/{path}"), &body, here).await;
        assert!(tried.status().is_client_error() && tried.status() != 429, "{path}: {}", tried.status());
    }
    for path in ["register", "login", "refresh", "logout"] {
        let refused = post(&server, &format!("/api/auth/{path}"), &body, here).await;
        assert_eq!(refused.status(), 429, "{path}");
        assert!(refused.headers().contains_key("retry-after"));
        assert_eq!(refused.json::<Value>().await.unwrap()["code"], "RATE_LIMITED");
    }
    assert_eq!(post(&server, "/api/auth/login", &body, "198.51.100.2").await.status(), 401);
    assert_eq!(refusals(&server, "address", "auth").await, 4.0);
}
