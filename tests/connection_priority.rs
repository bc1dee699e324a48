//! What reaches a reader first that has fallen behind, and what is left out for it (contract
//! section 6).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Event, Server, fresh, text, user};

/// More of the long messages than the buffers of two sockets hold.
const MANY: usize = 150;

/// A server with room for so many events, behind a small queue of the socket: what a reader does not
/// read waits where it has a priority. Heartbeats come often, and wait for the reader too.
async fn start(events: usize, settings: &str) -> Server {
    let room = format!("limits.outbox_events = {events}\nlimits.outbox_bytes = 200000000\nsocketio.queue = 16");
    Server::start(&format!("{room}\nsocketio.ping_interval = \"500ms\"\nsocketio.ping_timeout = \"60s\"\n{settings}"))
        .await
}

fn long() -> String {
    "much to read ".repeat(6_000)
}

/// Makes a public room that both are in, and watch; its id.
async fn room(owner: &mut Client, other: &mut Client) -> String {
    let room = owner.ask("room:create", json!({ "name": "Room", "visibility": "public" })).await;
    let id = text(&room["id"]).to_owned();
    other.ask("room:join", json!({ "roomId": id })).await;
    id
}

async fn say(client: &mut Client, room: &str, body: &str, priority: Value) {
    client.ask("chat:send", json!({ "roomId": room, "body": body, "priority": priority })).await;
}

/// Where the first thing is for which `wanted` holds.
fn place(log: &[Event], wanted: impl Fn(&Event) -> bool) -> usize {
    log.iter().position(wanted).expect("to have been told")
}

fn is_message(event: &Event, body: &str) -> bool {
    event.place().is_some() && event.payload()["body"] == body
}

/// That a topic's events came in order without a gap, and how many they are.
fn assert_in_order(log: &[Event], topic: &str) -> usize {
    let seqs: Vec<_> = log.iter().filter_map(Event::place).filter(|(of, _)| *of == topic).map(|(_, seq)| seq).collect();
    assert!(seqs.windows(2).all(|two| two[0] + 1 == two[1]), "{topic}: {seqs:?}");
    seqs.len()
}

#[tokio::test]
async fn an_urgent_message_overtakes_a_backlog_of_another_room() {
    let server = start(4_096, "").await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("ann")).await;
    let noise = room(&mut writer, &mut reader).await;
    let calm = room(&mut writer, &mut reader).await;
    for _ in 0..MANY {
        say(&mut writer, &noise, &long(), json!(4)).await;
    }
    say(&mut writer, &calm, "as ever", Value::Null).await;
    say(&mut writer, &calm, "urgent", json!(1)).await;
    // The reader's own, of no urgency: the reply comes after it all the same.
    let own = json!({ "roomId": calm, "body": "own", "priority": 4, "requestId": fresh() });
    let number = reader.emit_with_ack("chat:send", &own).await;
    writer.wait_for("the reader's message", |event| is_message(event, "own")).await;
    say(&mut writer, &noise, "last", json!(4)).await;

    reader.wait_for("everything", |event| is_message(event, "last")).await;
    let log = &reader.log;
    assert!(assert_in_order(log, &format!("rooms/{noise}")) > MANY);
    assert!(assert_in_order(log, &format!("rooms/{calm}")) >= 3);
    // A room keeps its order: what is urgent takes along what was said before it.
    let calm = ["as ever", "urgent", "own"].map(|body| place(log, |event| is_message(event, body)));
    let ack = place(log, |event| event.ack == Some(number));
    let reply = place(log, |event| event.request_id() == own["requestId"].as_str());
    let noisy = log.iter().filter(|event| is_message(event, &long())).count();
    let overtaken = log[calm[1]..].iter().filter(|event| is_message(event, &long())).count();
    assert!(overtaken > 10, "the urgent message overtook {overtaken} of {noisy}");
    assert!(calm.is_sorted() && calm[2] < ack && ack < reply, "{calm:?}, {ack}, {reply}");
    assert!(reply < place(log, |event| is_message(event, "last")), "a reply waits for what is not urgent");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_call_rings_before_a_backlog_of_an_agents_log() {
    let chatty = r#"models.chatty = { agent = "command", command = ["sh", "-c", "yes $(printf '%04000d' 7) | head -n 4000 >&2; echo done"] }"#;
    let server = start(4_096, &format!("limits.agent_output_bytes = 50000000\n{chatty}")).await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("ann")).await;
    let mut bob = Client::connect_with(&server, user("bob")).await;
    room(&mut writer, &mut bob).await;
    let session = writer.session("chatty").await;
    let answer = writer.ask("chat:send", json!({ "sessionId": session, "message": "talk" })).await;
    bob.ask("call:offer", json!({ "targetId": "ann", "callType": "audio", "sdp": "v=0" })).await;

    reader.event("call:offer").await;
    reader.event("forge:completed").await;
    let log = &reader.log;
    let rings = place(log, |event| event.name == "call:offer");
    let logged = log.iter().rposition(|event| event.name == "log").unwrap();
    let completed = place(log, |event| event.name == "forge:completed");
    assert!(rings < logged && logged < completed, "{rings}, {logged}, {completed}");
    // Started, four thousand lines, completed.
    assert_eq!(assert_in_order(log, &format!("forge_sessions/{}", text(&answer["runId"]))), 4_002);
}

#[tokio::test]
async fn who_types_is_left_out_before_a_reader_is_given_up() {
    let server = start(MANY, "").await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("bob")).await;
    let room = room(&mut writer, &mut reader).await;
    for _ in 0..MANY - 20 {
        say(&mut writer, &room, &long(), Value::Null).await;
    }
    let typing = |typing: bool| ("chat:typing", json!({ "roomId": room, "typing": typing }));
    let burst: Vec<_> = (0..2 * MANY).map(|number| typing(number % 2 == 0)).collect();
    writer.emit_all(&burst).await;
    writer.settle().await;
    assert!(server.metric("parlance_shed_events_total").await > 0.0);
    say(&mut writer, &room, "last", Value::Null).await;
    assert_eq!(server.metric("parlance_slow_consumers_total").await, 0.0);

    reader.wait_for("the last message", |event| is_message(event, "last")).await;
    assert!(assert_in_order(&reader.log, &format!("rooms/{room}")) > MANY - 20);
    assert!(reader.log.iter().filter(|event| event.name == "chat:typingUpdated").count() < burst.len());
}

#[tokio::test]
async fn a_reply_that_names_a_head_comes_after_all_that_is_before_it() {
    let server = start(4_096, "").await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("ann")).await;
    let noise = room(&mut writer, &mut reader).await;
    for _ in 0..MANY {
        say(&mut writer, &noise, &long(), json!(4)).await;
    }
    let topic = format!("rooms/{noise}");
    for (command, payload) in
        [("room:join", json!({ "roomId": noise })), ("subscription:subscribe", json!({ "topic": topic }))]
    {
        let id = reader.begin(command, payload).await;
        say(&mut writer, &noise, &long(), json!(4)).await;
        let head = reader.reply(&id).await.payload()["headSeq"].as_i64().unwrap();
        let told = reader.log.iter().filter_map(Event::place).filter(|(of, _)| *of == topic).map(|(_, seq)| seq).max();
        assert!(told >= Some(head), "{command} named {head}, and {told:?} was told");
    }
}
