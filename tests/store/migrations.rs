//! Migrations are versioned and run at start: what an earlier version stored is there, what a later
//! one stored is left alone.

use std::process::Stdio;

use serde_json::json;
use sqlx::{Connection, SqliteConnection, migrate::Migrator, sqlite::SqliteConnectOptions};
use tokio::{process::Command, time::timeout};

use crate::support::{Client, PATIENCE, Server, user};

const FIRST: &str = include_str!("first_version.sql");

/// All migrations of the source, or only the first.
fn migrator(first_only: bool) -> Migrator {
    let all = sqlx::migrate!("migrations/sqlite");
    let some = all.iter().take(if first_only { 1 } else { usize::MAX }).cloned().collect::<Vec<_>>();
    Migrator { migrations: some.into(), ..all }
}

async fn open(server: &Server) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(server.database()).create_if_missing(true);
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// A server that has ended, so that its data can be changed.
async fn stopped() -> Server {
    let mut server = Server::start("").await;
    server.terminate();
    server.ended(PATIENCE).await;
    server
}

async fn versions(server: &Server) -> Vec<i64> {
    let query = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    sqlx::query_scalar(query).fetch_all(&mut open(server).await).await.unwrap()
}

fn newest() -> Vec<i64> {
    migrator(false).iter().map(|migration| migration.version).collect()
}

#[tokio::test]
async fn a_new_file_has_every_version() {
    assert_eq!(versions(&stopped().await).await, newest());
}

#[tokio::test]
async fn a_file_of_the_first_version_opens() {
    let server = stopped().await;
    std::fs::remove_file(server.database()).unwrap();
    let mut file = open(&server).await;
    migrator(true).run(&mut file).await.unwrap();
    sqlx::raw_sql(FIRST).execute(&mut file).await.unwrap();
    file.close().await.unwrap();

    let server = server.restarted().await;
    assert_eq!(versions(&server).await, newest());
    let mut client = Client::connect_with(&server, user("ann")).await;
    let sessions = client.ask("session:list", json!({})).await["sessions"].clone();
    assert_eq!((sessions[0]["title"].as_str(), sessions[0]["model"].as_str()), (Some("An old one"), Some("echo")));
    let session = json!({ "sessionId": sessions[0]["id"] });
    let history = client.ask("session:history", session.clone()).await;
    let bodies: Vec<_> = history["messages"].as_array().unwrap().iter().map(|message| &message["body"]).collect();
    assert_eq!(bodies, ["of yore", "Echo: of yore"]);
    // The first version kept a run's first and last event with the others.
    let run = "forge_sessions/01a1fa92-35af-72b5-8e3a-51b16920c40c";
    client.ask("sync:resume", json!({ "positions": { run: 0 } })).await;
    let told = client.log.iter().filter(|event| event.body["topic"] == run);
    let names: Vec<_> = told.map(|event| (&*event.name, event.body["seq"].as_i64().unwrap())).collect();
    let whole = [("forge:started", 1), ("log", 2), ("forge:completed", 3)];
    assert_eq!(names, whole);
    // It is found by its session too, and goes with it.
    let mut other = Client::connect_with(&server, user("ann")).await;
    let asked = format!("rooms/{}", session["sessionId"].as_str().unwrap());
    other.ask("sync:resume", json!({ "positions": { asked: 1 } })).await;
    let told = other.log.iter().filter(|event| event.body["topic"] == run);
    let names: Vec<_> = told.map(|event| (&*event.name, event.body["seq"].as_i64().unwrap())).collect();
    assert_eq!(names, whole);
    let send = json!({ "sessionId": session["sessionId"], "message": "now" });
    assert_eq!(client.ask("chat:send", send).await["response"], "Echo: now");
    client.ask("session:delete", session).await;
    let runs: i64 = sqlx::query_scalar("SELECT count(*) FROM runs").fetch_one(&mut open(&server).await).await.unwrap();
    assert_eq!(runs, 0);
}

#[tokio::test]
async fn a_file_of_a_later_version_is_left_alone() {
    let server = stopped().await;
    let mut file = open(&server).await;
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (9999, 'later', 1, x'00', 0)";
    sqlx::query(later).execute(&mut file).await.unwrap();
    file.close().await.unwrap();

    let start = Command::new(env!("CARGO_BIN_EXE_parlance"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database"])
        .arg(format!("sqlite://{}", server.database().display()))
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = timeout(PATIENCE, start).await.expect("a server that does not start").unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(words.starts_with("parlance: database: ") && words.contains("9999"), "{words}");
    assert_eq!(words.lines().count(), 1, "{words}");
}
