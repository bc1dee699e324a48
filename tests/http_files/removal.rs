//! Files go with what they were posted in.

use serde_json::{Value, json};

use crate::{
    desk::{connect, posted, room, status, until_stored},
    support::{Client, Server},
};

async fn say(client: &mut Client, room: &str, files: &[&Value]) -> Value {
    let ids: Vec<_> = files.iter().map(|file| &file["id"]).collect();
    let sent = client.ask("chat:send", json!({ "roomId": room, "body": "look", "attachments": ids })).await;
    sent["message"]["id"].clone()
}

#[tokio::test]
async fn files_go_with_their_last_room() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let (den, attic) =
        (room(&mut ada, json!({ "name": "Den" })).await, room(&mut ada, json!({ "name": "Attic" })).await);
    let session = ada.session("echo").await;
    let alone = posted(&server, "ada", b"alone", "a.txt", &den).await;
    let shared = posted(&server, "ada", b"shared", "b.txt", &den).await;
    let prompt = posted(&server, "ada", b"prompt", "c.txt", &session).await;
    say(&mut ada, &attic, &[&shared]).await;
    ada.ask("room:delete", json!({ "roomId": den })).await;
    assert_eq!(status(&server, "ada", &alone).await, 404, "at once");
    assert_eq!(status(&server, "ada", &shared).await, 200);
    until_stored(&server, &[&shared, &prompt]).await;
    ada.ask("session:delete", json!({ "sessionId": session })).await;
    until_stored(&server, &[&shared]).await;
    ada.ask("room:delete", json!({ "roomId": attic })).await;
    until_stored(&server, &[]).await;
}

#[tokio::test]
async fn files_go_with_messages_that_are_deleted_for_good_or_redacted() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let mut files = Vec::new();
    for name in ["hard", "redacted", "soft", "twice"] {
        files.push(posted(&server, "ada", name.as_bytes(), name, &den).await);
    }
    let [hard, redacted, soft, twice] = files.as_slice() else { unreachable!("four were posted") };
    let first = say(&mut ada, &den, &[hard, twice]).await;
    let second = say(&mut ada, &den, &[redacted]).await;
    let third = say(&mut ada, &den, &[soft]).await;
    let fourth = say(&mut ada, &den, &[twice]).await;
    ada.ask("chat:delete", json!({ "messageId": first, "mode": "hard" })).await;
    ada.ask("chat:redact", json!({ "messageId": second, "mask": "gone" })).await;
    ada.ask("chat:delete", json!({ "messageId": third, "mode": "soft" })).await;
    for (file, expected) in [(hard, 404), (redacted, 404), (soft, 200), (twice, 200)] {
        assert_eq!(status(&server, "ada", file).await, expected, "{file}");
    }
    let again = json!({ "roomId": den, "body": "again", "attachments": [hard["id"]] });
    assert_eq!(ada.fail("chat:send", again).await["code"], "NOT_FOUND");
    until_stored(&server, &[soft, twice]).await;
    ada.ask("chat:delete", json!({ "messageId": fourth, "mode": "hard" })).await;
    until_stored(&server, &[soft]).await;
}

#[tokio::test]
async fn what_was_to_be_removed_is_removed_after_a_crash() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    posted(&server, "ada", b"hello", "a.txt", &den).await;
    ada.ask("room:delete", json!({ "roomId": den })).await;
    server.kill().await;
    let server = server.restarted().await;
    until_stored(&server, &[]).await;
}
