//! A repeated command changes nothing, gets its reply, and tells nobody (contract section 4).

use serde_json::{Value, json};

use super::{
    Server, connect, history, lobby, said,
    support::{PATIENCE, fresh},
};

/// Every changing command of the namespace, in an order in which all succeed.
fn commands(room: &str, first: &str, second: &str, third: &str) -> Vec<(&'static str, Value)> {
    let commands = [
        ("chat:send", json!({ "roomId": room, "body": "new", "parentId": first })),
        ("chat:edit", json!({ "messageId": first, "newBody": "edited" })),
        ("chat:reaction", json!({ "messageId": first, "reaction": "+1", "action": "add" })),
        ("chat:reaction", json!({ "messageId": first, "reaction": "+1", "action": "remove" })),
        ("chat:read", json!({ "roomId": room, "messageId": first })),
        ("chat:redact", json!({ "messageId": second, "mask": "***" })),
        ("chat:delete", json!({ "messageId": third, "mode": "hard" })),
    ];
    let with_id = |(name, mut payload): (&'static str, Value)| {
        payload["requestId"] = json!(fresh());
        (name, payload)
    };
    commands.into_iter().map(with_id).collect()
}

#[tokio::test]
async fn a_repeat_gets_its_reply_over_a_reconnect_a_restart_and_a_crash() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let mut ids = Vec::new();
    for body in ["first", "second", "third"] {
        ids.push(said(&mut ada, &room, body).await);
    }
    let commands = commands(&room, &ids[0], &ids[1], &ids[2]);
    let mut replies = Vec::new();
    for (name, payload) in &commands {
        let reply = ada.send_again(name, payload).await;
        assert!(!reply.is_error(), "{name}: {}", reply.body);
        replies.push(reply.body);
    }
    let before = history(&mut ada, &room).await;
    for way in ["at once", "reconnect", "restart", "crash"] {
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
        if way != "at once" {
            ada = connect(&server, "ada").await;
            bob = connect(&server, "bob").await;
        }
        let head = bob.ask("room:join", json!({ "roomId": room })).await["headSeq"].clone();
        for ((name, payload), reply) in commands.iter().zip(&replies) {
            assert_eq!(&ada.send_again(name, payload).await.body, reply, "{name} after a {way}");
            let mut other = payload.clone();
            for field in ["roomId", "messageId"] {
                if other.get(field).is_some() {
                    other[field] = json!(fresh());
                }
            }
            assert_eq!(ada.send_again(name, &other).await.code(), "CONFLICT", "{name} after a {way}");
        }
        assert_eq!(history(&mut ada, &room).await, before, "after a {way}");
        assert_eq!(bob.ask("room:join", json!({ "roomId": room })).await["headSeq"], head, "told of a repeat");
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_message_that_is_sent_twice_in_a_burst_is_said_once() {
    let server = Server::start("").await;
    let (mut ada, mut phone) = (connect(&server, "ada").await, connect(&server, "ada").await);
    let room = lobby(&mut ada, &mut []).await;
    let payload = json!({ "roomId": room, "body": "once", "requestId": fresh() });
    let burst: Vec<_> = (0..20).map(|_| ("chat:send", payload.clone())).collect();
    ada.emit_all(&burst).await;
    phone.emit_all(&burst).await;
    let id = payload["requestId"].as_str().unwrap();
    let (here, there) = (ada.reply(id).await, phone.reply(id).await);
    assert_eq!((&here.name, &here.body), (&"chat:sent".to_owned(), &there.body));
    assert_eq!(history(&mut ada, &room).await.len(), 1);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_repeat_by_one_who_has_left_gets_its_reply_and_says_nothing() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let payload = json!({ "roomId": room, "body": "once", "requestId": fresh() });
    let first = bob.send_again("chat:send", &payload).await;
    bob.ask("room:leave", json!({ "roomId": room })).await;
    assert_eq!(bob.send_again("chat:send", &payload).await.body, first.body);
    assert_eq!(history(&mut ada, &room).await.len(), 1);
}
