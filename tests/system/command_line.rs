//! `parlance announce`

use std::process::{Output, Stdio};

use tokio::{process::Command, time::timeout};

use super::{Server, TOKEN, start, support::PATIENCE, told, watcher};

/// What the command says, to a server, with this token in its settings.
async fn run(server: &Server, token: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
    command.arg("announce").args(arguments).args(["--server", &server.url("/")]);
    // Not where a parlance.toml may be.
    command.current_dir("/").stdin(Stdio::null()).kill_on_drop(true);
    if let Some(token) = token {
        command.env("PARLANCE_ADMIN__TOKEN", token);
    }
    timeout(PATIENCE, command.output()).await.expect("an end").unwrap()
}

/// The one line that a command failed with.
fn words(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(words.lines().count(), 1, "{words}");
    words
}

#[tokio::test]
async fn an_administrator_announces_and_takes_back() {
    let server = start().await;
    let mut ada = watcher(&server, "ada").await;
    let arguments = ["maintenance", "--message", "New disks", "--starts-at", "2999-01-01T01:00:00+01:00"];
    let output = run(&server, Some(TOKEN), &[&arguments[..], &["--duration", "29m 1s"]].concat()).await;
    let id = String::from_utf8(output.stdout).unwrap();
    let told_ada = ada.event("system:maintenance").await;
    assert_eq!(told_ada.payload()["id"], id.trim());
    assert_eq!(
        (&told_ada.payload()["startsAt"], &told_ada.payload()["durationMinutes"]),
        (&"2999-01-01T00:00:00.000Z".into(), &30.into())
    );
    let output = run(&server, Some(TOKEN), &["withdraw", id.trim()]).await;
    assert_eq!((output.status.code(), &*output.stdout), (Some(0), &b""[..]));
    ada.wait_for("that it is taken back", |event| event.payload()["withdrawn"] == true).await;
    let again = words(&run(&server, Some(TOKEN), &["withdraw", id.trim()]).await);
    assert_eq!(again, "parlance: No such announcement\n");

    assert!(run(&server, Some(TOKEN), &["version", "--new-version", "7.0.0"]).await.status.success());
    ada.event("system:versionUpdate").await;
    assert!(run(&server, Some(TOKEN), &["maintenance", "--message", "Now", "--duration", "1h"]).await.status.success());
    assert_eq!(told(&watcher(&server, "bob").await, "system:maintenance").len(), 1);
}

#[tokio::test]
async fn one_who_may_not_is_told_how_to() {
    let server = start().await;
    let version = ["version", "--new-version", "7.0.0"];
    assert!(words(&run(&server, None, &version).await).starts_with("parlance: admin.token: set it"));
    let other = "x".repeat(32);
    assert_eq!(words(&run(&server, Some(&other), &version).await), "parlance: Send the administrator's token\n");
    let short = words(&run(&server, Some("short"), &version).await);
    assert_eq!(short, "parlance: admin.token: must have at least 32 bytes\n");
    let closed = Server::start("").await;
    let closed = words(&run(&closed, Some(TOKEN), &version).await);
    assert!(closed.contains("takes no announcements: set admin.token"), "{closed}");
}
