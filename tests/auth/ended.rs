//! A login that ends while a client comes in with it, too early for the client to be told and too
//! late for its token to be refused: the database is changed behind the server's back, so that nobody
//! tells anybody.

use serde_json::{Value, json};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

use crate::{
    rest::{local, login, register},
    support::{Client, PATIENCE, Server},
};

/// Long enough to end a login in.
const SETTINGS: &str = "handshake.connection_event_delay = \"1s\"";

/// Ends all logins of which the refresh token was not spent, without telling the server.
async fn end_logins(server: &Server) {
    let options = SqliteConnectOptions::new().filename(server.database());
    let mut connection = options.connect().await.expect("the database");
    let ended = sqlx::query("DELETE FROM refresh_tokens").execute(&mut connection).await.expect("to be changed");
    assert!(ended.rows_affected() > 0);
}

async fn assert_ended(server: &Server, mut client: Client) {
    let error = client.event("auth:error").await;
    assert_eq!((error.code(), &error.payload()["message"]), ("UNAUTHENTICATED", &json!("You have been logged out")));
    client.until_closed().await;
    assert!(client.log.iter().all(|event| event.name != "connection"), "it was greeted");
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn who_comes_in_by_the_handshake_is_out() {
    let server = local(SETTINGS).await;
    let tokens = register(&server, "ann").await;
    let client = Client::arrive(&server, tokens.auth(), "").await.expect("to be let in");
    end_logins(&server).await;
    assert_ended(&server, client).await;
}

#[tokio::test]
async fn who_comes_in_by_a_command_is_out() {
    let server = local(SETTINGS).await;
    let tokens = register(&server, "ann").await;
    let mut client = Client::arrive(&server, Value::Null, "").await.expect("to be let in");
    client.begin("auth:authenticate", json!({ "token": tokens.access })).await;
    // The reply comes after the greeting, so the log has to tell.
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !server.log().contains("event=\"auth:authenticate\"") {
        assert!(tokio::time::Instant::now() < deadline, "not carried out: {}", server.log());
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    end_logins(&server).await;
    assert_ended(&server, client).await;
}

#[tokio::test]
async fn who_is_in_with_a_login_that_lasts_stays() {
    let server = local(SETTINGS).await;
    register(&server, "ann").await;
    end_logins(&server).await;
    let tokens = login(&server, "ann").await;
    let mut client = Client::connect_with(&server, tokens.auth()).await;
    client.settle().await;
    assert!(client.log.iter().all(|event| event.name != "auth:error"));
}
