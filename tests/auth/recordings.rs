//! Speech to text costs the server a program: where credentials are needed, it asks for them.

use reqwest::multipart::{Form, Part};
use serde_json::Value;

use crate::{
    rest::{local, register},
    sign::{Key, SECRET, now},
    support::{Server, text},
};

const ENGINE: &str = r#"transcribe = { engine = "command", command = ["sh", "-c", "echo heard it", "engine", "{input}"], convert = false }"#;

/// `POST /api/transcribe` with a recording: status and body.
async fn transcribe(server: &Server, query: &str, token: Option<&str>) -> (u16, Value) {
    parlance::http::tls::install_crypto_provider();
    let recording = Part::bytes(vec![7; 4_000]).file_name("recording.webm");
    let request = reqwest::Client::new().post(server.url(&format!("/api/transcribe{query}")));
    let request = request.multipart(Form::new().part("audio", recording));
    let response = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = response.send().await.expect("a response");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

async fn assert_refused(server: &Server, query: &str, token: Option<&str>, code: &str) {
    let (status, body) = transcribe(server, query, token).await;
    assert_eq!((status, text(&body["code"])), (401, code), "{query} {token:?}: {body}");
    assert!(!text(&body["error"]).is_empty(), "{body}");
}

#[tokio::test]
async fn only_who_has_an_account_is_heard() {
    let server = local(ENGINE).await;
    let tokens = register(&server, "ann").await;
    assert_refused(&server, "", None, "UNAUTHENTICATED").await;
    assert_refused(&server, "?userId=ann", None, "UNAUTHENTICATED").await;
    assert_refused(&server, "?token=forged", None, "UNAUTHENTICATED").await;
    assert_refused(&server, "", Some("forged"), "UNAUTHENTICATED").await;
    assert_eq!(transcribe(&server, "", Some(&tokens.access)).await.1["text"], "heard it");
    assert_eq!(transcribe(&server, &format!("?token={}", tokens.access), None).await.0, 200);
    let logout = serde_json::json!({ "refreshToken": tokens.refresh });
    assert_eq!(crate::rest::post(&server, "logout", &logout).await.0, 204);
    assert_refused(&server, "", Some(&tokens.access), "UNAUTHENTICATED").await;
}

#[tokio::test]
async fn only_whom_the_issuer_names_is_heard() {
    let server = Server::start(&format!("auth.mode = \"jwt\"\nauth.jwt.secret = \"{SECRET}\"\n{ENGINE}")).await;
    let token = |exp: i64| Key::secret(SECRET).token(&serde_json::json!({ "sub": "ann", "exp": exp }));
    assert_refused(&server, "", None, "UNAUTHENTICATED").await;
    assert_refused(&server, "", Some(&token(now() - 60)), "AUTH_EXPIRED").await;
    assert_eq!(transcribe(&server, "", Some(&token(now() + 60))).await.0, 200);
}

#[tokio::test]
async fn on_a_trusted_network_everybody_is() {
    let server = Server::start(ENGINE).await;
    assert_eq!(transcribe(&server, "", None).await.0, 200);
    assert_eq!(transcribe(&server, "?userId=ann", None).await.0, 200);
    assert_eq!(transcribe(&server, "?userId=", None).await.0, 400);
}
