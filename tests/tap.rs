//! `parlance tap`: the wire as a developer sees it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use std::process::{Output, Stdio};

use serde_json::json;
use support::{Client, PATIENCE, Server, fresh, user};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

/// The command at work.
struct Tap {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    keys: ChildStdin,
    /// All that it has shown.
    shown: Vec<String>,
}

impl Tap {
    fn start(server: &Server, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
        command.args(["tap", &server.url("")]).args(arguments).envs(environment.iter().copied());
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("to start");
        let lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let keys = child.stdin.take().expect("its input");
        Self { child, lines, keys, shown: Vec::new() }
    }

    async fn write(&mut self, line: &str) {
        self.keys.write_all(format!("{line}\n").as_bytes()).await.expect("it reads");
    }

    /// The first line yet to come that holds this.
    async fn line(&mut self, with: &str) -> String {
        loop {
            let next = timeout(PATIENCE, self.lines.next_line()).await;
            let next = next.unwrap_or_else(|_| panic!("waited in vain for {with}: {:#?}", self.shown));
            let line = next.expect("text").unwrap_or_else(|| panic!("ended before {with}: {:#?}", self.shown));
            self.shown.push(line.clone());
            if line.contains(with) {
                return line;
            }
        }
    }

    async fn ended(mut self) -> Option<i32> {
        timeout(PATIENCE, self.child.wait()).await.expect("an end").expect("its exit status").code()
    }
}

/// A command that ends by itself.
async fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parlance"));
    command.arg("tap").args(arguments).stdin(Stdio::null()).kill_on_drop(true);
    timeout(PATIENCE, command.output()).await.expect("an end").unwrap()
}

#[tokio::test]
async fn frames_are_shown_both_ways_in_the_words_of_the_dialect() {
    let server = Server::start("").await;
    let mut ann = Client::connect_with(&server, user("ann")).await;
    let room = ann.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    let mut tap = Tap::start(&server, &["--dialect", "tagged", "--user", "bo"], &[]);
    let ready = tap.line("← ready").await;
    assert!(ready.contains(r#"{"type":"ready","user":{"#) && !ready.contains('\u{1b}'), "{ready}");
    tap.write(&json!({ "type": "subscribe", "channel_id": room["id"] }).to_string()).await;
    tap.line("→ subscribe").await;
    tap.write(r#"{ "type": "ping",  "id": "one" }"#).await;
    tap.line(r#"→ ping {"type":"ping","id":"one"}"#).await;
    tap.line(r#"← pong {"id":"one","type":"pong"}"#).await;
    ann.ask("chat:send", json!({ "roomId": room["id"], "body": "hello" })).await;
    let told = tap.line("← message_create").await;
    assert!(told.contains(r#""content":"hello""#), "{told}");
    tap.write("nonsense").await;
    tap.line("→  nonsense").await;
    tap.line("← error").await;
}

#[tokio::test]
async fn a_client_of_socket_io_is_let_in_and_heard() {
    let server = Server::start("").await;
    let mut tap = Tap::start(&server, &["--dialect", "socketio", "--user", "bo"], &[]);
    tap.line("← open").await;
    tap.line(r#"→ connect {"userId":"bo"}"#).await;
    let connection = tap.line("← connection").await;
    assert!(connection.contains(r#""user":{"id":"bo""#), "{connection}");
    let id = fresh();
    tap.write(&json!(["session:list", { "requestId": id }]).to_string()).await;
    tap.line("→ session:list").await;
    let told = tap.line("← session:list").await;
    assert!(told.contains(&id), "{told}");
}

#[tokio::test]
async fn the_end_is_told_with_its_code_and_its_reason() {
    let mut server = Server::start("").await;
    let mut tap = Tap::start(&server, &["--dialect", "tagged"], &[]);
    tap.line("← ready").await;
    server.terminate();
    tap.line("× closed by the server: 1001 the server shuts down").await;
    assert_eq!(tap.ended().await, Some(1));
    server.ended(PATIENCE).await;
}

#[tokio::test]
async fn no_token_is_shown() {
    let secret = "a-secret-of-at-least-32-bytes-for-tests";
    let server = Server::start(&format!("auth.mode = \"jwt\"\nauth.jwt.secret = \"{secret}\"")).await;
    let mut tap = Tap::start(&server, &["--dialect", "tagged"], &[]);
    tap.write(r#"{"type":"authenticate","token":"abc.def.ghi"}"#).await;
    let sent = tap.line("→ authenticate").await;
    assert!(sent.ends_with(r#"{"type":"authenticate","token":"…"}"#), "{sent}");
    tap.line("← error").await;

    let mut refused = Tap::start(&server, &["--dialect", "socketio", "--token", "abc.def.ghi"], &[]);
    refused.line(r#"→ connect {"token":"…"}"#).await;
    refused.line("← connect_error").await;
    let mut known = Tap::start(&server, &["--dialect", "tagged", "--token", "abc.def.ghi"], &[]);
    known.line("× closed by the server: 1008").await;
    assert_eq!(known.ended().await, Some(1));
    assert!(!server.log().contains("abc.def.ghi"));
}

#[tokio::test]
async fn colours_are_for_terminals_and_for_who_wants_them() {
    let server = Server::start("").await;
    let mut forced = Tap::start(&server, &["--dialect", "tagged"], &[("CLICOLOR_FORCE", "1")]);
    assert!(forced.line("ready").await.contains("\u{1b}["));
    let never = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
    let mut plain = Tap::start(&server, &["--dialect", "tagged"], &never);
    assert!(!plain.line("← ready").await.contains('\u{1b}'));
}

#[tokio::test]
async fn one_that_is_not_let_in_is_told_why() {
    let server = Server::start("").await;
    let words = async |arguments: &[&str]| {
        let output = run(arguments).await;
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        String::from_utf8(output.stderr).unwrap()
    };
    let wrong = words(&[&server.url("/ws/tagged"), "--dialect", "dotted"]).await;
    assert!(wrong.contains("400 Bad Request: The path names another dialect than the subprotocol"), "{wrong}");
    let none = words(&[&server.url("/nothing"), "--dialect", "tagged"]).await;
    assert!(none.starts_with("parlance: the server answers "), "{none}");
    let unknown = words(&[&server.url(""), "--dialect", "latin"]).await;
    assert!(unknown.contains("there are socketio, tagged, envelope, prioritized, dotted"), "{unknown}");
    let scheme = words(&["ftp://127.0.0.1/", "--dialect", "tagged"]).await;
    assert!(scheme.contains("URL: must begin with ws://"), "{scheme}");
}

#[tokio::test]
async fn nobody_there_is_one_line() {
    let mut server = Server::start("").await;
    let url = server.url("");
    server.kill().await;
    let output = run(&[&url, "--dialect", "tagged"]).await;
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), words.lines().count()), (Some(2), 1), "{words}");
    assert!(words.contains("cannot be reached"), "{words}");
}
