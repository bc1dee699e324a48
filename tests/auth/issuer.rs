//! Tokens of another issuer: by a secret, by each kind of public key, by what they say.

use std::io::Write;

use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::{
    sign::{Key, SECRET, claims, fresh_with_pem, now, rsa_public_pem},
    support::{Client, Server},
};

/// Starts with these settings of `auth.jwt`.
pub async fn jwt(settings: &str) -> Server {
    let lines: Vec<_> = settings.lines().map(|line| format!("auth.jwt.{line}")).collect();
    Server::start(&format!("auth.mode = \"jwt\"\n{}", lines.join("\n"))).await
}

/// Starts with a public key.
pub async fn with_public_key(pem: &str, settings: &str) -> (Server, NamedTempFile) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(pem.as_bytes()).unwrap();
    (jwt(&format!("public_key_file = \"{}\"\n{settings}", file.path().display())).await, file)
}

/// Whom the server takes the token for.
pub async fn taken_for(server: &Server, token: &str) -> Value {
    Client::connect_with(server, json!({ "token": token })).await.log[0].payload()["user"].clone()
}

/// The code with which the server refuses the token.
pub async fn refusal(server: &Server, token: &str) -> String {
    let refusal = Client::arrive(server, json!({ "token": token }), "").await.err();
    let refusal: Value = serde_json::from_str(&refusal.expect("to be refused")).unwrap();
    refusal["data"]["code"].as_str().unwrap_or_else(|| panic!("no code: {refusal}")).to_owned()
}

#[tokio::test]
async fn a_shared_secret() {
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    let mut claims = claims("ann", 0);
    assert_eq!(taken_for(&server, &Key::secret(SECRET).token(&claims)).await, json!({ "id": "ann", "name": "ann" }));
    claims["name"] = json!("Ann B.");
    claims["picture"] = json!("https://example.org/ann.png");
    let shown = json!({ "id": "ann", "name": "Ann B.", "avatarUrl": "https://example.org/ann.png" });
    assert_eq!(taken_for(&server, &Key::secret(SECRET).token(&claims)).await, shown);
}

#[tokio::test]
async fn each_kind_of_public_key() {
    let (server, _file) = with_public_key(&rsa_public_pem(), "").await;
    assert_eq!(taken_for(&server, &Key::rsa().token(&claims("ann", 0))).await["id"], "ann");
    for ed25519 in [false, true] {
        let (key, pem) = fresh_with_pem(ed25519);
        let (server, _file) = with_public_key(&pem, "").await;
        assert_eq!(taken_for(&server, &key.token(&claims("ann", 0))).await["id"], "ann");
        let (other, _) = fresh_with_pem(ed25519);
        assert_eq!(refusal(&server, &other.token(&claims("ann", 0))).await, "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn what_a_token_says_of_itself_must_fit() {
    let server = jwt(&format!("secret = \"{SECRET}\"\nissuer = \"us\"\naudience = \"here\"")).await;
    let good = json!({ "sub": "ann", "exp": now() + 60, "iss": "us", "aud": ["there", "here"], "nbf": now() - 1 });
    let key = Key::secret(SECRET);
    assert_eq!(taken_for(&server, &key.token(&good)).await["id"], "ann");
    for (claim, value, code) in [
        ("exp", json!(now() - 60), "AUTH_EXPIRED"),
        ("exp", Value::Null, "UNAUTHENTICATED"),
        ("exp", json!("tomorrow"), "UNAUTHENTICATED"),
        ("nbf", json!(now() + 60), "UNAUTHENTICATED"),
        ("iss", json!("them"), "UNAUTHENTICATED"),
        ("iss", Value::Null, "UNAUTHENTICATED"),
        ("aud", json!("there"), "UNAUTHENTICATED"),
        ("aud", Value::Null, "UNAUTHENTICATED"),
        ("sub", json!("agent:echo"), "UNAUTHENTICATED"),
        ("sub", json!(""), "UNAUTHENTICATED"),
        ("sub", json!("x".repeat(129)), "UNAUTHENTICATED"),
        ("sub", json!(5), "UNAUTHENTICATED"),
        ("sub", Value::Null, "UNAUTHENTICATED"),
    ] {
        let mut bad = good.clone();
        bad[claim] = value;
        assert_eq!(refusal(&server, &key.token(&bad)).await, code, "{bad}");
    }
}

#[tokio::test]
async fn clocks_may_differ_a_little() {
    let server = jwt(&format!("secret = \"{SECRET}\"\nleeway = \"30s\"")).await;
    let key = Key::secret(SECRET);
    let early = json!({ "sub": "ann", "exp": now() + 60, "nbf": now() + 20 });
    let late = json!({ "sub": "ann", "exp": now() - 15 });
    for token in [early, late] {
        assert_eq!(taken_for(&server, &key.token(&token)).await["id"], "ann", "{token}");
    }
    assert_eq!(refusal(&server, &key.token(&json!({ "sub": "ann", "exp": now() - 60 }))).await, "AUTH_EXPIRED");
}

#[tokio::test]
async fn a_token_for_somebody_else_is_not_taken_by_default() {
    let server = jwt(&format!("secret = \"{SECRET}\"")).await;
    let mut claims = claims("ann", 0);
    claims["aud"] = json!("another service");
    assert_eq!(refusal(&server, &Key::secret(SECRET).token(&claims)).await, "UNAUTHENTICATED");
}
