//! How commands and replies are wrapped (contract section 1), through the front door.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Event, Server, broken_rules, fresh, text, user};
use uuid::Uuid;

/// Sends `payload` as it is; the one thing that came back.
async fn answer_to(client: &mut Client, name: &str, payload: Value) -> Event {
    let seen = client.log.len();
    client.emit(name, &payload).await;
    client.until("an answer", |log| log.get(seen).cloned()).await
}

#[tokio::test]
async fn an_error_echoes_what_the_client_called_its_request() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let longest = "é".repeat(128);
    for id in ["", "no uuid", "01920000-0000-0000-0000-000000000000", longest.as_str()] {
        let answer = answer_to(&mut client, "session:list", json!({ "requestId": id })).await;
        assert_eq!((answer.name.as_str(), answer.code()), ("session:error", "VALIDATION_ERROR"));
        assert_eq!(answer.request_id(), Some(id));
        assert_eq!(broken_rules(answer.payload()), ["/requestId uuid"]);
    }
}

#[tokio::test]
async fn an_error_without_a_usable_request_id_carries_a_fresh_one() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let too_long = json!("a".repeat(129));
    for (id, rule) in [(too_long, "uuid"), (json!(7), "type"), (json!(["x"]), "type"), (Value::Null, "type")] {
        let answer = answer_to(&mut client, "session:list", json!({ "requestId": id })).await;
        assert_eq!(broken_rules(answer.payload()), [format!("/requestId {rule}")]);
        Uuid::parse_str(answer.request_id().unwrap()).expect("a fresh UUID");
    }
    let answer = answer_to(&mut client, "session:list", json!({})).await;
    assert_eq!(broken_rules(answer.payload()), ["/requestId required"]);
    Uuid::parse_str(answer.request_id().unwrap()).expect("a fresh UUID");
}

#[tokio::test]
async fn a_request_id_is_any_uuid_in_either_case() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let versions = (1..=8).map(|version| format!("01920000-0000-{version}000-8000-000000000001"));
    let special = [Uuid::nil().to_string(), Uuid::max().to_string(), Uuid::max().to_string().to_uppercase()];
    let cased = ["01920000-ABCD-4000-B000-ABCDEFABCDEF".to_owned()];
    for id in versions.chain(special).chain(cased) {
        let answer = answer_to(&mut client, "session:list", json!({ "requestId": id })).await;
        assert_eq!((answer.name.as_str(), answer.request_id()), ("session:list", Some(id.as_str())));
    }
    for id in ["01920000-0000-9000-8000-000000000001", "01920000-0000-4000-7000-000000000001"] {
        let answer = answer_to(&mut client, "session:list", json!({ "requestId": id })).await;
        assert_eq!(broken_rules(answer.payload()), ["/requestId uuid"], "{id}");
    }
}

#[tokio::test]
async fn a_payload_may_come_wrapped_with_its_type() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let id = fresh();
    let wrapped = json!({ "type": "session:create", "payload": { "model": "slow", "requestId": id } });
    let answer = answer_to(&mut client, "session:create", wrapped).await;
    assert_eq!((answer.name.as_str(), answer.request_id()), ("session:created", Some(id.as_str())));
    // The same command, bare: wrapped or not is no difference.
    let bare = json!({ "requestId": id, "model": "slow" });
    let again = answer_to(&mut client, "session:create", bare).await;
    assert_eq!(again.payload(), answer.payload());
}

#[tokio::test]
async fn whatever_is_wrong_with_a_wrapped_command_its_request_id_is_echoed() {
    let server = Server::start("limits.max_message_bytes = 2000").await;
    let mut client = Client::connect(&server).await;
    let too_much = "x".repeat(2_000);
    for (name, r#type, title, code) in [
        ("session:rename", "session:create", "", "VALIDATION_ERROR"),
        ("session:rename", "session:rename", "", "VALIDATION_ERROR"),
        ("session:explode", "session:explode", "", "UNKNOWN_EVENT"),
        ("nothing:known", "nothing:known", "", "UNKNOWN_EVENT"),
        ("session:rename", "session:rename", too_much.as_str(), "PAYLOAD_TOO_LARGE"),
    ] {
        let id = fresh();
        let payload = json!({ "requestId": id, "sessionId": "x", "title": title });
        let answer = answer_to(&mut client, name, json!({ "type": r#type, "payload": payload })).await;
        assert_eq!((answer.code(), answer.request_id()), (code, Some(id.as_str())), "{name} as {}", r#type);
    }
}

#[tokio::test]
async fn a_type_that_is_not_the_event_is_refused() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let wrapped = json!({ "type": "session:create", "payload": { "requestId": fresh() } });
    let answer = answer_to(&mut client, "session:list", wrapped).await;
    assert_eq!((answer.name.as_str(), answer.code()), ("session:error", "VALIDATION_ERROR"));
    assert_eq!(text(&answer.payload()["details"][0]["path"]), "/type");
}

#[tokio::test]
async fn a_payload_left_out_counts_as_empty() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    for frame in [r#"42["session:list"]"#, r#"42["session:list",null]"#, r#"42["session:list",{}]"#] {
        let seen = client.log.len();
        client.send_text(frame).await;
        let answer = client.until("an answer", |log| log.get(seen).cloned()).await;
        assert_eq!(broken_rules(answer.payload()), ["/requestId required"], "{frame}");
    }
    for payload in [json!([]), json!("text"), json!(5), json!(true)] {
        let answer = answer_to(&mut client, "session:list", payload).await;
        assert_eq!(broken_rules(answer.payload()), ["/ type"]);
    }
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let created = client.ask("session:create", json!({ "model": "echo", "colour": "blue", "deep": [{}] })).await;
    assert_eq!(created["model"], "echo");
    assert_eq!(created["colour"], Value::Null);
}

#[tokio::test]
async fn every_event_names_itself_in_its_envelope() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    client.fail("chat:stop", json!({ "sessionId": "nowhere" })).await;
    for event in &client.log {
        assert_eq!(event.body["type"], json!(event.name));
        assert!(event.body["payload"].is_object());
    }
    let durable: Vec<_> = client.log.iter().filter_map(Event::place).collect();
    assert!(durable.contains(&(format!("rooms/{session}").as_str(), 1)), "{durable:?}");
    let reply = client.log.iter().find(|event| event.name == "chat:response").unwrap();
    assert_eq!((&reply.body["topic"], &reply.body["seq"]), (&json!(format!("rooms/{session}")), &json!(2)));
}

#[tokio::test]
async fn a_client_may_have_its_events_flat() {
    let server = Server::start("").await;
    let auth = json!({ "userId": "flat", "envelope": "flat" });
    let mut client = Client::connect_with(&server, auth).await;
    let session = client.session("echo").await;
    let response = client.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    assert_eq!(response["response"], "Echo: hi");
    let message = client.event("chat:message").await;
    assert_eq!((&message.body["body"], &message.body["seq"]), (&json!("hi"), &json!(1)));
    assert_eq!(message.body["topic"], json!(format!("rooms/{session}")));
    assert!(client.log.iter().all(|event| event.body.get("type").is_none()));
    let error = client.fail("chat:stop", json!({ "sessionId": "nowhere" })).await;
    assert_eq!(error["code"], "NOT_FOUND");
}

#[tokio::test]
async fn an_acknowledgement_comes_beside_the_reply_and_only_when_asked_for() {
    let server = Server::start("").await;
    let mut client = Client::connect_with(&server, user("acks")).await;
    let (good, bad) = (fresh(), fresh());
    let number = client.emit_with_ack("session:create", &json!({ "requestId": good })).await;
    let ack = client.ack(number).await;
    let reply = client.reply(&good).await;
    assert_eq!(ack, json!({ "ok": true, "data": reply.payload() }));
    let number = client.emit_with_ack("session:switch", &json!({ "requestId": bad, "sessionId": "nowhere" })).await;
    let ack = client.ack(number).await;
    let reply = client.reply(&bad).await;
    assert_eq!(ack, json!({ "ok": false, "error": reply.payload() }));
    client.ask("session:list", json!({})).await;
    assert_eq!(client.log.iter().filter(|event| event.name == "ack").count(), 2);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_burst_of_acknowledgements_is_complete() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    for _ in 0..500 {
        client.emit_with_ack("session:list", &json!({ "requestId": fresh() })).await;
    }
    let acks = |log: &[Event]| log.iter().filter_map(|event| event.ack).collect::<Vec<_>>();
    let numbers = client.until("500 acknowledgements", |log| Some(acks(log)).filter(|all| all.len() == 500)).await;
    assert!(numbers.into_iter().eq(1..=500), "acknowledgements out of order");
}

#[tokio::test]
async fn a_ping_is_answered_with_and_without_a_request_id() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    let id = fresh();
    let pong = answer_to(&mut client, "presence:ping", json!({ "requestId": id })).await;
    assert_eq!((pong.name.as_str(), pong.request_id()), ("presence:pong", Some(id.as_str())));
    assert_eq!(pong.payload()["heads"][format!("rooms/{session}")], 2);
    let pong = answer_to(&mut client, "presence:ping", json!({})).await;
    assert_eq!((pong.name.as_str(), pong.request_id()), ("presence:pong", None));
    assert!(text(&pong.payload()["timestamp"]).ends_with('Z'));
    let refused = answer_to(&mut client, "presence:ping", json!({ "requestId": "x" })).await;
    assert_eq!((refused.name.as_str(), refused.request_id()), ("presence:error", Some("x")));
}
