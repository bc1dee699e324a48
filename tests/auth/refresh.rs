//! Refresh tokens: spent once each; one that is shown twice ends all that its login led to.

use serde_json::json;

use crate::{
    rest::{local, login, post, refresh, refused, register},
    support::{Client, text},
};

#[tokio::test]
async fn each_token_is_good_once() {
    let server = local("").await;
    let first = register(&server, "ann").await;
    let second = refresh(&server, &first.refresh).await;
    assert_eq!(second.user, first.user);
    assert!(second.refresh != first.refresh && second.expires_at >= first.expires_at);
    let third = refresh(&server, &second.refresh).await;
    Client::connect_with(&server, third.auth()).await;
}

#[tokio::test]
async fn a_token_that_is_shown_twice_ends_its_family_and_its_connections() {
    let server = local("").await;
    let first = register(&server, "ann").await;
    let other = login(&server, "ann").await;
    let mut victim = Client::connect_with(&server, first.auth()).await;
    let mut elsewhere = Client::connect_with(&server, other.auth()).await;
    let second = refresh(&server, &first.refresh).await;
    let mut thief = Client::connect_with(&server, second.auth()).await;

    refused(&server, "refresh", &json!({ "refreshToken": first.refresh }), 401, "UNAUTHENTICATED").await;
    for client in [&mut victim, &mut thief] {
        assert_eq!(client.event("auth:error").await.code(), "UNAUTHENTICATED");
        client.until_closed().await;
    }
    refused(&server, "refresh", &json!({ "refreshToken": second.refresh }), 401, "UNAUTHENTICATED").await;
    for tokens in [&first, &second] {
        let refusal = Client::arrive(&server, tokens.auth(), "").await.err().expect("to be refused");
        assert!(refusal.contains("UNAUTHENTICATED"), "{refusal}");
    }
    elsewhere.settle().await;
    refresh(&server, &other.refresh).await;
}

#[tokio::test]
async fn two_who_spend_one_token_at_once_do_not_both_get_one() {
    let server = local("").await;
    let first = register(&server, "ann").await;
    let body = json!({ "refreshToken": first.refresh });
    let (one, other) = tokio::join!(post(&server, "refresh", &body), post(&server, "refresh", &body));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn a_token_ends_in_time() {
    let server = local("auth.refresh_ttl = \"1s\"").await;
    let tokens = register(&server, "ann").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    refused(&server, "refresh", &json!({ "refreshToken": tokens.refresh }), 401, "UNAUTHENTICATED").await;
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    for token in ["", "x", &tokens.access, &"f".repeat(64)] {
        refused(&server, "refresh", &json!({ "refreshToken": token }), 401, "UNAUTHENTICATED").await;
    }
}

#[tokio::test]
async fn over_the_socket_too() {
    let server = local("auth.access_ttl = \"90s\"").await;
    let first = register(&server, "ann").await;
    let mut client = Client::connect_with(&server, first.auth()).await;
    let before = client.ask("auth:info", json!({})).await;
    assert_eq!(before["expiresAt"], json!(first.expires_at));
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let fresh = client.ask("auth:refresh", json!({ "refreshToken": first.refresh })).await;
    let after = client.ask("auth:info", json!({})).await;
    assert_eq!(after["expiresAt"], fresh["expiresAt"]);
    assert!(text(&after["expiresAt"]) > first.expires_at.as_str(), "{after}");

    let reused = client.request("auth:refresh", json!({ "refreshToken": first.refresh })).await;
    assert_eq!((reused.name.as_str(), reused.code()), ("auth:error", "UNAUTHENTICATED"));
}

#[tokio::test]
async fn nobody_goes_on_as_somebody_else() {
    let server = local("").await;
    let (ann, bob) = (register(&server, "ann").await, register(&server, "bob").await);
    let mut client = Client::connect_with(&server, ann.auth()).await;
    let error = client.fail("auth:refresh", json!({ "refreshToken": bob.refresh })).await;
    assert_eq!(error["code"], "CONFLICT");
    let error = client.fail("auth:authenticate", json!({ "token": bob.access })).await;
    assert_eq!(error["code"], "CONFLICT");
    assert_eq!(client.ask("auth:info", json!({})).await["user"], ann.user);
    refresh(&server, &bob.refresh).await;
}
