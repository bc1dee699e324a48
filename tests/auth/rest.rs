//! The REST side: requests to `/api/auth/*` as a program makes them.

use serde_json::{Value, json};

use crate::support::{Server, text};

/// A password that is good enough.
pub const PASSWORD: &str = "correct horse battery";

/// Starts with built-in accounts.
pub async fn local(settings: &str) -> Server {
    Server::start(&format!("auth.mode = \"local\"\n{settings}")).await
}

/// `POST /api/auth/{path}`: status and body.
pub async fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    parlance::http::tls::install_crypto_provider();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let response = client.post(server.url(&format!("/api/auth/{path}"))).json(body).send().await.expect("a response");
    let status = response.status().as_u16();
    let body = response.text().await.expect("a body");
    (status, if body.is_empty() { Value::Null } else { serde_json::from_str(&body).expect("JSON") })
}

/// What a login leads to.
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub user: Value,
    pub expires_at: String,
}

impl Tokens {
    fn of(body: &Value) -> Self {
        Self {
            access: text(&body["accessToken"]).to_owned(),
            refresh: text(&body["refreshToken"]).to_owned(),
            user: body["user"].clone(),
            expires_at: text(&body["expiresAt"]).to_owned(),
        }
    }

    /// The `auth` of a handshake with the access token.
    pub fn auth(&self) -> Value {
        json!({ "token": self.access })
    }
}

/// Registers, successfully.
pub async fn register(server: &Server, username: &str) -> Tokens {
    let (status, body) = post(server, "register", &json!({ "username": username, "password": PASSWORD })).await;
    assert_eq!(status, 201, "{body}");
    Tokens::of(&body)
}

/// Logs in, successfully.
pub async fn login(server: &Server, username: &str) -> Tokens {
    let (status, body) = post(server, "login", &json!({ "username": username, "password": PASSWORD })).await;
    assert_eq!(status, 200, "{body}");
    Tokens::of(&body)
}

/// Spends a refresh token, successfully.
pub async fn refresh(server: &Server, token: &str) -> Tokens {
    let (status, body) = post(server, "refresh", &json!({ "refreshToken": token })).await;
    assert_eq!(status, 200, "{body}");
    Tokens::of(&body)
}

/// What is refused, with this status and code, and words.
pub async fn refused(server: &Server, path: &str, body: &Value, status: u16, code: &str) -> String {
    let (was, answer) = post(server, path, body).await;
    assert_eq!((was, text(&answer["code"])), (status, code), "{path}: {answer}");
    text(&answer["error"]).to_owned()
}
