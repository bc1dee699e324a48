//! One server at a time has a file.

use std::{
    os::unix::fs::symlink,
    path::Path,
    process::{Output, Stdio},
};

use serde_json::json;
use tokio::{process::Command, time::timeout};

use crate::support::{Client, PATIENCE, Server};

/// Starts a second server on a file.
async fn second(database: &Path) -> Output {
    let server = Command::new(env!("CARGO_BIN_EXE_parlance"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database"])
        .arg(format!("sqlite://{}", database.display()))
        .current_dir(database.parent().unwrap())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    timeout(PATIENCE, server).await.expect("a second server does not start").unwrap()
}

fn assert_refused(output: &Output) {
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{words}");
    assert!(words.starts_with("parlance: database: ") && words.contains("is in use by another parlance"), "{words}");
    assert_eq!((words.lines().count(), output.stdout.len()), (1, 0), "{words}");
}

#[tokio::test]
async fn a_second_server_says_so_and_the_first_goes_on() {
    let server = Server::start("").await;
    assert_refused(&second(&server.database()).await);
    let mut client = Client::connect(&server).await;
    client.session("echo").await;
}

#[tokio::test]
async fn the_same_file_by_another_name_is_the_same_file() {
    let server = Server::start("").await;
    let folder = server.database().parent().unwrap().to_owned();
    symlink(server.database(), folder.join("link.db")).unwrap();
    assert_refused(&second(&folder.join("link.db")).await);
    symlink(&folder, folder.join("around")).unwrap();
    assert_refused(&second(&folder.join("around/parlance.db")).await);
}

#[tokio::test]
async fn a_file_is_free_again_when_its_server_is_gone() {
    let mut server = Server::start("").await;
    server.kill().await;
    let mut server = server.restarted().await;
    server.terminate();
    assert_eq!(server.ended(PATIENCE).await.code(), Some(0));
    let server = server.restarted().await;
    let mut client = Client::connect(&server).await;
    assert_eq!(client.ask("session:list", json!({})).await["sessions"].as_array().unwrap().len(), 1);
}
