//! `chat:send` to a room: what a message may carry.

use serde_json::{Value, json};

use super::{
    Server, connect, history, lobby, say,
    support::{broken_rules, fresh},
    told,
};

#[tokio::test]
async fn a_message_is_the_same_in_the_reply_the_event_and_the_history() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let metadata = json!({ "kind": "quote", "depth": [1, 2.5, null, { "ä": "𝄞" }] });
    let payload = json!({ "roomId": room, "body": "hello", "metadata": metadata, "priority": 4 });
    let message = ada.ask("chat:send", payload).await["message"].clone();
    assert_eq!((&message["metadata"], &message["attachments"]), (&metadata, &json!([])));
    assert_eq!((&message["reactions"], &message["replyCount"]), (&json!([]), &json!(0)));
    for optional in ["parentId", "editedAt", "deletedAt", "redactedAt"] {
        assert_eq!(message.get(optional), None);
    }
    assert_eq!(*bob.event("chat:message").await.payload(), message);
    assert_eq!(history(&mut bob, &room).await, std::slice::from_ref(&message));
    ada.settle().await;
    assert_eq!(told(&ada, "chat:message")[0].payload(), &message);
}

#[tokio::test]
async fn what_a_message_may_not_carry_is_refused() {
    let server = Server::start("limits.max_chat_chars = 10").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let files = |count| (0..count).map(|_| fresh()).collect::<Vec<_>>();
    let fill = |bytes: usize| json!({ "x": "y".repeat(bytes - r#"{"x":""}"#.len()) });
    for (field, value, broken) in [
        ("body", json!(""), "/body length"),
        ("body", json!("12345678901"), "/body length"),
        ("body", json!("a\0b"), "/body control"),
        ("metadata", fill(16 * 1024 + 1), "/metadata length"),
        ("priority", json!(5), "/priority range"),
    ] {
        let mut payload = json!({ "roomId": room, "body": "hi" });
        payload[field] = value;
        let error = ada.fail("chat:send", payload).await;
        assert_eq!((&error["code"], broken_rules(&error)), (&json!("VALIDATION_ERROR"), vec![broken.to_owned()]));
    }
    let too_many = ada.fail("chat:send", json!({ "roomId": room, "body": "hi", "attachments": files(21) })).await;
    assert_eq!(
        (&too_many["code"], &too_many["details"][0]["path"]),
        (&json!("VALIDATION_ERROR"), &json!("/attachments"))
    );
    for (field, value) in [("metadata", json!([1])), ("metadata", json!("x")), ("attachments", json!("x"))] {
        let mut payload = json!({ "roomId": room, "body": "hi" });
        payload[field] = value;
        assert_eq!(ada.fail("chat:send", payload).await["code"], "VALIDATION_ERROR", "{field}");
    }
    let attached = json!({ "roomId": room, "body": "hi", "attachments": files(20) });
    assert_eq!(ada.fail("chat:send", attached).await["code"], "NOT_FOUND", "files of nobody");
    let most = json!({ "roomId": room, "body": "1234567890", "metadata": fill(16 * 1024) });
    ada.ask("chat:send", most).await;
    assert_eq!(history(&mut ada, &room).await.len(), 1);
}

#[tokio::test]
async fn a_message_has_one_target() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let session = ada.session("echo").await;
    for payload in
        [json!({ "roomId": room, "sessionId": session, "body": "x", "message": "x" }), json!({ "body": "x" })]
    {
        let error = ada.fail("chat:send", payload).await;
        assert_eq!(broken_rules(&error), ["/ oneOf"]);
    }
    for payload in [json!({ "roomId": room, "message": "x" }), json!({ "sessionId": session, "body": "x" })] {
        assert_eq!(ada.fail("chat:send", payload).await["code"], "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn those_who_write_at_once_are_put_in_one_order() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let first = say(&mut ada, &room, "first").await;
    // Messages and changes to them, which the store writes in different ways.
    let burst = |who: &str| -> Vec<(&'static str, Value)> {
        let each = |number: i32| {
            let reaction = json!({ "messageId": first["id"], "reaction": format!("{who}{}", number % 20),
                "action": "add", "requestId": fresh() });
            let body = json!({ "roomId": room, "body": format!("{who}{number}"), "requestId": fresh() });
            [("chat:send", body), ("chat:reaction", reaction)]
        };
        (0..60).flat_map(each).collect()
    };
    let (of_ada, of_bob) = (burst("a"), burst("b"));
    ada.emit_all(&of_ada).await;
    bob.emit_all(&of_bob).await;
    // 2 memberships, the first message, 120 messages, 40 reactions.
    let head = 3 + 120 + 40;
    for client in [&mut ada, &mut bob] {
        client.wait_for("the last", |event| event.place().is_some_and(|(_, seq)| seq == head)).await;
        client.settle().await;
        let seen: Vec<_> = client.log.iter().filter_map(|event| Some(event.place()?.1)).collect();
        assert_eq!(seen, (seen[0]..=head).collect::<Vec<_>>());
    }
    let page = ada.ask("room:history", json!({ "roomId": room, "limit": 100 })).await;
    let seqs: Vec<_> = page["messages"].as_array().unwrap().iter().map(|m| m["seq"].as_i64().unwrap()).collect();
    assert!(seqs.is_sorted() && page["hasMore"] == true);
    server.assert_promises_kept().await;
}
