//! Every row of the error table (contract section 2) that a client of this server can meet: here
//! what is wrong with a command and with what it names, in `contract_limits.rs` what is too much.
//!
//! `UNAUTHENTICATED`, `AUTH_EXPIRED` and `PERMISSION_DENIED` cannot occur while `auth.mode` is
//! `none`: everyone is who they say they are, and sees nothing but their own. `RATE_LIMITED`
//! cannot either: the table names the classes, no setting limits them.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Server, broken_rules, fresh, text, user};

const UNKNOWN_SESSION: &str = "01920000-0000-7000-8000-000000000000";

/// The rules that `payload` is told to break, with the `requestId` of a good command beside it.
async fn rules(client: &mut Client, name: &str, payload: Value) -> Vec<String> {
    let error = client.fail(name, payload).await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("VALIDATION_ERROR"), &json!(false)), "{error}");
    assert!(!text(&error["message"]).is_empty());
    broken_rules(&error)
}

#[tokio::test]
async fn a_missing_field_is_named_by_its_own_path() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    assert_eq!(rules(&mut client, "session:switch", json!({})).await, ["/sessionId required"]);
    assert_eq!(rules(&mut client, "session:rename", json!({})).await, ["/sessionId required", "/title required"]);
    assert_eq!(rules(&mut client, "sync:resume", json!({})).await, ["/positions required"]);
    let id = UNKNOWN_SESSION;
    assert_eq!(rules(&mut client, "chat:send", json!({ "sessionId": id })).await, ["/message required"]);
    assert_eq!(rules(&mut client, "chat:send", json!({ "roomId": id })).await, ["/body required"]);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn all_broken_rules_are_told_at_once() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    client.emit("session:rename", &json!({ "sessionId": 7, "title": "", "requestId": "not a uuid" })).await;
    let error = client.reply("not a uuid").await;
    assert_eq!(error.name, "session:error");
    assert_eq!(broken_rules(error.payload()), ["/requestId uuid", "/sessionId type", "/title length"]);
    let history = json!({ "sessionId": "", "before": 0, "limit": 101 });
    let expected = ["/before range", "/limit range", "/sessionId length"];
    assert_eq!(rules(&mut client, "session:history", history).await, expected);
}

#[tokio::test]
async fn wrong_types_are_told_with_their_place() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    for (name, payload, expected) in [
        ("session:create", json!({ "model": ["echo"] }), vec!["/model type"]),
        ("session:history", json!({ "sessionId": "x", "limit": 1.5 }), vec!["/limit type"]),
        ("session:history", json!({ "sessionId": "x", "limit": "5" }), vec!["/limit type"]),
        ("chat:stop", json!({ "sessionId": null }), vec!["/sessionId type"]),
        ("sync:resume", json!({ "positions": [] }), vec!["/positions type"]),
        ("sync:resume", json!({ "positions": { "rooms/a": "1" } }), vec!["/positions/rooms~1a type"]),
        ("sync:resume", json!({ "positions": { "rooms/a": -1 } }), vec!["/positions/rooms~1a range"]),
    ] {
        assert_eq!(rules(&mut client, name, payload).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_message_has_a_length_in_characters_not_in_bytes() {
    let server = Server::start("limits.max_chat_chars = 10").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let send = |message: &str| json!({ "sessionId": session, "message": message });
    assert_eq!(rules(&mut client, "chat:send", send("")).await, ["/message length"]);
    assert_eq!(rules(&mut client, "chat:send", send("12345678901")).await, ["/message length"]);
    assert_eq!(rules(&mut client, "chat:send", send("eleven 🦀🦀🦀🦀")).await, ["/message length"]);
    assert_eq!(client.ask("chat:send", send("🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀")).await["response"], "Echo: 🦀🦀🦀🦀🦀🦀🦀🦀🦀🦀");
    assert_eq!(client.ask("chat:send", send(" ")).await["response"], "Echo:  ");
}

#[tokio::test]
async fn text_with_nul_is_refused() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let nul = "a\0b";
    let title = json!({ "sessionId": session, "title": nul });
    assert_eq!(rules(&mut client, "session:rename", title).await, ["/title control"]);
    let message = json!({ "sessionId": session, "message": nul });
    assert_eq!(rules(&mut client, "chat:send", message).await, ["/message control"]);
    assert_eq!(rules(&mut client, "session:switch", json!({ "sessionId": nul })).await, ["/sessionId control"]);
}

#[tokio::test]
async fn chat_send_has_exactly_one_target() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let both = json!({ "sessionId": "a", "roomId": "b", "message": "hi", "body": "hi" });
    assert_eq!(rules(&mut client, "chat:send", both).await, ["/ oneOf"]);
    assert_eq!(rules(&mut client, "chat:send", json!({ "message": "hi" })).await, ["/ oneOf"]);
}

#[tokio::test]
async fn an_unknown_model_is_told_with_the_allowed_ones() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let error = client.fail("session:create", json!({ "model": "gpt-99" })).await;
    assert_eq!(broken_rules(&error), ["/model enum"]);
    for allowed in ["broken", "echo", "endless", "slow"] {
        assert!(text(&error["details"][0]["message"]).contains(allowed), "{error}");
    }
    assert_eq!(client.ask("session:create", json!({ "model": "" })).await["model"], "echo");
    assert_eq!(client.ask("session:create", json!({})).await["model"], "echo");
}

#[tokio::test]
async fn an_unknown_event_is_told_in_its_namespace_if_that_is_known() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let cases = [
        ("session:explode", "session:error"),
        ("chat:", "chat:error"),
        ("auth:become", "auth:error"),
        ("presence:x", "presence:error"),
        ("sync:x", "sync:error"),
        ("room:x", "room:error"),
        ("galaxy:join", "error"),
        ("session", "session:error"),
        ("", "error"),
        ("Session:list", "error"),
    ];
    for (name, expected) in cases {
        let reply = client.request(name, json!({})).await;
        assert_eq!((reply.name.as_str(), reply.code()), (expected, "UNKNOWN_EVENT"), "{name}");
        assert_eq!(reply.payload()["retryable"], false);
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_does_not_exist_and_what_belongs_to_others_look_the_same() {
    let server = Server::start("").await;
    let mut alice = Client::connect_with(&server, user("alice")).await;
    let mut mallory = Client::connect_with(&server, user("mallory")).await;
    let hers = alice.session("echo").await;
    alice.ask("session:rename", json!({ "sessionId": hers, "title": "Private" })).await;
    let commands = [
        ("session:switch", json!({})),
        ("session:rename", json!({ "title": "Mine now" })),
        ("session:delete", json!({})),
        ("session:history", json!({})),
        ("chat:send", json!({ "message": "hi" })),
        ("chat:stop", json!({})),
    ];
    for (name, mut payload) in commands {
        payload["sessionId"] = json!(hers);
        let mut others = mallory.fail(name, payload.clone()).await;
        payload["sessionId"] = json!(UNKNOWN_SESSION);
        let mut missing = mallory.fail(name, payload).await;
        assert_eq!(others["code"], "NOT_FOUND", "{name}");
        for error in [&mut others, &mut missing] {
            error.as_object_mut().unwrap().remove("requestId");
        }
        assert_eq!(others, missing, "{name}");
    }
    let sessions = alice.ask("session:list", json!({})).await;
    assert!(sessions["sessions"].as_array().unwrap().iter().any(|session| session["title"] == "Private"));
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_request_id_is_not_used_for_two_commands() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let id = fresh();
    let rename = json!({ "sessionId": session, "title": "One", "requestId": id });
    client.emit("session:rename", &rename).await;
    client.reply(&id).await;
    for (name, payload) in [
        ("session:rename", json!({ "sessionId": session, "title": "Two", "requestId": id })),
        ("chat:stop", json!({ "sessionId": session, "requestId": id })),
        ("session:create", json!({ "requestId": id })),
    ] {
        let before = client.replies(&id).len();
        client.emit(name, &payload).await;
        client.settle().await;
        let replies = client.replies(&id);
        assert_eq!(replies.len(), before + 1, "{name}");
        assert_eq!((replies[before].code(), &replies[before].payload()["retryable"]), ("CONFLICT", &json!(false)));
    }
    let switched = client.ask("session:switch", json!({ "sessionId": session })).await;
    assert_eq!(switched["session"]["title"], "One");
}

#[tokio::test]
async fn a_failed_agent_is_told_in_words() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("broken").await;
    let error = client.fail("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    assert_eq!((&error["code"], &error["retryable"]), (&json!("AGENT_FAILED"), &json!(true)));
    let words = text(&error["message"]);
    assert!(words.contains(' ') && words.contains('3'), "no words for people: {words}");
    let log = client.event("log").await;
    assert_eq!(log.payload()["data"], "trouble");
    let completed = client.event("forge:completed").await;
    assert_eq!((&completed.payload()["status"], &completed.payload()["success"]), (&json!("failed"), &json!(false)));
    assert_eq!(completed.payload()["error"], error["message"]);
}

#[tokio::test]
async fn a_stopped_send_is_told_that_it_was_cancelled() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("endless").await;
    let send = client.begin("chat:send", json!({ "sessionId": session, "message": "tell me everything" })).await;
    client.event("chat:delta").await;
    let stopped = client.ask("chat:stop", json!({ "sessionId": session })).await;
    let cancelled = client.reply(&send).await;
    assert_eq!((cancelled.code(), &cancelled.payload()["retryable"]), ("CANCELLED", &json!(false)));
    let started = client.event("forge:started").await;
    assert_eq!(stopped["runId"], started.payload()["runId"]);
    assert_eq!(client.ask("chat:stop", json!({ "sessionId": session })).await["runId"], Value::Null);
}
