//! Clients that are not let in: `connect_error`, with the contract's error as `data`.

use serde_json::{Value, json};

use crate::{
    polling::Polling,
    rest::{local, register},
    sign::{Key, SECRET, now},
    support::{Client, Server},
};

fn assert_refusal(refusal: &str, code: &str, retryable: bool) {
    let refusal: Value = serde_json::from_str(refusal).unwrap_or_else(|_| panic!("no JSON: {refusal}"));
    let data = &refusal["data"];
    assert_eq!((&data["code"], &data["retryable"]), (&json!(code), &json!(retryable)), "{refusal}");
    assert_eq!(data["message"], refusal["message"], "{refusal}");
    assert!(data.get("requestId").is_none(), "{refusal}");
}

#[tokio::test]
async fn data_tells_why() {
    let server = local(&format!("auth.secret = \"{SECRET}\"")).await;
    let expired = Key::secret(SECRET).token(&json!({ "sub": "ann", "exp": now() - 5 }));
    for (auth, code, retryable) in [
        (json!({ "token": "nonsense" }), "UNAUTHENTICATED", false),
        (json!({ "token": expired }), "AUTH_EXPIRED", true),
        (json!({ "token": "" }), "VALIDATION_ERROR", false),
        (json!({ "token": 5 }), "VALIDATION_ERROR", false),
    ] {
        let refusal = Client::arrive(&server, auth, "").await.err().expect("to be refused");
        assert_refusal(&refusal, code, retryable);
    }
    let refusal = Client::arrive(&server, Value::Null, "&token=nonsense").await.err().expect("to be refused");
    assert_refusal(&refusal, "UNAUTHENTICATED", false);
}

#[tokio::test]
async fn on_a_trusted_network_too() {
    let server = Server::start("").await;
    let refusal = Client::arrive(&server, json!({ "userId": "agent:echo" }), "").await.err().expect("to be refused");
    assert_refusal(&refusal, "VALIDATION_ERROR", false);
}

#[tokio::test]
async fn by_polling() {
    let server = local("").await;
    let polling = Polling::connect_with(&server, "{\"token\":\"nonsense\"}").await;
    let packet = polling.until("44").await;
    assert_refusal(packet.strip_prefix("44").expect("a refusal"), "UNAUTHENTICATED", false);
}

#[tokio::test]
async fn a_token_in_the_query_string_lets_in() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let query = format!("&token={}", tokens.access);
    let mut client = Client::arrive(&server, Value::Null, &query).await.expect("to be let in");
    assert_eq!(client.event("connection").await.payload()["user"], tokens.user);
    let mut older = Client::arrive_as_older(&server, &query).await.expect("to be let in");
    assert_eq!(older.event("connection").await.payload()["user"], tokens.user);
}

#[tokio::test]
async fn one_that_was_refused_may_try_again_on_the_same_socket() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let polling = Polling::connect_with(&server, "{\"token\":\"nonsense\"}").await;
    polling.until("44").await;
    assert_eq!(polling.post("40{\"token\":\"other nonsense\"}").await, 200);
    let packet = polling.until("44").await;
    assert_refusal(packet.strip_prefix("44").expect("a refusal"), "UNAUTHENTICATED", false);
    assert_eq!(polling.post(format!("40{}", tokens.auth())).await, 200);
    polling.until("connection").await;
}
