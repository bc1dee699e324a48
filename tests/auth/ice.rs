//! `GET /api/ice-servers`: who gets credentials of a TURN server, and whether they are good.

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::hmac;
use serde_json::{Value, json};

use crate::{
    rest::{local, register},
    sign::now,
    support::{Server, text},
};

const SERVERS: &str = r#"
call.ice_servers = [{ urls = ["stun:stun.example.org"] }, { urls = ["turn:a.example.org"], username = "all", credential = "of-everybody" }, { urls = ["turn:b.example.org", "turns:b.example.org:5349"], secret = "hush-hush-hush", ttl = "1h" }]"#;

async fn ask(server: &Server, query: &str) -> (u16, Value) {
    let response = server.get(&format!("/api/ice-servers{query}")).await;
    let (status, cache) = (response.status().as_u16(), response.headers().get("cache-control").cloned());
    assert!(status != 200 || cache.is_some_and(|cache| cache == "no-store"), "it may not be kept");
    (status, response.json().await.expect("JSON"))
}

/// Checks credentials as a TURN server does that has the secret; the user.
fn checked(server: &Value) -> String {
    let username = text(&server["username"]);
    let (end, user) = username.split_once(':').expect("a time and a user");
    let left = end.parse::<i64>().expect("seconds") - now();
    assert!((3_590..=3_600).contains(&left), "{left}");
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, b"hush-hush-hush");
    let credential = STANDARD.decode(text(&server["credential"])).expect("base64");
    hmac::verify(&key, username.as_bytes(), &credential).expect("a good credential");
    user.to_owned()
}

#[tokio::test]
async fn each_user_gets_credentials_for_a_time() {
    let server = local(SERVERS).await;
    let (ann, bob) = (register(&server, "ann").await, register(&server, "bob").await);
    for (status, query) in [(401, ""), (401, "?userId=ann"), (401, "?token=forged")] {
        let (was, body) = ask(&server, query).await;
        assert_eq!((was, &body["code"]), (status, &json!("UNAUTHENTICATED")), "{query}");
    }
    for tokens in [&ann, &bob] {
        let (status, body) = ask(&server, &format!("?token={}", tokens.access)).await;
        assert_eq!(status, 200, "{body}");
        let [stun, fixed, timed] = &body["iceServers"].as_array().expect("a list")[..] else { panic!("{body}") };
        assert_eq!(stun, &json!({ "urls": ["stun:stun.example.org"] }));
        let fixed_ones = json!({ "urls": ["turn:a.example.org"], "username": "all", "credential": "of-everybody" });
        assert_eq!(fixed, &fixed_ones);
        assert_eq!(timed["urls"], json!(["turn:b.example.org", "turns:b.example.org:5349"]));
        assert_eq!(checked(timed), text(&tokens.user["id"]));
        assert!(text(&body["expiresAt"]).ends_with(".000Z"), "{body}");
    }
    for secret in ["hush", "of-everybody"] {
        assert!(!server.log().contains(secret), "{}", server.log());
    }
}

#[tokio::test]
async fn without_any_there_are_none() {
    let server = Server::start("").await;
    assert_eq!(ask(&server, "").await, (200, json!({ "iceServers": [] })));
    let server = Server::start(SERVERS).await;
    assert_eq!(checked(&ask(&server, "?userId=ann").await.1["iceServers"][2]), "ann");
}
