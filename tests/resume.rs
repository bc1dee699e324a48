//! A client that was away gets what it missed, once, in order, and goes on (contract section 5).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use std::{collections::BTreeMap, fs};

use serde_json::{Value, json};
use support::{Client, Event, Server, fresh, text, user};

/// The last `seq` seen of each topic, as a client remembers it.
fn positions(log: &[Event]) -> BTreeMap<String, i64> {
    log.iter().filter_map(Event::place).map(|(topic, seq)| (topic.to_owned(), seq)).collect()
}

fn resuming(name: &str, positions: &BTreeMap<String, i64>) -> Value {
    json!({ "userId": name, "resume": positions })
}

/// Every topic of what was told, from its first event on, without a gap and without a repeat.
fn assert_contiguous<'a>(told: impl Iterator<Item = &'a Event>) {
    let mut heads: BTreeMap<&str, i64> = BTreeMap::new();
    for (topic, seq) in told.filter_map(Event::place) {
        let head = heads.entry(topic).or_default();
        assert_eq!(seq, *head + 1, "in {topic}");
        *head = seq;
    }
}

/// Durable events before the `connection` event, and what that says was replayed.
fn replayed(client: &Client) -> (usize, u64) {
    let at = client.log.iter().position(|event| event.name == "connection").unwrap();
    let before = client.log[..at].iter().filter(|event| event.place().is_some()).count();
    (before, client.log[at].payload()["resume"]["replayed"].as_u64().unwrap())
}

/// The answer of a run, put together from pieces that may overlap.
fn answer(log: &[Event], run: &str) -> String {
    let mut text = String::new();
    let pieces = log.iter().filter(|event| event.name == "chat:delta" && event.payload()["runId"] == run);
    for piece in pieces {
        let offset = piece.payload()["offset"].as_u64().unwrap() as usize;
        assert!(offset <= text.len(), "a gap at {}: {offset}", text.len());
        text.truncate(offset);
        text += piece.payload()["text"].as_str().unwrap();
    }
    text
}

#[tokio::test]
async fn a_cut_client_gets_every_event_once_while_others_keep_writing() {
    let server = Server::start("handshake.connection_event_delay = \"50ms\"").await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let mut reader = Client::connect_with(&server, user("ann")).await;
    let session = writer.session("echo").await;
    let room = format!("rooms/{session}");
    let say = |number: usize| json!({ "sessionId": session, "message": format!("message {number}") });
    for number in 0..5 {
        writer.ask("chat:send", say(number)).await;
    }
    reader.wait_for("the third message", |event| event.place() == Some((&room, 3))).await;
    let mut told = reader.log.clone();
    reader.cut();

    let writing = async {
        for number in 5..120 {
            writer.ask("chat:send", say(number)).await;
        }
    };
    // Away and back, again and again, in the middle of it.
    let reading = async {
        loop {
            let auth = resuming("ann", &positions(&told));
            let mut reader = Client::connect_with(&server, auth).await;
            let (before, said) = replayed(&reader);
            assert_eq!(before as u64, said);
            let seen = reader.log.iter().filter(|event| event.name == "chat:message").count();
            let more = |log: &[Event]| {
                let messages = log.iter().filter(|event| event.name == "chat:message").count();
                let all = log.iter().any(|event| event.payload()["body"] == "Echo: message 119");
                (messages > seen + 1 || all).then_some(all)
            };
            let all = reader.until("more", more).await;
            if all {
                reader.settle().await;
                told.extend(reader.log.clone());
                return;
            }
            told.extend(reader.log.clone());
            reader.cut();
        }
    };
    tokio::join!(writing, reading);
    assert_contiguous(told.iter());
    let bodies: Vec<_> =
        told.iter().filter(|event| event.name == "chat:message").map(|event| text(&event.payload()["body"])).collect();
    let expected = (0..120).flat_map(|number| [format!("message {number}"), format!("Echo: message {number}")]);
    assert!(bodies.iter().copied().eq(expected), "{bodies:?}");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn an_answer_goes_on_while_its_client_is_away() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("slow").await;
    let message = "an answer with 漢字 and 🦀, long enough to leave in the middle of it".repeat(2);
    let say = json!({ "sessionId": session, "message": message, "requestId": fresh() });
    client.emit("chat:send", &say).await;
    let run = text(&client.event("chat:delta").await.payload()["runId"]).to_owned();
    let seen = positions(&client.log);
    client.cut();

    let mut client = Client::connect_with(&server, resuming("local", &seen)).await;
    assert_eq!(client.event("connection").await.payload()["sessions"][1]["status"], "running");
    let first = client.event("chat:delta").await;
    assert_eq!(first.payload()["offset"], 0, "the text so far comes first");
    client.emit("chat:send", &say).await;
    let response = client.reply(text(&say["requestId"])).await;
    assert_eq!(response.payload()["response"], json!(format!("Echo: {message}")));
    assert_eq!(answer(&client.log, &run), format!("Echo: {message}"));
    assert_eq!(response.payload()["runId"], json!(run), "it was not run twice");
}

#[tokio::test]
async fn who_comes_in_mid_answer_gets_each_piece_once() {
    let server = Server::start("models.quick = { agent = \"echo\", delay_ms = 1, chunk_chars = 1 }").await;
    let mut asking = Client::connect(&server).await;
    let session = asking.session("quick").await;
    let say = asking.begin("chat:send", json!({ "sessionId": session, "message": "word ".repeat(160) })).await;
    asking.event("chat:delta").await;
    let mut coming = Vec::new();
    while asking.take().await && asking.replies(&say).is_empty() && coming.len() < 40 {
        coming.push(Client::arrive(&server, Value::Null, "").await.expect("to be let in"));
    }
    let whole = text(&asking.reply(&say).await.payload()["response"]).to_owned();
    let mut in_the_middle = 0;
    for mut client in coming {
        client.settle().await;
        let pieces: Vec<_> = client.log.iter().filter(|event| event.name == "chat:delta").map(Event::payload).collect();
        let mut so_far = String::new();
        for piece in &pieces {
            assert_eq!(piece["offset"], so_far.len(), "after {} pieces", pieces.len());
            so_far += text(&piece["text"]);
        }
        in_the_middle += u32::from(so_far == whole && pieces.len() > 1);
    }
    assert!(in_the_middle > 3, "{in_the_middle} came in the middle of it");
}

#[tokio::test]
async fn a_position_that_is_none_is_reset() {
    let server = Server::start("").await;
    let mut bob = Client::connect_with(&server, user("bob")).await;
    let his = bob.session("echo").await;
    bob.ask("chat:send", json!({ "sessionId": his, "message": "private" })).await;
    let mut ann = Client::connect_with(&server, user("ann")).await;
    let hers = ann.session("echo").await;
    ann.ask("chat:send", json!({ "sessionId": hers, "message": "hi" })).await;
    let run =
        ann.log.iter().filter_map(Event::place).find(|(topic, _)| topic.starts_with("forge_")).unwrap().0.to_owned();
    let unknown = "01920000-0000-7000-8000-000000000000";
    let expected = BTreeMap::from([
        (format!("rooms/{hers}"), (1_000, 2)),
        (run, (1_000, 3)),
        (format!("rooms/{his}"), (1, 0)),
        (format!("rooms/{unknown}"), (1, 0)),
        (format!("forge_sessions/{unknown}"), (0, 0)),
        ("rooms/".to_owned(), (0, 0)),
        ("nonsense".to_owned(), (5, 0)),
    ]);
    let positions = expected.iter().map(|(topic, (position, _))| (topic.clone(), *position)).collect();
    let mut again = Client::connect_with(&server, resuming("ann", &positions)).await;
    let resets = |log: &[Event]| -> BTreeMap<String, i64> {
        let resets = log.iter().filter(|event| event.name == "sync:reset").map(Event::payload);
        resets.map(|reset| (text(&reset["topic"]).to_owned(), reset["headSeq"].as_i64().unwrap())).collect()
    };
    let heads: BTreeMap<_, _> = expected.iter().map(|(topic, (_, head))| (topic.clone(), *head)).collect();
    assert_eq!(resets(&again.log), heads);
    assert_eq!(replayed(&again), (0, 0));

    again.log.clear();
    let resumed = again.ask("sync:resume", json!({ "positions": positions })).await;
    assert_eq!(resets(&again.log), heads);
    assert_eq!(resumed["replayed"], 0);
    assert!(resumed["reset"].as_array().unwrap().iter().map(text).eq(heads.keys()), "{resumed}");
}

#[tokio::test]
async fn a_client_may_resume_within_its_connection() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let room = format!("rooms/{session}");
    for number in 0..3 {
        client.ask("chat:send", json!({ "sessionId": session, "message": number.to_string() })).await;
    }
    client.log.clear();
    let resumed = client.ask("sync:resume", json!({ "positions": { room.clone(): 2 } })).await;
    let reply = client.log.iter().position(|event| event.name == "sync:resumed").unwrap();
    let places: Vec<_> = client.log[..reply].iter().filter_map(Event::place).collect();
    assert_eq!((resumed["replayed"].as_u64(), &resumed["reset"]), (Some(places.len() as u64), &json!([])));
    let of_room: Vec<_> = places.iter().filter(|(topic, _)| *topic == room).map(|(_, seq)| *seq).collect();
    assert_eq!(of_room, [3, 4, 5, 6]);
    client.ask("chat:send", json!({ "sessionId": session, "message": "live" })).await;
    let seqs = client.log.iter().filter_map(Event::place).filter(|(topic, _)| *topic == room).map(|(_, seq)| seq);
    assert!(seqs.eq(3..=8));
}

#[tokio::test]
async fn a_run_that_a_crash_cut_off_is_told_to_its_caller() {
    // As phones write it: the error carries the requestId as the client wrote it.
    for id in [fresh(), fresh().to_uppercase()] {
        let mut server = Server::start("").await;
        let mut client = Client::connect(&server).await;
        let session = client.session("endless").await;
        let say = json!({ "sessionId": session, "message": "tell me everything", "requestId": id });
        client.emit("chat:send", &say).await;
        client.event("chat:delta").await;
        let seen = positions(&client.log);
        server.kill().await;
        drop(client);

        let server = server.restarted().await;
        let client = Client::connect_with(&server, resuming("local", &seen)).await;
        let (before, said) = replayed(&client);
        assert_eq!(before as u64, said);
        let connection = client.log.iter().position(|event| event.name == "connection").unwrap();
        let told = &client.log[..connection];
        let completed = told.iter().find(|event| event.name == "forge:completed").expect("the end of the run");
        assert_eq!(completed.payload()["status"], "failed");
        let errors: Vec<_> = told.iter().filter(|event| event.name == "chat:error").collect();
        assert_eq!(errors.len(), 1);
        assert_eq!((errors[0].request_id(), errors[0].code()), (Some(&*id), "AGENT_FAILED"));
        assert_eq!(errors[0].payload()["message"], completed.payload()["error"]);
        assert_eq!(client.log[connection].payload()["sessions"][1]["status"], "idle");

        // Once told it is not told again, and the command may be repeated.
        let mut heads = seen;
        heads.extend(positions(&client.log));
        let mut client = Client::connect_with(&server, resuming("local", &heads)).await;
        assert!(client.log.iter().all(|event| event.name != "chat:error"));
        client.emit("chat:send", &say).await;
        client.event("chat:delta").await;
        let history = client.ask("session:history", json!({ "sessionId": session })).await;
        assert_eq!(history["messages"].as_array().unwrap().len(), 1, "the message is stored once");
    }
}

#[tokio::test]
async fn a_second_device_picks_up_in_mid_answer() {
    let server = Server::start("").await;
    let mut phone = Client::connect(&server).await;
    let session = phone.session("slow").await;
    let message = "a rather long answer, of which the second device has not seen the start";
    let send = phone.begin("chat:send", json!({ "sessionId": session, "message": message })).await;
    let run = text(&phone.event("chat:delta").await.payload()["runId"]).to_owned();
    let mut desk = Client::connect(&server).await;
    let switched = desk.ask("session:switch", json!({ "sessionId": session })).await;
    assert_eq!(switched["session"]["status"], "running");
    assert_eq!((&switched["run"]["id"], &switched["run"]["status"]), (&json!(run), &json!("running")));
    assert_eq!(switched["messages"][0]["body"], json!(message));
    let after = desk.log.iter().position(|event| event.name == "session:switched").unwrap();
    let catch_up = desk
        .until("the text so far", |log| {
            log[after..].iter().find(|event| event.name == "chat:delta" && event.payload()["offset"] == 0).cloned()
        })
        .await;
    assert!(text(&catch_up.payload()["text"]).len() as u64 >= switched["run"]["offset"].as_u64().unwrap());
    desk.event("forge:completed").await;
    assert_eq!(answer(&desk.log[after..], &run), format!("Echo: {message}"));
    assert_eq!(phone.reply(&send).await.payload()["response"], json!(format!("Echo: {message}")));
    let switched = desk.ask("session:switch", json!({ "sessionId": session })).await;
    assert_eq!((&switched["run"], &switched["session"]["status"]), (&Value::Null, &json!("idle")));
}

#[tokio::test]
async fn a_stop_from_another_device_really_ends_the_run() {
    let stubborn = r#"models.stubborn = { agent = "command", command = ["sh", "-c", "trap '' TERM; sleep 1000 & echo $! > pid; echo begun; wait"] }"#;
    let server = Server::start(stubborn).await;
    let mut phone = Client::connect(&server).await;
    let mut desk = Client::connect(&server).await;
    let session = phone.session("stubborn").await;
    let send = phone.begin("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    desk.event("chat:delta").await;
    let pid = fs::read_to_string(server.database().with_file_name("pid")).unwrap();
    assert!(is_running(&pid));
    let stopped = desk.ask("chat:stop", json!({ "sessionId": session })).await;
    assert!(!is_running(&pid), "the answer is \"stopped\" and the process goes on");
    assert_eq!(phone.reply(&send).await.code(), "CANCELLED");
    assert_eq!(phone.event("forge:completed").await.payload()["status"], "cancelled");
    assert_eq!(phone.event("forge:started").await.payload()["runId"], stopped["runId"]);
}

/// Whether a process is more than an entry that its parent has not read yet.
fn is_running(pid: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
    stat.is_ok_and(|stat| !stat.rsplit(')').next().unwrap().trim_start().starts_with('Z'))
}

#[tokio::test]
async fn what_arrives_during_a_replay_does_not_stall_it() {
    let server = Server::start("handshake.connection_event_delay = \"500ms\"\nlimits.outbox_bytes = 400000").await;
    let mut writer = Client::connect_with(&server, user("ann")).await;
    let session = writer.session("echo").await;
    let say = |length: usize| json!({ "sessionId": session, "message": "x".repeat(length) });
    writer.ask("chat:send", say(10)).await;
    let missed = BTreeMap::from([(format!("rooms/{session}"), 0)]);
    // It waits for its greeting while more than half of what may wait for it arrives.
    let mut reader = Client::arrive(&server, resuming("ann", &missed), "").await.unwrap();
    writer.ask("chat:send", say(90_000)).await;
    reader.event("connection").await;
    reader
        .until("the live events", |log| (positions(log).get(&format!("rooms/{session}")) == Some(&4)).then_some(()))
        .await;
    reader.settle().await;
    assert_contiguous(reader.log.iter());
}

/// What was told of a topic.
fn told<'a>(log: &'a [Event], topic: &str) -> Vec<(&'a str, i64, &'a Value)> {
    let of_topic = |event: &'a Event| event.place().filter(|place| place.0 == topic).map(|place| (event, place.1));
    log.iter().filter_map(of_topic).map(|(event, seq)| (&*event.name, seq, event.payload())).collect()
}

#[tokio::test]
async fn a_run_is_replayed_as_it_was_told() {
    // As many lines as make more than one page of a replay, and end one at each place.
    let models = [198, 199, 200, 201, 450].map(|lines| {
        let script = format!("for line in $(seq {lines}); do echo $line >&2; done; echo done");
        format!(r#"models.lines{lines} = {{ agent = "command", command = ["sh", "-c", "{script}"] }}"#)
    });
    let server = Server::start(&models.join("\n")).await;
    let mut client = Client::connect_with(&server, user("ann")).await;
    for lines in [198, 199, 200, 201, 450] {
        let session = client.session(&format!("lines{lines}")).await;
        client.log.clear();
        let reply = client.ask("chat:send", json!({ "sessionId": session, "message": "go" })).await;
        let topic = format!("forge_sessions/{}", text(&reply["runId"]));
        let live = std::mem::take(&mut client.log);
        let live = told(&live, &topic);
        assert_eq!((live.len(), live[0].0, live[lines + 1].0), (lines + 2, "forge:started", "forge:completed"));
        for seen in [0, 1, lines, lines + 1, lines + 2] {
            client.ask("sync:resume", json!({ "positions": { topic.clone(): seen } })).await;
            assert_eq!(told(&client.log, &topic), live[seen..], "{lines} lines after {seen}");
            client.log.clear();
        }
    }
}
