//! Limits of rates and of connections, by connection, user and address (`[rate_limits]`, `[limits]`).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod addresses;
mod commands;
mod connections;
mod logins;
#[path = "../support/polling.rs"]
mod polling;
mod scopes;
mod settings;
#[path = "../support/mod.rs"]
mod support;

use serde_json::Value;
use support::Server;

/// A server behind a proxy on this machine: each client has the address that the proxy names.
async fn behind_a_proxy(settings: &str) -> Server {
    Server::start(&format!("trusted_proxies = [\"127.0.0.0/8\"]\n{settings}")).await
}

/// A request of REST through the proxy, from this address.
async fn post(server: &Server, path: &str, body: &Value, address: &str) -> reqwest::Response {
    parlance::http::tls::install_crypto_provider();
    let request = reqwest::Client::new().post(server.url(path)).header("X-Forwarded-For", address);
    request.json(body).send().await.unwrap()
}

/// How often a limit has refused something.
async fn refusals(server: &Server, scope: &str, class: &str) -> f64 {
    let text = server.get("/metrics").await.text().await.unwrap();
    let name = format!("parlance_rate_limited_total{{scope=\"{scope}\",class=\"{class}\"}} ");
    text.lines().find_map(|line| line.strip_prefix(&name)).map_or(0.0, |count| count.parse().unwrap())
}

/// What a refusal says: that it is one, and after how many milliseconds to try again.
fn wait_of(error: &Value) -> u64 {
    assert_eq!((&error["code"], &error["retryable"]), (&"RATE_LIMITED".into(), &true.into()), "{error}");
    error["retryAfterMs"].as_u64().unwrap_or_else(|| panic!("no retryAfterMs: {error}"))
}
