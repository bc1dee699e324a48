//! A disk that takes no more writes: the client is told `SERVER_ERROR`, the log says so once,
//! `/readyz` keeps traffic away, reads go on, and all is well again when the disk is, by itself.

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::time::{Instant, sleep};

use crate::{
    disk::{Mount, Trouble},
    support::{Client, Event, PATIENCE, Server, user},
};

const NO_CHANGES: &str = "the store takes no changes";
const AGAIN: &str = "the store takes changes again";

async fn ready(server: &Server) -> u16 {
    parlance::http::tls::install_crypto_provider();
    reqwest::get(server.url("/readyz")).await.unwrap().status().as_u16()
}

async fn until_ready(server: &Server, status: u16) {
    let deadline = Instant::now() + PATIENCE;
    while ready(server).await != status {
        assert!(Instant::now() < deadline, "/readyz is not {status}: {}", server.log());
        sleep(std::time::Duration::from_millis(20)).await;
    }
}

fn times(server: &Server, words: &str) -> usize {
    server.log().matches(words).count()
}

/// Sends until a message is refused.
async fn until_refused(client: &mut Client, session: &str) {
    for number in 0..200 {
        let message = format!("{number} {}", "x".repeat(50_000));
        let reply = client.request("chat:send", json!({ "sessionId": session, "message": message })).await;
        if reply.is_error() {
            assert_eq!((reply.name.as_str(), reply.code()), ("chat:error", "SERVER_ERROR"));
            assert_eq!(reply.payload()["retryable"], true);
            let words = reply.payload().to_string().to_lowercase();
            assert!(!["sqlite", "disk", "parlance.db", "xxx"].iter().any(|word| words.contains(word)), "{words}");
            return;
        }
    }
    panic!("never refused");
}

/// The whole course: refused, told, read on, over, well again.
async fn assert_passes(server: &Server, mut client: Client, session: &str, trouble: Trouble) {
    until_refused(&mut client, session).await;
    until_ready(server, 503).await;
    for (command, payload) in [
        ("session:rename", json!({ "sessionId": session, "title": "t".repeat(200) })),
        ("chat:send", json!({ "sessionId": session, "message": "x".repeat(50_000) })),
    ] {
        assert_eq!(client.fail(command, payload).await["code"], "SERVER_ERROR", "{command}");
    }
    assert_eq!(client.ask("session:list", json!({})).await["sessions"].as_array().unwrap().len(), 2);
    let history = client.ask("session:history", json!({ "sessionId": session })).await;
    assert_eq!(history["messages"][0]["body"], "before");
    assert_eq!(
        (times(server, " ERROR "), times(server, NO_CHANGES), times(server, AGAIN)),
        (1, 1, 0),
        "{}",
        server.log()
    );

    trouble.ends();
    until_ready(server, 200).await;
    assert_eq!(times(server, AGAIN), 1, "{}", server.log());
    let reply = client.ask("chat:send", json!({ "sessionId": session, "message": "after" })).await;
    assert_eq!(reply["response"], "Echo: after");
    server.assert_promises_kept().await;
}

async fn begin(server: &Server) -> (Client, String) {
    let mut client = Client::connect(server).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "before" })).await;
    (client, session)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk() {
    let (server, disk) = Mount::under(Server::start("").await, 8_000_000).await;
    let (client, session) = begin(&server).await;
    let trouble = Trouble::full(&server, &disk);
    assert_passes(&server, client, &session, trouble).await;
    drop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_becomes_read_only() {
    let server = Server::start("").await;
    let (client, session) = begin(&server).await;
    let trouble = Trouble::sealed(&server);
    assert_passes(&server, client, &session, trouble).await;
}

/// A run whose end cannot be stored is told as failed, never as done, and the session goes on later.
#[tokio::test(flavor = "multi_thread")]
async fn an_outage_in_the_middle_of_an_answer() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("slow").await;
    let id = client.begin("chat:send", json!({ "sessionId": session, "message": "x".repeat(60) })).await;
    client.event("chat:delta").await;
    let trouble = Trouble::sealed(&server);
    let reply = client.reply(&id).await;
    assert_eq!((reply.name.as_str(), reply.code()), ("chat:error", "SERVER_ERROR"));
    until_ready(&server, 503).await;
    trouble.ends();
    until_ready(&server, 200).await;
    let completed = client.event("forge:completed").await;
    assert_eq!(completed.payload()["status"], "failed", "{:?}", completed.body);
    let after = client.ask("chat:send", json!({ "sessionId": session, "message": "after" })).await;
    assert_eq!(after["response"], "Echo: after");
}

/// A database that cannot be opened again, because it is gone, is not made anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_gone_and_comes_back() {
    let server = Server::start("").await;
    let (mut client, session) = begin(&server).await;
    let (file, away) = (server.database(), server.database().with_extension("away"));
    std::fs::rename(&file, &away).unwrap();
    let trouble = Trouble::limited(&server);
    until_refused(&mut client, &session).await;
    trouble.ends();
    until_refused(&mut client, &session).await;
    assert!(!file.exists(), "another database was made");
    std::fs::rename(&away, &file).unwrap();
    until_ready(&server, 200).await;
    let history: Value = client.ask("session:history", json!({ "sessionId": session })).await;
    assert_eq!(history["messages"][0]["body"], "before");
}

/// A session that cannot be looked up is not one that does not exist.
#[tokio::test]
async fn a_read_that_fails_is_no_missing_session() {
    let mut server = Server::start("").await;
    let session = Client::connect(&server).await.session("echo").await;
    server.terminate();
    server.ended(PATIENCE).await;
    // Nothing is in memory, and the connection does not begin before the read is over.
    let delay = "handshake.connection_event_delay = \"0ms\"";
    let server = server.restarted_with(|config| config.replace(delay, &delay.replace("0ms", "2s"))).await;
    let mut client = Client::arrive(&server, Value::Null, "").await.unwrap();
    alter(&server, "ALTER TABLE rooms RENAME COLUMN title TO gone").await;
    let id = client.begin("session:delete", json!({ "sessionId": session })).await;
    let deadline = Instant::now() + PATIENCE;
    while times(&server, "the database could not be read") == 0 {
        assert!(Instant::now() < deadline, "nothing is read: {}", server.log());
        sleep(std::time::Duration::from_millis(5)).await;
    }
    alter(&server, "ALTER TABLE rooms RENAME COLUMN gone TO title").await;
    assert_eq!(client.reply(&id).await.code(), "SERVER_ERROR");
    client.ask("session:delete", json!({ "sessionId": session })).await;
}

async fn alter(server: &Server, statement: &'static str) {
    let options = SqliteConnectOptions::new().filename(server.database());
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn others_are_told_who_has_gone_and_it_is_stored_later() {
    let server = Server::start("presence.grace = \"0s\"").await;
    let mut ada = Client::connect_with(&server, user("ada")).await;
    let mut bob = Client::connect_with(&server, user("bob")).await;
    let room = ada.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    bob.ask("room:join", json!({ "roomId": room["id"] })).await;
    let trouble = Trouble::limited(&server);
    ada.cut();
    let gone = |event: &Event| event.name == "presence:updated" && event.payload()["status"] == "offline";
    let gone = bob.wait_for("the news that ada is gone", gone).await.payload().clone();
    let presences = bob.ask("presence:get", json!({ "userIds": ["ada"] })).await;
    assert_eq!(presences["presences"], json!([gone]), "it is known while it waits");

    trouble.ends();
    until_ready(&server, 200).await;
    let options = SqliteConnectOptions::new().filename(server.database()).read_only(true);
    let mut file = SqliteConnection::connect_with(&options).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let query = sqlx::query_scalar("SELECT last_seen_at FROM users WHERE id = 'ada'");
        let stored: Option<i64> = query.fetch_one(&mut file).await.unwrap();
        if json!(stored.map(parlance::contract::Time)) == gone["lastSeenAt"] {
            break;
        }
        assert!(Instant::now() < deadline, "never stored: {}", server.log());
        sleep(std::time::Duration::from_millis(20)).await;
    }
}
