//! A connection's credentials: late, running out, renewed.

use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    rest::{local, login, register},
    sign::{Key, SECRET, now},
    support::{Client, PATIENCE, Server},
};

/// In without credentials.
async fn nobody(server: &Server) -> Client {
    Client::arrive(server, Value::Null, "").await.expect("to be let in")
}

#[tokio::test]
async fn without_credentials_one_may_only_bring_them() {
    let server = local("").await;
    let mut client = nobody(&server).await;
    let info = client.ask("auth:info", json!({})).await;
    assert_eq!((&info["authenticated"], &info["subscriptions"]), (&json!(false), &json!([])));
    assert!(info.get("user").is_none() && info.get("expiresAt").is_none(), "{info}");
    client.ask("presence:ping", json!({})).await;
    for row in parlance::contract::COMMANDS.iter().filter(|row| !matches!(row.namespace(), "auth")) {
        if row.name == "presence:ping" {
            continue;
        }
        let error = client.request(row.name, json!({})).await;
        assert_eq!((error.name.as_str(), error.code()), (row.error, "UNAUTHENTICATED"));
    }
    assert_eq!(client.request("no:such", json!({})).await.code(), "UNAUTHENTICATED");
    assert!(client.log.iter().all(|event| event.name != "connection"));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn credentials_may_come_late() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let mut client = nobody(&server).await;
    let error = client.fail("auth:authenticate", json!({ "token": "nonsense" })).await;
    assert_eq!(error["code"], "UNAUTHENTICATED");
    let reply = client.ask("auth:authenticate", json!({ "token": tokens.access })).await;
    assert_eq!((&reply["user"], &reply["expiresAt"]), (&tokens.user, &json!(tokens.expires_at)));
    assert_eq!(client.event("connection").await.payload()["user"], tokens.user);
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    client.event("chat:message").await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn commands_sent_right_behind_the_credentials_are_carried_out() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let mut client = nobody(&server).await;
    let ids: Vec<_> = (0..3).map(|_| crate::support::fresh()).collect();
    let burst = [
        ("session:list", json!({ "requestId": ids[0] })),
        ("auth:authenticate", json!({ "token": tokens.access, "requestId": ids[1] })),
        ("session:list", json!({ "requestId": ids[2] })),
    ];
    client.emit_all(&burst).await;
    assert_eq!(client.reply(&ids[0]).await.code(), "UNAUTHENTICATED");
    assert_eq!(client.reply(&ids[1]).await.name, "auth:authenticated");
    assert_eq!(client.reply(&ids[2]).await.name, "session:list");
}

#[tokio::test]
async fn one_who_comes_late_goes_on_from_where_they_were() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let mut client = Client::connect_with(&server, tokens.auth()).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    let mut resume = json!({});
    resume[format!("rooms/{session}")] = json!(0);
    let mut late = Client::arrive(&server, json!({ "resume": resume }), "").await.expect("to be let in");
    late.ask("auth:authenticate", json!({ "token": tokens.access })).await;
    let connected = late.event("connection").await;
    assert!(connected.payload()["resume"]["replayed"].as_u64().unwrap() >= 2, "{}", connected.body);
}

#[tokio::test]
async fn nobody_may_stay_for_long() {
    let server = local("handshake.authenticate_within = \"400ms\"").await;
    let tokens = register(&server, "ann").await;
    let (mut known, mut unknown) = (nobody(&server).await, nobody(&server).await);
    server.until_metric("parlance_connections", 2.0).await;
    known.ask("auth:authenticate", json!({ "token": tokens.access })).await;
    let began = Instant::now();
    assert_eq!(unknown.event("auth:error").await.code(), "UNAUTHENTICATED");
    unknown.until_closed().await;
    assert!(began.elapsed() < PATIENCE / 3, "{:?}", began.elapsed());
    known.settle().await;
    server.until_metric("parlance_connections", 1.0).await;
}

#[tokio::test]
async fn ten_seconds_unless_it_is_set() {
    let server = local("").await;
    let began = Instant::now();
    let mut client = nobody(&server).await;
    client.event("auth:error").await;
    let waited = began.elapsed().as_secs_f64();
    assert!((9.5..12.0).contains(&waited), "{waited}");
    client.until_closed().await;
}

#[tokio::test]
async fn what_runs_out_is_told_before_and_then_ends() {
    let server = local("auth.access_ttl = \"2s\"").await;
    let tokens = register(&server, "ann").await;
    let mut client = Client::connect_with(&server, tokens.auth()).await;
    assert_eq!(client.event("auth:expiring").await.payload()["expiresAt"], json!(tokens.expires_at));
    let error = client.event("auth:error").await;
    assert_eq!((error.code(), &error.payload()["retryable"]), ("AUTH_EXPIRED", &json!(true)));
    client.until_closed().await;
    server.until_metric("parlance_connections", 0.0).await;
    let refusal = Client::arrive(&server, tokens.auth(), "").await.err().expect("to be refused");
    assert!(refusal.contains("AUTH_EXPIRED"), "{refusal}");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_fresh_token_of_the_same_user_goes_on() {
    let server = local("auth.access_ttl = \"3s\"").await;
    let tokens = register(&server, "ann").await;
    let (mut refreshing, mut authenticating) =
        (Client::connect_with(&server, tokens.auth()).await, Client::connect_with(&server, tokens.auth()).await);
    let other = login(&server, "ann").await;
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let mut spent = tokens.refresh.clone();
    for _ in 0..2 {
        let fresh = refreshing.ask("auth:refresh", json!({ "refreshToken": spent })).await;
        spent = fresh["refreshToken"].as_str().unwrap().to_owned();
        authenticating.ask("auth:authenticate", json!({ "token": fresh["accessToken"] })).await;
        tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    }
    for client in [&mut refreshing, &mut authenticating] {
        client.settle().await;
        assert!(client.log.iter().all(|event| event.name != "auth:error"));
    }
    let mut stale = Client::arrive(&server, other.auth(), "").await.map(|_| ()).expect_err("to be refused");
    stale.truncate(200);
    assert!(stale.contains("AUTH_EXPIRED"), "{stale}");
}

#[tokio::test]
async fn one_minute_before() {
    let server = local(&format!("auth.secret = \"{SECRET}\"")).await;
    let end = now() + 62;
    let token = Key::secret(SECRET).token(&json!({ "sub": "ann", "exp": end }));
    let mut client = Client::connect_with(&server, json!({ "token": token })).await;
    assert!(client.log.iter().all(|event| event.name != "auth:expiring"), "too early");
    client.event("auth:expiring").await;
    let left = end - now();
    assert!((58..=60).contains(&left), "{left}");
}

#[tokio::test]
async fn a_trusted_network_asks_for_nothing() {
    let server = Server::start("").await;
    let mut client = Client::connect_with(&server, json!({ "userId": "ann", "token": "of another server" })).await;
    let info = client.ask("auth:info", json!({})).await;
    assert_eq!((&info["user"]["id"], &info["authenticated"]), (&json!("ann"), &json!(true)));
    // Clients that bring one anyway, as many do before all else, are who they are already.
    let told = client.ask("auth:authenticate", json!({ "token": "x" })).await;
    assert_eq!((&told["user"]["id"], told.get("expiresAt")), (&json!("ann"), None));
    assert_eq!(client.fail("auth:refresh", json!({ "refreshToken": "x" })).await["code"], "CONFLICT");
}
