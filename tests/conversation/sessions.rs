//! Sessions are rooms: history, edits, reactions and reads work in them too.

use serde_json::{Value, json};

use super::{Client, Server, bodies, connect, history, told};

/// A session in which the agent was asked something; its id and its messages.
async fn talked(client: &mut Client) -> (String, Vec<Value>) {
    let session = client.session("echo").await;
    client.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    let messages = history(client, &session).await;
    (session, messages)
}

#[tokio::test]
async fn the_owner_edits_reacts_and_reads_in_a_session() {
    let server = Server::start("").await;
    let (mut ada, mut phone) = (connect(&server, "ada").await, connect(&server, "ada").await);
    let (session, messages) = talked(&mut ada).await;
    assert_eq!(bodies(&messages), ["hi", "Echo: hi"]);
    let (mine, answer) = (messages[0]["id"].clone(), messages[1]["id"].clone());
    ada.ask("chat:edit", json!({ "messageId": mine, "newBody": "hello" })).await;
    assert_eq!(
        ada.fail("chat:edit", json!({ "messageId": answer, "newBody": "x" })).await["code"],
        "PERMISSION_DENIED"
    );
    ada.ask("chat:reaction", json!({ "messageId": answer, "reaction": "+1", "action": "add" })).await;
    let read = json!({ "roomId": session, "messageId": answer });
    assert_eq!(ada.ask("chat:read", read).await["messageId"], answer);
    ada.ask("chat:redact", json!({ "messageId": answer, "mask": "***" })).await;
    // Every device of the owner watches from the start.
    phone.event("chat:redacted").await;
    for client in [&mut ada, &mut phone] {
        let seqs: Vec<_> = client.log.iter().filter_map(super::Event::place).collect();
        let topic = format!("rooms/{session}");
        let seqs: Vec<_> = seqs.into_iter().filter(|(of, _)| *of == topic).map(|(_, seq)| seq).collect();
        assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
    }
    let messages = ada.ask("session:history", json!({ "sessionId": session })).await["messages"].clone();
    assert_eq!(bodies(messages.as_array().unwrap()), ["hello", "***"]);
    assert_eq!(messages[1]["reactions"], json!([{ "reaction": "+1", "userIds": ["ada"] }]));
}

#[tokio::test]
async fn a_change_in_a_session_moves_its_head() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let (session, messages) = talked(&mut ada).await;
    ada.ask("chat:reaction", json!({ "messageId": messages[1]["id"], "reaction": "+1", "action": "add" })).await;
    let topic = format!("rooms/{session}");
    let pong = ada.ask("presence:ping", json!({})).await;
    assert_eq!(pong["heads"][&topic], 3);
    let auth = json!({ "userId": "ada", "resume": { topic: 3 } });
    let mut phone = Client::connect_with(&server, auth).await;
    phone.settle().await;
    assert!(phone.log.iter().all(|event| event.name != "sync:reset"), "it had seen everything");
}

#[tokio::test]
async fn a_session_is_no_room_to_be_changed_or_deleted_as_one() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let (session, _) = talked(&mut ada).await;
    let role = |role: &str| json!({ "roomId": session, "userId": "ada", "role": role });
    for (name, payload, code) in [
        ("room:delete", json!({ "roomId": session }), "PERMISSION_DENIED"),
        ("room:update", json!({ "roomId": session, "visibility": "public" }), "PERMISSION_DENIED"),
        ("room:update", json!({ "roomId": session, "slug": "mine" }), "PERMISSION_DENIED"),
        ("room:update", json!({ "roomId": session, "name": "x" }), "PERMISSION_DENIED"),
        ("room:leave", json!({ "roomId": session }), "CONFLICT"),
        ("room:setRole", role("member"), "CONFLICT"),
        ("room:invite", json!({ "roomId": session, "userId": "ada" }), "CONFLICT"),
        ("room:kick", json!({ "roomId": session, "userId": "ada" }), "PERMISSION_DENIED"),
    ] {
        assert_eq!(ada.fail(name, payload).await["code"], code, "{name}");
    }
    assert_eq!(ada.ask("room:list", json!({})).await["rooms"], json!([]));
    let joined = ada.ask("room:join", json!({ "roomId": session })).await;
    assert_eq!((&joined["room"]["kind"], &joined["members"][0]["role"]), (&json!("session"), &json!("owner")));
    ada.ask("chat:send", json!({ "sessionId": session, "message": "again" })).await;
    let texts: Vec<_> = told(&ada, "chat:message").iter().map(|event| event.payload()["body"].clone()).collect();
    assert_eq!(texts, ["hi", "Echo: hi", "again", "Echo: again"], "each once");
}

#[tokio::test]
async fn another_users_session_is_none() {
    let server = Server::start("").await;
    let (mut ada, mut eve) = (connect(&server, "ada").await, connect(&server, "eve").await);
    let (session, messages) = talked(&mut ada).await;
    let message = messages[0]["id"].clone();
    for (name, payload) in [
        ("session:switch", json!({ "sessionId": session })),
        ("session:rename", json!({ "sessionId": session, "title": "x" })),
        ("session:delete", json!({ "sessionId": session })),
        ("session:history", json!({ "sessionId": session })),
        ("chat:send", json!({ "sessionId": session, "message": "x" })),
        ("chat:send", json!({ "roomId": session, "body": "x" })),
        ("chat:stop", json!({ "sessionId": session })),
        ("room:join", json!({ "roomId": session })),
        ("room:history", json!({ "roomId": session })),
        ("chat:read", json!({ "roomId": session, "messageId": message })),
        ("chat:edit", json!({ "messageId": message, "newBody": "x" })),
        ("chat:delete", json!({ "messageId": message, "mode": "hard" })),
        ("chat:redact", json!({ "messageId": message, "mask": "x" })),
        ("chat:reaction", json!({ "messageId": message, "reaction": "x", "action": "add" })),
    ] {
        assert_eq!(eve.fail(name, payload).await["code"], "NOT_FOUND", "{name}");
    }
    assert_eq!(history(&mut ada, &session).await, messages);
}
