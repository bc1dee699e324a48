//! What the server logs: every command, as one line that a program can read, and nothing that
//! somebody said or that lets somebody in.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, PATIENCE, Server, fresh, text};

/// What nobody may read in a log.
const SECRET: &str = "hush-hush";

/// Lines of the log, whole ones only.
fn lines(server: &Server) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
    server.log().lines().map(parse).collect()
}

fn commands(lines: &[Value]) -> Vec<&Value> {
    lines.iter().filter(|line| line["message"] == "command").collect()
}

/// Ends the server, so that its log is complete.
async fn stop(server: &mut Server) {
    server.terminate();
    server.ended(PATIENCE).await;
    let deadline = tokio::time::Instant::now() + PATIENCE;
    while !server.log().contains("shutting down") {
        assert!(tokio::time::Instant::now() < deadline, "the log does not end: {}", server.log());
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn every_command_is_one_line() {
    let mut server = Server::start("log.format = \"json\"\nlog.filter = \"debug\"").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let good = [
        ("session:list", json!({})),
        ("chat:send", json!({ "sessionId": session, "message": "hello" })),
        ("session:switch", json!({ "sessionId": session })),
    ];
    let bad = [
        ("session:switch", json!({ "sessionId": "none" }), "NOT_FOUND"),
        ("chat:send", json!({ "sessionId": session }), "VALIDATION_ERROR"),
        ("session:dance", json!({}), "UNKNOWN_EVENT"),
    ];
    let mut expected = Vec::new();
    for (name, payload) in good {
        let id = client.begin(name, payload).await;
        client.reply(&id).await;
        expected.push((id, name, "ok"));
    }
    for (name, payload, code) in bad {
        let id = client.begin(name, payload).await;
        assert_eq!(client.reply(&id).await.code(), code);
        expected.push((id, if name == "session:dance" { "unknown" } else { name }, code));
    }
    let connected = client.log.iter().find(|event| event.name == "connection").unwrap();
    let connection = text(&connected.payload()["connectionId"]).to_owned();
    stop(&mut server).await;

    let lines = lines(&server);
    for (id, event, outcome) in expected {
        let told: Vec<_> = commands(&lines).into_iter().filter(|line| line["request_id"] == *id).collect();
        assert_eq!(told.len(), 1, "{event} {outcome}: {told:?}");
        let line = told[0];
        assert_eq!((text(&line["event"]), text(&line["connection"])), (event, connection.as_str()), "{line}");
        assert_eq!(text(&line["outcome"]), outcome, "{line}");
        assert!(line["duration_us"].is_u64() && line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
}

#[tokio::test]
async fn what_a_command_leads_to_is_logged_in_its_span() {
    let models = r#"models.missing = { agent = "command", command = ["/no/such/program"] }"#;
    let mut server = Server::start(&format!("log.format = \"json\"\nlog.filter = \"debug\"\n{models}")).await;
    let mut client = Client::connect(&server).await;
    let session = client.session("missing").await;
    let id = client.begin("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    assert_eq!(client.reply(&id).await.code(), "AGENT_FAILED");
    stop(&mut server).await;
    let lines = lines(&server);
    let line = lines.iter().find(|line| line["message"] == "the agent's program could not be started").unwrap();
    let span = &line["span"];
    assert_eq!((text(&span["name"]), text(&span["event"])), ("command", "chat:send"), "{line}");
    assert_eq!(text(&span["request_id"]), id, "{line}");
    assert!(span["connection"].is_string(), "{line}");
}

/// Says the secret in every place where a client can say something.
async fn tell_secrets(server: &Server) {
    let auth = json!({ "userId": "local", "token": SECRET, "resume": { (format!("rooms/{SECRET}")): 5 } });
    let mut client = Client::connect_with(server, auth).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": SECRET })).await;
    client.ask("session:rename", json!({ "sessionId": session, "title": SECRET })).await;
    client.ask("session:switch", json!({ "sessionId": session })).await;
    let broken = client.session("broken").await;
    client.fail("chat:send", json!({ "sessionId": broken, "message": SECRET })).await;
    for (name, payload) in [
        ("chat:send", json!({ "sessionId": session, "message": format!("{SECRET}\0") })),
        ("chat:send", json!({ "sessionId": session, "message": SECRET.repeat(20_000) })),
        ("chat:send", json!({ "sessionId": session, "message": [SECRET] })),
        ("chat:send", json!({ "message": SECRET, "token": SECRET })),
        ("chat:send", json!({ "type": SECRET, "payload": { "message": SECRET } })),
        ("session:create", json!({ "model": SECRET })),
        ("sync:resume", json!({ "positions": { SECRET: SECRET } })),
        ("chat:whisper", json!({ "message": SECRET })),
        ("whisper", json!({ "message": SECRET })),
    ] {
        client.fail(name, payload).await;
    }
    client.emit("session:list", &json!({ "requestId": SECRET.len(), "password": SECRET })).await;
    for frame in [
        format!("42[\"chat:send\",{{\"message\":\"{SECRET}"),
        format!("42[\"chat:send\" \"{SECRET}\"]"),
        format!("42[{{\"{SECRET}\":1}}]"),
    ] {
        client.send_text(frame).await;
    }
    let refused = Client::arrive(server, json!({ "userId": { SECRET: SECRET } }), "").await;
    assert!(refused.is_err());
    let refused = Client::arrive(server, json!({ "token": SECRET, "userId": "a\0" }), "&token=hush-hush").await;
    assert!(refused.is_err());
    let id = fresh();
    let mut last = Client::connect(server).await;
    last.emit("chat:send", &json!({ "sessionId": session, "message": SECRET, "requestId": id })).await;
    last.reply(&id).await;
}

#[tokio::test]
async fn nothing_that_was_said_is_logged() {
    let mut server = Server::start("log.format = \"json\"\nlog.filter = \"info\"").await;
    tell_secrets(&server).await;
    stop(&mut server).await;
    assert!(commands(&lines(&server)).len() >= 9, "failures are told: {}", server.log());
    assert!(!server.log().contains(SECRET), "{}", server.log());
}

#[tokio::test]
async fn our_own_lines_never_hold_it() {
    let mut server = Server::start("log.format = \"json\"\nlog.filter = \"debug\"").await;
    tell_secrets(&server).await;
    stop(&mut server).await;
    let lines = lines(&server);
    assert!(commands(&lines).len() > 15, "every command is told: {}", server.log());
    for line in lines.iter().filter(|line| text(&line["target"]).starts_with("parlance")) {
        assert!(!line.to_string().contains(SECRET), "{line}");
    }
}

#[tokio::test]
async fn lines_for_people_are_plain_where_nobody_sees_colours() {
    let mut server = Server::start("").await;
    Client::connect(&server).await.session("echo").await;
    stop(&mut server).await;
    assert!(!server.log().contains('\u{1b}'), "{}", server.log());
}
