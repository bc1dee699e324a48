//! Many changes at once are stored with few syncs of the disk: one per commit, whatever the number
//! of changes in it.

use std::{fs, path::Path};

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use crate::support::{Client, PATIENCE, Server, text, user};

const CLIENTS: usize = 100;

/// Commits in a write-ahead log: the frames that end a transaction (SQLite file format, section 4).
fn commits(database: &Path) -> usize {
    let log = fs::read(format!("{}-wal", database.display())).unwrap();
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap());
    let (page, salt) = (number(8) as usize, number(16));
    let frames = (32..log.len()).step_by(24 + page).take_while(|frame| number(frame + 8) == salt);
    frames.filter(|frame| number(frame + 4) != 0).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_queues_up_is_committed_together() {
    let mut server = Server::start("log.filter = \"warn\"").await;
    let mut sessions = Vec::new();
    for number in 0..CLIENTS {
        let client = Client::connect_with(&server, user(&format!("user {number}"))).await;
        let connected = client.log.iter().find(|event| event.name == "connection").unwrap();
        sessions.push(text(&connected.payload()["sessions"][0]["id"]).to_owned());
    }
    server.terminate();
    server.ended(PATIENCE).await;
    let server = server.restarted().await;
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        clients.push(Client::connect_with(&server, user(&format!("user {number}"))).await);
    }

    // While somebody else holds the file, changes queue up.
    let url = format!("sqlite://{}", server.database().display());
    let mut holder = SqliteConnection::connect(&url).await.unwrap();
    let held = holder.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let mut ids = Vec::new();
    for (client, session) in clients.iter_mut().zip(&sessions) {
        ids.push(client.begin("chat:send", json!({ "sessionId": session, "message": "hello" })).await);
    }
    // Someone who came later has been served: what came earlier has been taken in.
    Client::connect_with(&server, user("user 0")).await.settle().await;
    held.rollback().await.unwrap();
    for (client, id) in clients.iter_mut().zip(&ids) {
        assert_eq!(client.reply(id).await.name, "chat:response");
    }

    let stored: i64 = sqlx::query_scalar("SELECT count(*) FROM messages").fetch_one(&mut holder).await.unwrap();
    assert_eq!(stored, 2 * CLIENTS as i64, "each message and each answer");
    let commits = commits(&server.database());
    assert!((1..=CLIENTS / 4).contains(&commits), "{commits} commits for {stored} messages");
}
