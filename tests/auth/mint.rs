//! `parlance token`: a token for development.

use std::{path::Path, process::Stdio};

use serde_json::json;
use tokio::process::Command;

use crate::{
    issuer::{jwt, taken_for},
    rest::local,
    sign::SECRET,
    support::Server,
};

/// Runs it beside the server, with the server's settings: what it printed, or why not.
async fn token(server: &Server, flags: &[&str]) -> Result<String, String> {
    let database = server.database();
    let folder = database.parent().unwrap_or(Path::new("."));
    let url = format!("sqlite://{}", database.display());
    let output = Command::new(env!("CARGO_BIN_EXE_parlance"))
        .arg("token")
        .args(["--config", "parlance.toml", "--database", &url])
        .args(flags)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    match output.status.success() {
        true => Ok(text(output.stdout)),
        false => Err(text(output.stderr)),
    }
}

#[tokio::test]
async fn for_built_in_accounts() {
    let server = local("").await;
    let minted = token(&server, &["--user", "dev", "--name", "A Developer"]).await.unwrap();
    assert_eq!(taken_for(&server, &minted).await, json!({ "id": "dev", "name": "A Developer" }));
}

#[tokio::test]
async fn as_the_issuer_with_the_secret_would() {
    let server = jwt(&format!("secret = \"{SECRET}\"\nissuer = \"us\"\naudience = \"here\"")).await;
    let minted = token(&server, &["--user", "dev", "--ttl", "5m"]).await.unwrap();
    assert_eq!(taken_for(&server, &minted).await, json!({ "id": "dev", "name": "dev" }));
}

#[tokio::test]
async fn not_for_everybody() {
    let server = Server::start("").await;
    let line = token(&server, &["--user", "dev"]).await.unwrap_err();
    assert!(line.contains("auth.mode"), "{line}");
    let server = local("").await;
    let line = token(&server, &["--user", "agent:echo"]).await.unwrap_err();
    assert!(line.contains("--user"), "{line}");
    let server = jwt("jwks_url = \"https://127.0.0.1:1/keys\"").await;
    let line = token(&server, &["--user", "dev"]).await.unwrap_err();
    assert!(line.contains("auth.jwt.secret"), "{line}");
}
