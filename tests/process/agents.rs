//! A run belongs to its session: it goes on without the client, and ends with the server.

use std::{fs, path::PathBuf, time::Duration};

use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::support::{Client, PATIENCE, Server};

/// A program that notes its process group, and leaves children in it that hear nothing.
const DEAF: &str = r#"models.deaf = { agent = "command", command = ["sh", "-c", "trap '' TERM; (trap '' TERM; sleep 1000) & echo $$ > group; echo begun; sleep 1000"] }"#;
const POLITE: &str = r#"models.polite = { agent = "command", command = ["sh", "-c", "sleep 1000 & echo $$ > group; echo begun; wait"] }"#;
/// Goes on when `go` is there.
const PATIENT: &str = r#"models.patient = { agent = "command", command = ["sh", "-c", "echo begun; until test -e go; do sleep 0.02; done; echo done"] }"#;

fn file(server: &Server, name: &str) -> PathBuf {
    server.database().with_file_name(name)
}

fn group(server: &Server) -> String {
    fs::read_to_string(file(server, "group")).unwrap().trim().to_owned()
}

/// The processes of a group that still run: one that has ended keeps the group's id until somebody
/// asks how, and nobody may.
fn members(group: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").unwrap();
    let stats = processes.filter_map(|entry| fs::read_to_string(entry.ok()?.path().join("stat")).ok());
    stats.filter(|stat| is_member(stat, group)).collect()
}

/// `id (name) state parent group …`, as Linux tells it.
fn is_member(stat: &str, group: &str) -> bool {
    let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    fields.len() > 2 && fields[2] == group && !["Z", "X"].contains(&fields[0])
}

/// Begins a run and waits until its program says something.
async fn begun(server: &Server, model: &str) -> (Client, String, String) {
    let mut client = Client::connect(server).await;
    let session = client.session(model).await;
    let id = client.begin("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    client.event("chat:delta").await;
    (client, session, id)
}

async fn assert_ends_with_the_server(settings: &str, model: &str) {
    let mut server = Server::start(&format!("shutdown.grace = \"4s\"\n{settings}")).await;
    let (mut client, _, id) = begun(&server, model).await;
    let group = group(&server);
    assert!(members(&group).len() >= 2);
    server.terminate();
    client.until_closed().await;
    assert_eq!(server.ended(Duration::from_secs(6)).await.code(), Some(0), "{}", server.log());
    assert_eq!(members(&group), [""; 0], "what outlives the server");
    let codes: Vec<_> = client.replies(&id).iter().map(|reply| reply.code()).collect();
    assert_eq!(codes, ["OVERLOADED"]);
}

#[tokio::test]
async fn the_processes_of_a_run_end_with_the_server() {
    assert_ends_with_the_server(POLITE, "polite").await;
}

#[tokio::test]
async fn processes_that_do_not_listen_end_too() {
    assert_ends_with_the_server(DEAF, "deaf").await;
}

#[tokio::test]
async fn a_run_goes_on_when_its_client_is_gone() {
    let server = Server::start(PATIENT).await;
    let (client, session, _) = begun(&server, "patient").await;
    client.cut();
    server.until_metric("parlance_connections", 0.0).await;
    fs::write(file(&server, "go"), "").unwrap();

    let mut other = Client::connect(&server).await;
    let answered = |page: &serde_json::Value| page["messages"][1]["body"] == "begun\ndone\n";
    let deadline = Instant::now() + PATIENCE;
    loop {
        let page = other.ask("session:history", json!({ "sessionId": session })).await;
        if answered(&page) {
            break;
        }
        assert!(Instant::now() < deadline, "no answer: {page}");
        sleep(Duration::from_millis(20)).await;
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn nothing_of_a_stopped_run_is_left() {
    let server = Server::start(DEAF).await;
    let (mut client, session, id) = begun(&server, "deaf").await;
    let group = group(&server);
    client.ask("chat:stop", json!({ "sessionId": session })).await;
    assert_eq!(members(&group), [""; 0], "stopped means that the producer has ended");
    assert_eq!(client.reply(&id).await.code(), "CANCELLED");
}
