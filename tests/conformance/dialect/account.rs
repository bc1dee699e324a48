//! Built-in accounts, for what depends on credentials.

use serde_json::{Value, json};

use crate::support::{Server, text};

/// What a new account gets.
pub struct Account {
    /// The id of its user.
    pub user: String,
    pub access: String,
    pub refresh: String,
}

/// A server with accounts of its own.
pub async fn server() -> Server {
    Server::start("auth.mode = \"local\"").await
}

/// Makes an account.
pub async fn register(server: &Server, name: &str) -> Account {
    parlance::http::tls::install_crypto_provider();
    let request = reqwest::Client::new().post(server.url("/api/auth/register"));
    let answer = request.json(&json!({ "username": name, "password": "correct horse battery" })).send().await;
    let answer = answer.expect("an answer");
    assert_eq!(answer.status(), 201, "{name}");
    let account: Value = answer.json().await.expect("an account");
    Account {
        user: text(&account["user"]["id"]).to_owned(),
        access: text(&account["accessToken"]).to_owned(),
        refresh: text(&account["refreshToken"]).to_owned(),
    }
}
