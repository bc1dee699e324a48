//! The dialect of seed 000.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{account, connect, public_room};
use crate::support::{Client, Server, fresh, raw::Raw, text};

/// How the dialect names a user whose id is no UUID.
fn uuid(user: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, user.as_bytes()).to_string()
}

/// A client of the dialect that the server knows.
async fn ready(server: &Server, name: &str) -> Raw {
    let mut client = Raw::connect(server, &format!("/ws/tagged?user={name}")).await;
    client.told("ready").await;
    client
}

/// Sends a message about a channel.
async fn about(client: &mut Raw, name: &str, channel: &str) {
    client.send(json!({ "type": name, "channel_id": channel })).await;
}

/// Reads until everything sent so far has been carried out: the answer to a ping comes after it all.
async fn settle(client: &mut Raw) {
    let id = fresh();
    client.send(json!({ "id": id, "type": "ping" })).await;
    client.wait_for("the pong", |told| told["type"] == "pong" && told["id"] == id).await;
}

/// The error that answers a message.
async fn error(client: &mut Raw, mut message: Value) -> (String, String) {
    let id = fresh();
    message["id"] = json!(id);
    client.send(message).await;
    let error = client.wait_for("an error", |told| told["type"] == "error" && told["id"] == id).await;
    (text(&error["code"]).to_owned(), text(&error["message"]).to_owned())
}

/// A public voice room with the slug `stage`; its id.
async fn stage(client: &mut Client) -> String {
    let room = json!({ "name": "Stage", "kind": "voice", "visibility": "public", "slug": "stage" });
    text(&client.ask("room:create", room).await["id"]).to_owned()
}

#[tokio::test]
async fn connection_ready_and_pong() {
    let server = Server::start("").await;
    let mut bo = Raw::connect(&server, "/ws/tagged?user=bo").await;
    assert_eq!(bo.told("ready").await, json!({ "type": "ready", "user": { "id": uuid("bo"), "name": "bo" } }));
    bo.send(json!({ "id": "2", "type": "ping" })).await;
    assert_eq!(bo.told("pong").await, json!({ "id": "2", "type": "pong" }));
    bo.send(json!({ "type": "ping" })).await;
    bo.wait_for("a pong without id", |told| *told == json!({ "type": "pong" })).await;
}

#[tokio::test]
async fn who_did_not_say_who_they_are_authenticates() {
    let server = account::server().await;
    let account = account::register(&server, "bobby").await;
    let mut bo = Raw::connect(&server, "/ws/tagged").await;
    let subscribe = json!({ "type": "subscribe", "channel_id": fresh() });
    assert_eq!(error(&mut bo, subscribe).await.0, "UNAUTHENTICATED");
    let refused = json!({ "type": "authenticate", "token": "nonsense" });
    assert_eq!(error(&mut bo, refused).await.0, "UNAUTHENTICATED");
    bo.send(json!({ "type": "authenticate", "token": account.access })).await;
    let ready = bo.told("ready").await;
    assert_eq!(ready["user"], json!({ "id": account.user, "name": "bobby" }));
}

#[tokio::test]
async fn messages_of_a_channel() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = ready(&server, "bo").await;
    for _ in 0..2 {
        about(&mut bo, "subscribe", &room).await;
    }
    settle(&mut bo).await;
    assert_eq!(bo.all("error").len(), 0, "success is silent, also the second time");
    let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await["message"].clone();
    let told = bo.told("message_create").await;
    let expected = json!({
        "id": sent["id"], "channel_id": room, "author_id": uuid("ann"), "content": "hello", "attachments": [],
        "created_at": sent["createdAt"], "reactions": [], "reply_count": 0,
    });
    assert_eq!(told, json!({ "type": "message_create", "message": expected }));

    let edit = json!({ "messageId": sent["id"], "newBody": "hello, all" });
    let edited = ann.ask("chat:edit", edit).await;
    let expected = json!({
        "id": sent["id"], "channel_id": room, "content": "hello, all", "edited_at": edited["editedAt"],
    });
    assert_eq!(bo.told("message_update").await, json!({ "type": "message_update", "message": expected }));
    ann.ask("chat:redact", json!({ "messageId": sent["id"], "mask": "(removed)" })).await;
    let redacted = |told: &Value| told["message"]["content"] == "(removed)";
    bo.wait_for("the redaction", redacted).await;
    ann.ask("chat:delete", json!({ "messageId": sent["id"], "mode": "soft" })).await;
    let deleted = json!({ "type": "message_delete", "channel_id": room, "message_id": sent["id"] });
    assert_eq!(bo.told("message_delete").await, deleted);
    settle(&mut bo).await;
    assert_eq!(bo.all("message_create").len(), 1, "once, however often it subscribed");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn who_unsubscribes_hears_no_more_also_by_the_slug() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let lobby = json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" });
    let room = text(&ann.ask("room:create", lobby).await["id"]).to_owned();
    let mut bo = ready(&server, "bo").await;
    for (name, body) in [("lobby", "one"), (&*room, "two")] {
        about(&mut bo, "subscribe", "lobby").await;
        settle(&mut bo).await;
        ann.ask("chat:send", json!({ "roomId": room, "body": body })).await;
        bo.wait_for(body, |told| told["message"]["content"] == body).await;
        about(&mut bo, "unsubscribe", name).await;
        about(&mut bo, "unsubscribe", name).await;
        settle(&mut bo).await;
        ann.ask("chat:send", json!({ "roomId": room, "body": "unheard" })).await;
    }
    about(&mut bo, "unsubscribe", &fresh()).await;
    settle(&mut bo).await;
    assert_eq!((bo.all("message_create").len(), bo.all("error").len()), (2, 0));
    let members = ann.ask("room:join", json!({ "roomId": room })).await["members"].as_array().map(Vec::len);
    assert_eq!(members, Some(2), "who unsubscribes stays a member");
}

#[tokio::test]
async fn typing_goes_both_ways() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = ready(&server, "bo").await;
    about(&mut bo, "subscribe", &room).await;
    for (name, typing) in [("typing", true), ("stop_typing", false)] {
        about(&mut bo, name, &room).await;
        let expected = json!({ "roomId": room, "userId": "bo", "typing": typing });
        ann.wait_for(name, |event| event.name == "chat:typingUpdated" && *event.payload() == expected).await;
    }
    for (name, typing) in [("typing_start", true), ("typing_stop", false)] {
        ann.ask("chat:typing", json!({ "roomId": room, "typing": typing })).await;
        assert_eq!(bo.told(name).await, json!({ "type": name, "channel_id": room, "user_id": uuid("ann") }));
    }
}

#[tokio::test]
async fn presence_of_those_who_share_a_channel() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = ready(&server, "bo").await;
    about(&mut bo, "subscribe", &room).await;
    settle(&mut bo).await;
    ann.ask("presence:set", json!({ "status": "busy" })).await;
    let busy = json!({ "type": "presence_update", "user_id": uuid("ann"), "status": "busy" });
    bo.wait_for("that Ann is busy", |told| *told == busy).await;
}

#[tokio::test]
async fn voice_from_the_join_to_the_leave() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = stage(&mut ann).await;
    ann.ask("voice:join", json!({ "roomId": room })).await;
    let mut bo = ready(&server, "bo").await;
    about(&mut bo, "subscribe", &room).await;
    for _ in 0..2 {
        about(&mut bo, "voice_join", &room).await;
    }
    settle(&mut bo).await;
    assert_eq!(bo.all("error").len(), 0, "to join twice is to join once");
    assert_eq!(bo.all("voice_user_joined").len(), 0, "those who are there make their offers");
    let joined = ann.event("voice:userJoined").await;
    assert_eq!(joined.payload()["user"]["id"], "bo");
    let mut cy = connect(&server, "cy").await;
    cy.ask("room:join", json!({ "roomId": room })).await;
    cy.ask("voice:join", json!({ "roomId": room })).await;
    let told = bo.told("voice_user_joined").await;
    assert_eq!(told, json!({ "type": "voice_user_joined", "channel_id": room, "user_id": uuid("cy") }));

    ann.ask("voice:offer", json!({ "roomId": room, "targetId": "bo", "sdp": "v=0 offer" })).await;
    let offer = bo.told("voice_offer").await;
    let expected = json!({ "type": "voice_offer", "channel_id": room, "user_id": uuid("ann"), "sdp": "v=0 offer" });
    assert_eq!(offer, expected);
    // The client answers whom it was told of, by the UUID that it was told.
    let to = json!({ "channel_id": room, "target_id": offer["user_id"] });
    for (name, field, event) in [
        ("voice_offer", "sdp", "voice:offer"),
        ("voice_answer", "sdp", "voice:answer"),
        ("voice_ice", "candidate", "voice:ice"),
    ] {
        let mut message = to.clone();
        (message["type"], message[field]) = (json!(name), json!("v=0 theirs"));
        bo.send(message).await;
        let expected = json!({ "roomId": room, "userId": "bo", field: "v=0 theirs" });
        assert_eq!(*ann.event(event).await.payload(), expected);
    }
    cy.settle().await;
    assert!(!cy.log.iter().any(|event| event.name == "voice:answer"), "it goes to the one that is named");
    ann.ask("voice:answer", json!({ "roomId": room, "sdp": "v=0 answer" })).await;
    assert_eq!(bo.told("voice_answer").await["sdp"], "v=0 answer");
    ann.emit("voice:ice", &json!({ "roomId": room, "candidate": "candidate:1" })).await;
    assert_eq!(bo.told("voice_ice").await["candidate"], "candidate:1");

    ann.emit("voice:speaking", &json!({ "roomId": room, "speaking": true })).await;
    let speaking = json!({ "type": "voice_speaking", "channel_id": room, "user_id": uuid("ann"), "speaking": true });
    assert_eq!(bo.told("voice_speaking").await, speaking);
    ann.ask("voice:mute", json!({ "roomId": room })).await;
    bo.wait_for("silence", |told| told["type"] == "voice_speaking" && told["speaking"] == false).await;
    for (name, muted) in [("voice_mute", true), ("voice_unmute", false)] {
        about(&mut bo, name, &room).await;
        let updated = json!({ "roomId": room, "userId": "bo", "muted": muted });
        ann.wait_for(name, |event| event.name == "voice:muteUpdated" && *event.payload() == updated).await;
    }
    about(&mut bo, "voice_leave", &room).await;
    ann.wait_for("Bo to leave", |event| event.name == "voice:userLeft" && event.payload()["userId"] == "bo").await;
    ann.ask("voice:leave", json!({ "roomId": room })).await;
    let left = json!({ "type": "voice_user_left", "channel_id": room, "user_id": uuid("ann") });
    assert_eq!(bo.told("voice_user_left").await, left);
    settle(&mut bo).await;
    assert_eq!(bo.all("error").len(), 0);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn errors_name_what_they_answer_and_have_the_codes_of_the_seed() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let hidden = text(&ann.ask("room:create", json!({ "name": "Den" })).await["id"]).to_owned();
    let room = stage(&mut ann).await;
    let text_room = public_room(&mut ann).await;
    let mut bo = ready(&server, "bo").await;
    about(&mut bo, "subscribe", &room).await;
    about(&mut bo, "voice_join", &room).await;
    let missing = ("CHANNEL_NOT_FOUND".to_owned(), "Channel does not exist".to_owned());
    for name in ["subscribe", "typing", "stop_typing", "voice_join", "voice_leave", "voice_mute", "voice_unmute"] {
        for channel in [&fresh(), &hidden] {
            assert_eq!(error(&mut bo, json!({ "type": name, "channel_id": channel })).await, missing, "{name}");
        }
    }
    let signal = |name, target| json!({ "type": name, "channel_id": room, "target_id": target, "sdp": "v=0" });
    let code = |(code, _): (String, String)| code;
    assert_eq!(code(error(&mut bo, signal("voice_offer", fresh())).await), "NOT_FOUND", "it is no channel");
    assert_eq!(code(error(&mut bo, signal("voice_answer", uuid("bo"))).await), "CONFLICT", "it would go to itself");
    let typing = json!({ "type": "typing", "channel_id": text_room });
    assert_eq!(code(error(&mut bo, typing).await), "PERMISSION_DENIED", "it is no member");
    for message in [json!({ "type": "fly" }), json!({ "type": "subscribe" }), json!({ "type": 7 })] {
        let told = match message["type"].as_str() {
            Some(_) => code(error(&mut bo, message).await),
            None => {
                bo.send(message).await;
                let nameless = |told: &Value| told["type"] == "error" && told.get("id").is_none();
                text(&bo.wait_for("an error", nameless).await["code"]).to_owned()
            }
        };
        assert_eq!(told, "VALIDATION_ERROR");
    }
}

#[tokio::test]
async fn too_much_is_told_as_rate_limited() {
    let server = Server::start("rate_limits.signals.connection = { rate = 0.01, burst = 2 }").await;
    let mut bo = ready(&server, "bo").await;
    for _ in 0..6 {
        bo.send(json!({ "id": "p", "type": "ping" })).await;
    }
    let error = bo.told("error").await;
    assert_eq!((text(&error["id"]), text(&error["code"])), ("p", "RATE_LIMITED"));
}
