//! What a server tells a client of each dialect in the course of the same hour, recorded. The fixtures
//! are TypeScript files: that they compile shows that the generated types fit the real frames.

use std::{collections::BTreeSet, fmt::Write};

use parlance::codec::{DESCRIPTIONS, Dialect};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{connect, public_room};
use crate::{
    fixture::{assert_fixture, settled},
    support::{Client, Server, raw::Raw, text},
};

const HEADER: &str = "\
// Recorded by the Rust suite `conformance` from a running server. tsc is the test.
// biome-ignore-all format: as the server writes it
// biome-ignore-all lint: as the server writes it
";

/// How the server is told at a steady pace, and differs from machine to machine.
const UNSTEADY: &str = "healthUpdate";

#[tokio::test]
async fn the_fixtures_hold_what_a_server_tells() {
    for dialect in DESCRIPTIONS {
        let name = dialect.dialect.name();
        let frames = record(dialect.dialect).await;
        assert!(frames.len() > 5, "{name}: {frames:#?}");
        let mut text = format!("{HEADER}import type {{ {name} }} from \"../../../generated/dialects/index.js\";\n\n");
        text += &format!("export const recorded: {name}.ServerFrame[] = [\n");
        frames.iter().for_each(|frame| writeln!(text, "  {frame},").unwrap());
        assert_fixture(&format!("dialects/{name}.recorded.ts"), &(text + "];\n"));
    }
}

/// Every kind of frame once, in no order.
async fn record(dialect: Dialect) -> BTreeSet<String> {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let mut bo = connect(&server, "bo").await;
    let room = public_room(&mut ann).await;
    bo.ask("room:join", json!({ "roomId": room })).await;
    say(&mut ann, &room, "before").await;
    let positions = json!({ (format!("rooms/{room}")): 0, "missions": 0, "forge_sessions": 0, "tasks": 0 }).to_string();
    let resume = utf8_percent_encode(&positions, NON_ALPHANUMERIC);
    let mut raw = Raw::connect(&server, &format!("/ws/{}?user=bo&resume={resume}", dialect.name())).await;
    raw.wait_for("the replay", |frame| frame.to_string().contains("before")).await;

    people(&mut ann, &room).await;
    agents(&mut ann, &room).await;
    // What was told before is there before the answer to this.
    raw.send(json!([])).await;
    raw.told("error").await;
    let steady = raw.log.into_iter().filter(|frame| frame["type"] != UNSTEADY);
    steady.map(|frame| alike(settled(frame)).to_string()).collect()
}

/// Numbers say how it went this time.
fn alike(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, alike(value))).collect(),
        Value::Array(values) => values.into_iter().map(alike).collect(),
        Value::Number(_) => 1.into(),
        other => other,
    }
}

async fn say(client: &mut Client, room: &str, body: &str) -> String {
    text(&client.ask("chat:send", json!({ "roomId": room, "body": body })).await["message"]["id"]).to_owned()
}

async fn people(ann: &mut Client, room: &str) {
    let first = say(ann, room, "first").await;
    ann.ask("chat:edit", json!({ "messageId": first, "newBody": "changed" })).await;
    ann.ask("chat:reaction", json!({ "messageId": first, "reaction": "👍", "action": "add" })).await;
    ann.ask("chat:read", json!({ "roomId": room, "messageId": first })).await;
    ann.ask("chat:typing", json!({ "roomId": room, "typing": true })).await;
    ann.ask("chat:typing", json!({ "roomId": room, "typing": false })).await;
    ann.ask("chat:redact", json!({ "messageId": first, "mask": "[…]" })).await;
    ann.ask("chat:delete", json!({ "messageId": first, "mode": "soft" })).await;
    ann.ask("presence:set", json!({ "status": "busy" })).await;
    ann.ask("call:offer", json!({ "targetId": "bo", "callType": "audio", "sdp": "v=0" })).await;
    ann.ask("call:ice", json!({ "targetId": "bo", "candidate": null })).await;
    ann.ask("call:end", json!({ "targetId": "bo", "reason": "enough" })).await;
}

async fn agents(ann: &mut Client, room: &str) {
    let task = ann.ask("task:create", json!({ "title": "Sweep", "roomId": room, "assigneeId": "bo" })).await;
    let task = text(&task["id"]).to_owned();
    ann.ask("task:update", json!({ "taskId": task, "status": "begun", "progress": 50 })).await;
    ann.ask("task:assign", json!({ "taskId": task, "assigneeId": "ann" })).await;
    ann.ask("subscription:subscribe", json!({ "topic": "missions" })).await;
    let specs = json!([{ "id": "one", "prompt": "Say so" }]);
    let mission = ann.ask("mission:create", json!({ "name": "Tidy", "roomId": room, "specs": specs })).await;
    ann.ask("mission:start", json!({ "missionId": mission["missionId"] })).await;
    ann.event("mission:completed").await;
    ann.ask("mission:list", json!({})).await;
}
