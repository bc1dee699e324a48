//! What forge sessions tell: tools, tokens and their cost, a log that is bounded.

use std::{fs, time::Duration};

use serde_json::{Value, json};

use super::{Client, Server, connect, create, steer, subscribe, text, until};

/// Speaks stream-json: a tool that works, one that fails, tokens as they grow.
const STREAM: &str = r#"
models.claude = { agent = "command", format = "stream-json", command = ["cat", "script.jsonl"], price = { input = 3.0, output = 15.0 } }
"#;
const SCRIPT: &str = r#"{"type":"system","subtype":"init","model":"m"}
{"type":"assistant","message":{"id":"a","usage":{"input_tokens":1000,"output_tokens":100},"content":[{"type":"tool_use","id":"t1","name":"Read","input":{}}]}}
{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t1","content":"fine"}]}}
{"type":"assistant","message":{"id":"b","usage":{"input_tokens":2000,"output_tokens":200},"content":[{"type":"tool_use","id":"t2","name":"Bash","input":{}}]}}
{"type":"user","message":{"content":[{"type":"tool_result","tool_use_id":"t2","is_error":true,"content":"no"}]}}
{"type":"assistant","message":{"id":"c","usage":{"input_tokens":3000,"output_tokens":300},"content":[{"type":"text","text":"All done"}]}}
{"type":"result","subtype":"success","result":"All done","usage":{"input_tokens":6000,"output_tokens":600}}
"#;

fn payloads<'a>(client: &'a Client, name: &str) -> Vec<&'a Value> {
    client.log.iter().filter(|event| event.name == name).map(|event| event.payload()).collect()
}

#[tokio::test]
async fn tools_and_tokens_are_told_as_they_come() {
    let server = Server::start(STREAM).await;
    fs::write(server.database().with_file_name("script.jsonl"), SCRIPT).unwrap();
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, "forge_sessions").await;
    let mission = create(&mut ada, "claude", 1).await;
    steer(&mut ada, "start", &mission).await;
    let ended = ada.event("forge:completed").await.payload().clone();
    assert_eq!(ended["response"], "All done");
    let tools: Vec<_> = payloads(&ada, "forge:toolExecution")
        .iter()
        .map(|told| (text(&told["toolName"]), text(&told["status"]), text(&told["toolUseId"])))
        .collect();
    let expected =
        [("Read", "started", "t1"), ("Read", "succeeded", "t1"), ("Bash", "started", "t2"), ("Bash", "failed", "t2")];
    assert_eq!(tools, expected);
    let tokens: Vec<_> = payloads(&ada, "forge:tokenUsage")
        .iter()
        .map(|told| (told["inputTokens"].as_u64().unwrap(), told["outputTokens"].as_u64().unwrap()))
        .collect();
    assert!(tokens.is_sorted() && tokens.len() >= 3, "{tokens:?}");
    let last = payloads(&ada, "forge:tokenUsage").pop().unwrap().clone();
    assert_eq!((&last["inputTokens"], &last["outputTokens"]), (&json!(6000), &json!(600)));
    assert!((last["totalCost"].as_f64().unwrap() - (6000.0 * 3.0 + 600.0 * 15.0) / 1e6).abs() < 1e-9, "{last}");
    assert_eq!(ended["usage"]["costUsd"], last["totalCost"]);
}

/// 100 MB of log.
const FLOOD: &str = r#"
mission.log_bytes = 100000
models.flood = { agent = "command", command = ["sh", "-c", "head -c 100000000 /dev/zero | tr '\\0' x | fold -w 1000 >&2; echo dry"] }
"#;

#[tokio::test]
async fn a_flood_of_log_is_cut_and_starves_nobody() {
    let server = Server::start(FLOOD).await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    for topic in ["forge_sessions", "missions"] {
        subscribe(&mut ada, topic).await;
    }
    let before = peak(&server);
    let mission = create(&mut ada, "flood", 1).await;
    steer(&mut ada, "start", &mission).await;
    ada.event("forge:log").await;
    let session = bob.session("echo").await;
    let answer = tokio::time::timeout(
        Duration::from_secs(5),
        bob.ask("chat:send", json!({ "sessionId": session, "message": "still there?" })),
    );
    assert_eq!(answer.await.expect("an answer during the flood")["response"], "Echo: still there?");
    until(&mut ada, &mission, "completed").await;
    let lines = payloads(&ada, "forge:log");
    let kept: usize = lines.iter().map(|line| text(&line["message"]).len() + 1).sum();
    assert!((90_000..101_000).contains(&kept), "{kept} bytes are kept");
    let last = text(&lines.last().unwrap()["message"]);
    assert!(last.contains("cut") && last.contains("lines"), "{last}");
    let grown = peak(&server) - before;
    assert!(grown < 64 * 1024, "memory grew by {grown} KiB");
}

/// The most memory that the server has had, in KiB.
fn peak(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
