//! Registering and logging in.

use serde_json::{Value, json};

use crate::{
    rest::{PASSWORD, local, login, post, refused, register},
    support::{Client, Server, text},
};

#[tokio::test]
async fn one_registers_logs_in_and_connects() {
    let server = local("").await;
    let made = register(&server, "Ann").await;
    assert_eq!(made.user["name"], "Ann");
    let again = login(&server, "ANN").await;
    assert_eq!(again.user, made.user, "user names are one whatever their case");
    assert_ne!(again.refresh, made.refresh);

    let client = Client::connect_with(&server, again.auth()).await;
    let connected = &client.log[0];
    assert_eq!(connected.name, "connection");
    assert_eq!(connected.payload()["user"], made.user);
    assert_eq!(connected.payload()["sessions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn accounts_survive_a_restart_and_so_do_their_tokens() {
    let mut server = local("").await;
    let before = register(&server, "ann").await;
    server.kill().await;
    let server = server.restarted().await;
    Client::connect_with(&server, before.auth()).await;
    assert_eq!(login(&server, "ann").await.user, before.user);
}

#[tokio::test]
async fn what_each_user_makes_is_their_own() {
    let server = local("").await;
    let (ann, bob) = (register(&server, "ann").await, register(&server, "bob").await);
    let mut hers = Client::connect_with(&server, ann.auth()).await;
    let session = hers.session("echo").await;
    let mut his = Client::connect_with(&server, json!({ "token": bob.access, "userId": ann.user["id"] })).await;
    let error = his.fail("session:switch", json!({ "sessionId": session })).await;
    assert_eq!(error["code"], "NOT_FOUND", "what the handshake says of the user counts on a trusted network only");
}

#[tokio::test]
async fn names_and_passwords_keep_the_rules() {
    let server = local("").await;
    let bad = [
        json!({ "username": "ab", "password": PASSWORD }),
        json!({ "username": "x".repeat(65), "password": PASSWORD }),
        json!({ "username": "two words", "password": PASSWORD }),
        json!({ "username": "bell\u{7}", "password": PASSWORD }),
        json!({ "username": "ann", "password": "1234567" }),
        json!({ "username": "ann", "password": "x".repeat(1_025) }),
        json!({ "username": "ann", "password": PASSWORD, "displayName": " " }),
        json!({ "username": "ann" }),
        json!({ "username": 5, "password": PASSWORD }),
        json!([]),
    ];
    for body in bad {
        let (status, answer) = post(&server, "register", &body).await;
        assert_eq!((status / 100, text(&answer["code"])), (4, "VALIDATION_ERROR"), "{body} → {answer}");
        assert!(!answer.to_string().contains(PASSWORD), "{answer}");
    }
    let longest = json!({ "username": "x".repeat(64), "password": "é".repeat(1_024), "displayName": "Ann B." });
    let (status, answer) = post(&server, "register", &longest).await;
    assert_eq!((status, &answer["user"]["name"]), (201, &json!("Ann B.")), "{answer}");
    let huge = json!({ "username": "ann", "password": "x".repeat(100_000) });
    refused(&server, "register", &huge, 413, "PAYLOAD_TOO_LARGE").await;
}

#[tokio::test]
async fn a_name_is_taken_once_in_whatever_spelling() {
    let server = local("").await;
    register(&server, "Straße").await;
    for spelling in ["straße", "STRAßE", "ｓｔｒａße"] {
        let body = json!({ "username": spelling, "password": PASSWORD });
        refused(&server, "register", &body, 409, "CONFLICT").await;
    }
    let both = json!({ "username": "ann", "password": PASSWORD });
    let (one, other) = tokio::join!(post(&server, "register", &both), post(&server, "register", &both));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn a_failed_login_does_not_say_why() {
    let server = local("").await;
    register(&server, "ann").await;
    let mut said = Vec::new();
    for (username, password) in [("ann", "wrong password"), ("nobody", PASSWORD), ("x", PASSWORD), ("ann", "short")] {
        let body = json!({ "username": username, "password": password });
        said.push(refused(&server, "login", &body, 401, "UNAUTHENTICATED").await);
    }
    said.dedup();
    assert_eq!(said.len(), 1, "{said:?}");
}

#[tokio::test]
async fn a_password_may_be_composed_in_any_way() {
    let server = local("").await;
    let body = |password: &str| json!({ "username": "zoé", "password": password });
    assert_eq!(post(&server, "register", &body("cafe\u{301} noir")).await.0, 201);
    assert_eq!(post(&server, "login", &body("caf\u{e9} noir")).await.0, 200);
}

#[tokio::test]
async fn a_login_ends_where_it_is_ended() {
    let server = local("").await;
    let tokens = register(&server, "ann").await;
    let other = login(&server, "ann").await;
    let (mut leaving, mut staying) =
        (Client::connect_with(&server, tokens.auth()).await, Client::connect_with(&server, other.auth()).await);
    let body = json!({ "refreshToken": tokens.refresh });
    assert_eq!(post(&server, "logout", &body).await, (204, Value::Null));
    assert_eq!(leaving.event("auth:error").await.code(), "UNAUTHENTICATED");
    leaving.until_closed().await;
    refused(&server, "refresh", &body, 401, "UNAUTHENTICATED").await;
    let refusal = Client::arrive(&server, tokens.auth(), "").await.err().expect("to be refused");
    assert!(refusal.contains("UNAUTHENTICATED"), "{refusal}");
    staying.settle().await;
    assert_eq!(post(&server, "logout", &body).await.0, 204, "there is nothing left to end");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn without_accounts_there_are_no_such_addresses() {
    let server = Server::start("").await;
    for path in ["register", "login", "refresh", "logout"] {
        refused(&server, path, &json!({ "username": "ann", "password": PASSWORD }), 404, "NOT_FOUND").await;
    }
    let server = local("").await;
    assert_eq!(server.get("/api/auth/login").await.status(), 405);
    assert_eq!(server.get("/api/auth/none").await.status(), 404);
}

#[tokio::test]
async fn a_crowd_of_logins_is_served_or_told_to_wait() {
    let server = local("rate_limits.exempt = [\"127.0.0.0/8\"]").await;
    register(&server, "ann").await;
    let body = json!({ "username": "ann", "password": PASSWORD });
    let mut logins = tokio::task::JoinSet::new();
    let server = std::sync::Arc::new(server);
    for _ in 0..90 {
        let (server, body) = (server.clone(), body.clone());
        logins.spawn(async move { post(&server, "login", &body).await.0 });
    }
    let statuses = logins.join_all().await;
    assert!(statuses.contains(&200) && statuses.contains(&503), "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 200 | 503)), "{statuses:?}");
}
