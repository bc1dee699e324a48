//! Replies in threads: `parentId`, `replyCount`.

use serde_json::{Value, json};

use super::{Client, Server, bodies, connect, history, lobby, said, support::fresh};

async fn reply(client: &mut Client, room: &str, parent: &str, body: &str) -> Value {
    let payload = json!({ "roomId": room, "body": body, "parentId": parent });
    client.ask("chat:send", payload).await["message"].clone()
}

#[tokio::test]
async fn a_reply_to_a_reply_joins_the_thread() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = lobby(&mut ada, &mut [&mut bob]).await;
    let root = said(&mut ada, &room, "root").await;
    said(&mut ada, &room, "aside").await;
    let first = reply(&mut bob, &room, &root, "first").await;
    assert_eq!(first["parentId"], json!(root));
    let second = reply(&mut ada, &room, first["id"].as_str().unwrap(), "second").await;
    assert_eq!(second["parentId"], json!(root));
    let messages = history(&mut bob, &room).await;
    assert_eq!(bodies(&messages), ["root", "aside", "first", "second"]);
    let counts: Vec<_> = messages.iter().map(|message| message["replyCount"].as_i64().unwrap()).collect();
    assert_eq!(counts, [2, 0, 0, 0]);
    // By the message that it began with, and by any of its replies.
    for parent in [&root, first["id"].as_str().unwrap()] {
        let thread = ada.ask("room:history", json!({ "roomId": room, "parentId": parent })).await;
        assert_eq!(bodies(thread["messages"].as_array().unwrap()), ["first", "second"]);
    }
}

#[tokio::test]
async fn a_thread_is_paged_both_ways() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let root = said(&mut ada, &room, "root").await;
    let mut seqs = Vec::new();
    for number in 0..5 {
        said(&mut ada, &room, "aside").await;
        seqs.push(reply(&mut ada, &room, &root, &number.to_string()).await["seq"].clone());
    }
    for (more, expected, has_more) in [
        (json!({ "limit": 2 }), ["3", "4"].as_slice(), true),
        (json!({ "limit": 2, "before": seqs[3] }), &["1", "2"], true),
        (json!({ "limit": 2, "before": seqs[1] }), &["0"], false),
        (json!({ "limit": 2, "after": 0 }), &["0", "1"], true),
        (json!({ "limit": 2, "after": seqs[2] }), &["3", "4"], false),
    ] {
        let mut payload = json!({ "roomId": room, "parentId": root });
        payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let page = ada.ask("room:history", payload).await;
        assert_eq!(bodies(page["messages"].as_array().unwrap()), expected, "{more}");
        assert_eq!(page["hasMore"], has_more, "{more}");
    }
}

#[tokio::test]
async fn a_parent_is_a_message_of_the_same_room() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let (here, there) = (lobby(&mut ada, &mut []).await, lobby(&mut ada, &mut []).await);
    let elsewhere = said(&mut ada, &there, "elsewhere").await;
    for parent in [&elsewhere, &fresh()] {
        let payload = json!({ "roomId": here, "body": "x", "parentId": parent });
        assert_eq!(ada.fail("chat:send", payload).await["code"], "NOT_FOUND");
    }
    assert_eq!(history(&mut ada, &there).await[0]["replyCount"], 0);
}

#[tokio::test]
async fn a_thread_outlives_the_message_that_it_began_with() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let root = said(&mut ada, &room, "root").await;
    let first = reply(&mut ada, &room, &root, "first").await;
    ada.ask("chat:delete", json!({ "messageId": root, "mode": "hard" })).await;
    reply(&mut ada, &room, first["id"].as_str().unwrap(), "second").await;
    let thread = ada.ask("room:history", json!({ "roomId": room, "parentId": root })).await;
    assert_eq!(bodies(thread["messages"].as_array().unwrap()), ["first", "second"]);
    assert_eq!(history(&mut ada, &room).await[0]["replyCount"], 2);
}
