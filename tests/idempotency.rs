//! A repeated command changes nothing and gets the stored reply (contract section 4).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod support;

use serde_json::{Value, json};
use support::{Client, Event, PATIENCE, Server, fresh, text, user};

/// What is in a session: who said what.
async fn bodies(client: &mut Client, session: &str) -> Vec<String> {
    let history = client.ask("session:history", json!({ "sessionId": session })).await;
    let messages = history["messages"].as_array().unwrap();
    messages.iter().map(|message| text(&message["body"]).to_owned()).collect()
}

async fn sessions(client: &mut Client) -> Vec<Value> {
    client.ask("session:list", json!({})).await["sessions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_repeat_gets_the_same_reply_and_changes_nothing() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    let create = json!({ "model": "echo", "requestId": fresh() });
    let created = client.send_again("session:create", &create).await;
    let session = text(&created.payload()["id"]).to_owned();
    let first = json!({ "sessionId": session, "title": "First", "requestId": fresh() });
    let renamed = client.send_again("session:rename", &first).await;
    client.ask("session:rename", json!({ "sessionId": session, "title": "Second" })).await;
    let say = json!({ "sessionId": session, "message": "hi", "requestId": fresh() });
    let response = client.send_again("chat:send", &say).await;
    let stop = json!({ "sessionId": session, "requestId": fresh() });
    let stopped = client.send_again("chat:stop", &stop).await;

    other.settle().await;
    let told = other.log.len();
    for (name, payload, reply) in [
        ("session:create", &create, &created),
        ("session:rename", &first, &renamed),
        ("chat:send", &say, &response),
        ("chat:stop", &stop, &stopped),
    ] {
        let again = client.send_again(name, payload).await;
        assert_eq!((&again.name, &again.body), (&reply.name, &reply.body));
    }
    assert_eq!(sessions(&mut client).await.len(), 2);
    assert_eq!(sessions(&mut client).await[1]["title"], "Second");
    assert_eq!(bodies(&mut client, &session).await, ["hi", "Echo: hi"]);
    other.settle().await;
    assert_eq!(other.log.len(), told + 1, "others were told of a repeat");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_repeated_deletion_gets_its_reply_though_the_session_is_gone() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let delete = json!({ "sessionId": session, "requestId": fresh() });
    let deleted = client.send_again("session:delete", &delete).await;
    assert_eq!(deleted.name, "session:deleted");
    assert_eq!(client.send_again("session:delete", &delete).await.body, deleted.body);
    assert_eq!(client.fail("session:delete", json!({ "sessionId": session })).await["code"], "NOT_FOUND");
}

#[tokio::test]
async fn a_repeat_is_recognised_over_a_reconnect_a_restart_and_a_crash() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let doomed = client.session("slow").await;
    let commands = [
        ("session:create", json!({ "model": "slow", "requestId": fresh() })),
        ("session:rename", json!({ "sessionId": session, "title": "One", "requestId": fresh() })),
        ("session:delete", json!({ "sessionId": doomed, "requestId": fresh() })),
        ("chat:send", json!({ "sessionId": session, "message": "hi", "requestId": fresh() })),
        ("chat:stop", json!({ "sessionId": session, "requestId": fresh() })),
    ];
    let mut replies = Vec::new();
    for (name, payload) in &commands {
        let reply = client.send_again(name, payload).await;
        assert!(!reply.is_error(), "{name}: {}", reply.body);
        replies.push(reply.body);
    }
    let before = sessions(&mut client).await;
    for way in ["reconnect", "restart", "crash"] {
        client.cut();
        match way {
            "restart" => {
                server.terminate();
                assert!(server.ended(PATIENCE).await.success());
                server = server.restarted().await;
            }
            "crash" => {
                server.kill().await;
                server = server.restarted().await;
            }
            _ => {}
        }
        client = Client::connect(&server).await;
        for ((name, payload), reply) in commands.iter().zip(&replies) {
            assert_eq!(&client.send_again(name, payload).await.body, reply, "{name} after a {way}");
        }
        assert_eq!(sessions(&mut client).await, before, "after a {way}");
        assert_eq!(bodies(&mut client, &session).await, ["hi", "Echo: hi"], "after a {way}");
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_repeat_joins_the_first_while_that_runs() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    let session = client.session("slow").await;
    let say = json!({ "sessionId": session, "message": "something that takes a while", "requestId": fresh() });
    let id = text(&say["requestId"]);
    client.emit("chat:send", &say).await;
    client.event("chat:delta").await;
    client.emit("chat:send", &say).await;
    let ack = client.emit_with_ack("chat:send", &say).await;
    other.emit("chat:send", &say).await;
    let reply = client.reply(id).await;
    assert_eq!(reply.name, "chat:response");
    assert_eq!(other.reply(id).await.body, reply.body);
    assert_eq!(client.ack(ack).await["data"], *reply.payload());
    for client in [&mut client, &mut other] {
        client.settle().await;
        assert_eq!(client.replies(id).len(), 1, "one reply per connection");
    }
    assert_eq!(bodies(&mut client, &session).await.len(), 2);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn another_payload_is_a_conflict_also_while_the_first_runs() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let mut other = Client::connect(&server).await;
    let session = client.session("slow").await;
    let say = |message: &str, id: &str| json!({ "sessionId": session, "message": message, "requestId": id });
    let id = fresh();
    client.emit("chat:send", &say("something that takes a while", &id)).await;
    client.event("chat:delta").await;
    assert_eq!(other.send_again("chat:send", &say("something else", &id)).await.code(), "CONFLICT");
    assert_eq!(client.reply(&id).await.name, "chat:response");
    assert_eq!(client.send_again("chat:send", &say("something else", &id)).await.code(), "CONFLICT");
    assert_eq!(bodies(&mut client, &session).await.len(), 2);
}

#[tokio::test]
async fn the_order_of_the_fields_does_not_matter() {
    let server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("echo").await;
    let id = fresh();
    let orders = [
        format!(r#"{{"sessionId":"{session}","title":"One","requestId":"{id}"}}"#),
        format!(r#"{{ "requestId": "{id}", "title": "\u004fne", "sessionId": "{session}" }}"#),
        format!(
            r#"{{"payload":{{"title":"One","sessionId":"{session}","requestId":"{id}"}},"type":"session:rename"}}"#
        ),
    ];
    for (number, payload) in orders.iter().enumerate() {
        client.send_text(format!(r#"42["session:rename",{payload}]"#)).await;
        let replies = |log: &[Event]| log.iter().filter(|event| event.request_id() == Some(&*id)).nth(number).cloned();
        assert_eq!(client.until("a reply", replies).await.name, "session:renamed", "{payload}");
    }
}

#[tokio::test]
async fn users_do_not_share_their_request_ids() {
    let server = Server::start("").await;
    let create = json!({ "model": "echo", "requestId": fresh() });
    let mut made = Vec::new();
    for name in ["ann", "bob"] {
        let mut client = Client::connect_with(&server, user(name)).await;
        made.push(client.send_again("session:create", &create).await.payload()["id"].clone());
        assert_eq!(sessions(&mut client).await.len(), 2);
    }
    assert_ne!(made[0], made[1]);
}

#[tokio::test]
async fn a_failed_run_may_be_repeated_and_its_message_is_stored_once() {
    let flaky = r#"models.flaky = { agent = "command", command = ["sh", "-c", "test -e tried && exec cat; touch tried; exit 1"] }"#;
    let server = Server::start(flaky).await;
    let mut client = Client::connect(&server).await;
    let session = client.session("flaky").await;
    let say = json!({ "sessionId": session, "message": "hi", "requestId": fresh() });
    let failed = client.send_again("chat:send", &say).await;
    assert_eq!((failed.code(), &failed.payload()["retryable"]), ("AGENT_FAILED", &json!(true)));
    let response = client.send_again("chat:send", &say).await;
    assert_eq!(response.payload()["response"], "hi");
    assert_eq!(client.send_again("chat:send", &say).await.body, response.body);
    assert_eq!(bodies(&mut client, &session).await, ["hi", "hi"]);
    let messages = client.log.iter().filter(|event| event.name == "chat:message").count();
    assert_eq!(messages, 2, "one of the user, one of the agent");
}

#[tokio::test]
async fn a_stopped_send_stays_stopped() {
    let mut server = Server::start("").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("endless").await;
    let say = json!({ "sessionId": session, "message": "hi", "requestId": fresh() });
    client.emit("chat:send", &say).await;
    client.event("chat:delta").await;
    let stop = json!({ "sessionId": session, "requestId": fresh() });
    let stopped = client.send_again("chat:stop", &stop).await;
    assert_eq!(client.reply(text(&say["requestId"])).await.code(), "CANCELLED");
    assert_eq!(client.send_again("chat:send", &say).await.code(), "CANCELLED");

    // A repeated stop does not stop the next run.
    let next = client.begin("chat:send", json!({ "sessionId": session, "message": "again" })).await;
    client.until("the next run", |log| log.iter().filter(|event| event.name == "forge:started").nth(1).cloned()).await;
    assert_eq!(client.send_again("chat:stop", &stop).await.body, stopped.body);
    client.settle().await;
    assert!(client.replies(&next).is_empty(), "it was stopped");

    server.kill().await;
    let server = server.restarted().await;
    let mut client = Client::connect(&server).await;
    assert_eq!(client.send_again("chat:send", &say).await.code(), "CANCELLED");
    assert_eq!(client.send_again("chat:stop", &stop).await.body, stopped.body);
}

#[tokio::test]
async fn a_repeat_is_answered_though_the_queue_is_full() {
    let server = Server::start("limits.queued_runs = 0\nmodels.endless = { agent = \"command\", command = [\"sh\", \"-c\", \"test -e tried && exec sleep 100; touch tried; cat\"] }").await;
    let mut client = Client::connect(&server).await;
    let session = client.session("endless").await;
    let say = json!({ "sessionId": session, "message": "hi", "requestId": fresh() });
    let response = client.send_again("chat:send", &say).await;
    client.begin("chat:send", json!({ "sessionId": session, "message": "more" })).await;
    assert_eq!(
        client.fail("chat:send", json!({ "sessionId": session, "message": "too much" })).await["code"],
        "OVERLOADED"
    );
    assert_eq!(client.send_again("chat:send", &say).await.body, response.body);
}
