//! The dialect of seed 001.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{account, connect, public_room};
use crate::support::{Client, Server, fresh, raw::Raw, text, user};

/// How the dialect names a user whose id is no UUID.
fn uuid(user: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, user.as_bytes()).to_string()
}

async fn open(server: &Server, name: &str) -> Raw {
    Raw::connect(server, &format!("/ws/envelope?user={name}")).await
}

/// Sends a message and waits for what answers it: its type and payload.
async fn ask(client: &mut Raw, named: &str, payload: Value) -> (String, Value) {
    let id = fresh();
    client.send(json!({ "id": id, "type": named, "payload": payload })).await;
    answer(client, &id).await
}

async fn answer(client: &mut Raw, id: &str) -> (String, Value) {
    let reply = client.wait_for("a reply", |told| told["reply_to"] == id).await;
    for field in ["id", "timestamp"] {
        assert!(reply[field].is_string(), "a reply has an {field}: {reply}");
    }
    (text(&reply["type"]).to_owned(), reply["payload"].clone())
}

async fn acknowledged(client: &mut Raw, named: &str, payload: Value) {
    assert_eq!(ask(client, named, payload).await, ("ack".to_owned(), json!({ "success": true })), "{named}");
}

/// The code of the error that answers a message.
async fn refused(client: &mut Raw, named: &str, payload: Value) -> String {
    let (kind, error) = ask(client, named, payload).await;
    assert_eq!(kind, "error", "{named}: {error}");
    text(&error["code"]).to_owned()
}

async fn subscribe(client: &mut Raw, topic: &str) {
    acknowledged(client, "subscribe", json!({ "topic": topic })).await;
}

/// Waits for an event, and tells its payload.
async fn event(client: &mut Raw, category: &str, named: &str) -> Value {
    let wanted = |told: &Value| told["type"] == category && told["payload"]["event"] == named;
    let told = client.wait_for(named, wanted).await;
    assert!(told.get("reply_to").is_none() && told["id"].is_string() && told["timestamp"].is_string(), "{told}");
    told["payload"].clone()
}

/// What was told of a category, by the names of the events.
fn names(client: &Raw, category: &str) -> Vec<String> {
    client.all(category).iter().map(|told| text(&told["payload"]["event"]).to_owned()).collect()
}

/// Makes a mission of so many specs; its id.
async fn mission(client: &mut Client, model: &str, specs: usize) -> String {
    let specs: Vec<_> = (1..=specs).map(|n| json!({ "id": format!("spec-{n}"), "prompt": "do it" })).collect();
    let made = client.ask("mission:create", json!({ "name": "Work", "model": model, "specs": specs })).await;
    text(&made["id"]).to_owned()
}

/// Subscribes to a topic with these event types.
async fn filtered(client: &mut Raw, topic: &str, types: &[&str]) {
    acknowledged(client, "subscribe", json!({ "topic": topic, "filters": { "event_types": types } })).await;
}

#[tokio::test]
async fn ping_and_session_info() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    let (kind, pong) = ask(&mut bo, "ping", json!({ "command": "ping" })).await;
    assert!(kind == "pong" && pong["timestamp"].is_string(), "{pong}");
    bo.send(json!({ "type": "ping" })).await;
    let nameless = bo.wait_for("a pong", |told| told["type"] == "pong" && told.get("reply_to").is_none()).await;
    assert!(nameless["id"].is_string());
    subscribe(&mut bo, "missions").await;
    let (kind, info) = ask(&mut bo, "session_info", json!({ "command": "get_info" })).await;
    assert_eq!((&*kind, &info["authenticated"], &info["user_id"]), ("session_info", &json!(true), &json!(uuid("bo"))));
    assert!(info["session_id"].is_string() && info["connected_at"].is_string(), "{info}");
    assert!(info["subscriptions"].as_array().unwrap().contains(&json!("missions")), "{info}");
}

#[tokio::test]
async fn subscriptions_come_and_go() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    for topic in ["missions", "forge_sessions", "system", "missions"] {
        subscribe(&mut bo, topic).await;
    }
    let list = |topics: &[&str]| ("subscription_list".to_owned(), json!({ "subscriptions": topics }));
    let told = ask(&mut bo, "list_subscriptions", json!({ "command": "list_subscriptions" })).await;
    assert_eq!(told, list(&["forge_sessions", "missions", "system"]));
    for _ in 0..2 {
        acknowledged(&mut bo, "unsubscribe", json!({ "command": "unsubscribe", "topic": "missions" })).await;
    }
    assert_eq!(ask(&mut bo, "list_subscriptions", Value::Null).await, list(&["forge_sessions", "system"]));
    let status = event(&mut bo, "event.system", "server_status").await;
    let expected = json!({ "event": "server_status", "status": "ok", "active_missions": 0, "active_sessions": 0 });
    assert_eq!(status, expected);
}

#[tokio::test]
async fn a_mission_from_its_making_to_its_end() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    for topic in ["missions", "forge_sessions"] {
        subscribe(&mut bo, topic).await;
    }
    let mut desk = connect(&server, "bo").await;
    let id = mission(&mut desk, "echo", 2).await;
    let created = json!({ "event": "created", "mission_id": id, "name": "Work" });
    assert_eq!(event(&mut bo, "event.mission", "created").await, created);
    let named = json!({ "command": "get_status", "mission_id": id });
    let (kind, status) = ask(&mut bo, "mission_status", named.clone()).await;
    assert_eq!((&*kind, &status["mission_id"], &status["status"]), ("mission_status", &json!(id), &json!("pending")));
    assert_eq!((&status["current_spec"], &status["total_specs"]), (&json!("spec-1"), &json!(2)));

    acknowledged(&mut bo, "mission_start", json!({ "command": "start", "mission_id": id })).await;
    let completed = event(&mut bo, "event.mission", "completed").await;
    assert_eq!((&completed["success"], completed["duration_seconds"].is_u64()), (&json!(true), true));
    assert_eq!(event(&mut bo, "event.mission", "started").await, json!({ "event": "started", "mission_id": id }));
    let progress = event(&mut bo, "event.mission", "progress").await;
    let fields: Vec<_> = progress.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["completed_specs", "current_spec", "event", "mission_id", "percentage", "total_specs"]);
    let changed = event(&mut bo, "event.mission", "status_changed").await;
    assert_eq!((&changed["old_status"], &changed["new_status"]), (&json!("pending"), &json!("running")));

    let started = event(&mut bo, "event.forge", "started").await;
    let session = text(&started["session_id"]).to_owned();
    let expected = json!({ "event": "started", "session_id": session, "mission_id": id, "spec_id": "spec-1" });
    assert_eq!(started, expected);
    let done = json!({ "event": "completed", "session_id": session, "success": true });
    assert_eq!(event(&mut bo, "event.forge", "completed").await, done);
    let log = event(&mut bo, "event.forge", "log").await;
    assert!(log["session_id"] == session && log["level"].is_string() && log["message"].is_string(), "{log}");
    assert_eq!(ask(&mut bo, "mission_status", named).await.1["status"], "completed");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_mission_is_paused_resumed_and_cancelled() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    let mut desk = connect(&server, "bo").await;
    let id = mission(&mut desk, "endless", 1).await;
    let named = json!({ "mission_id": id });
    // Without the tag the type says what is meant.
    for (message, status) in [
        ("mission_start", "running"),
        ("mission_pause", "paused"),
        ("mission_resume", "running"),
        ("mission_cancel", "cancelled"),
    ] {
        acknowledged(&mut bo, message, named.clone()).await;
        assert_eq!(ask(&mut bo, "mission_status", named.clone()).await.1["status"], status);
    }
    assert_eq!(refused(&mut bo, "mission_start", named.clone()).await, "conflict");
    assert_eq!(refused(&mut bo, "mission_status", json!({ "mission_id": fresh() })).await, "not_found");
    let mut cy = open(&server, "cy").await;
    assert_eq!(refused(&mut cy, "mission_cancel", named).await, "not_found", "it is not theirs to know of");
}

#[tokio::test]
async fn the_id_of_a_message_is_its_idempotency_key() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    let mut desk = connect(&server, "bo").await;
    let id = mission(&mut desk, "endless", 1).await;
    let start = json!({ "id": fresh(), "type": "mission_start", "payload": { "mission_id": id } });
    bo.send(start.clone()).await;
    answer(&mut bo, text(&start["id"])).await;
    // Again, from another connection: it is not started a second time, which would be a conflict.
    let mut again = open(&server, "bo").await;
    again.send(start.clone()).await;
    assert_eq!(answer(&mut again, text(&start["id"])).await.0, "ack");
    let mut other = start.clone();
    other["type"] = json!("mission_cancel");
    again.send(other).await;
    let (wanted, of) = (json!("conflict"), start["id"].clone());
    again.wait_for("a conflict", |told| told["reply_to"] == of && told["payload"]["code"] == wanted).await;
    acknowledged(&mut bo, "mission_cancel", json!({ "mission_id": id })).await;
}

#[tokio::test]
async fn filters_let_through_what_they_name() {
    let server = Server::start("").await;
    let mut desk = connect(&server, "bo").await;
    let (first, second) = (mission(&mut desk, "echo", 1).await, mission(&mut desk, "echo", 1).await);
    let mut bo = open(&server, "bo").await;
    let filters = json!({ "mission_id": second, "event_types": ["progress", "completed"] });
    acknowledged(&mut bo, "subscribe", json!({ "topic": "missions", "filters": filters })).await;
    filtered(&mut bo, "forge_sessions", &["forge_started"]).await;
    let mut all = open(&server, "bo").await;
    filtered(&mut all, "missions", &["event.mission"]).await;
    for id in [&first, &second] {
        acknowledged(&mut bo, "mission_start", json!({ "mission_id": id })).await;
        let done = |told: &Value| told["payload"]["event"] == "completed" && told["payload"]["mission_id"] == **id;
        all.wait_for("the end", done).await;
    }
    let completed = event(&mut bo, "event.mission", "completed").await;
    assert_eq!(completed["mission_id"], second);
    ask(&mut bo, "ping", Value::Null).await;
    let told = names(&bo, "event.mission");
    assert!(told.iter().all(|name| ["progress", "completed"].contains(&&**name)), "{told:?}");
    assert!(bo.all("event.mission").iter().all(|told| told["payload"]["mission_id"] == second));
    assert_eq!(names(&bo, "event.forge"), ["started", "started"]);
    assert!(names(&all, "event.mission").contains(&"status_changed".to_owned()));
    let unknown = json!({ "topic": "missions", "filters": { "event_types": ["exploded"] } });
    let (_, error) = ask(&mut bo, "subscribe", unknown).await;
    assert_eq!(error, json!({ "code": "invalid_message", "message": "Unknown event type: exploded" }));
}

#[tokio::test]
async fn a_room_is_heard_as_chat() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let topic = format!("rooms/{room}");
    let mut bo = open(&server, "bo").await;
    let filters = json!({ "topic": topic, "filters": { "event_types": ["typing"] } });
    assert_eq!(refused(&mut bo, "subscribe", filters.clone()).await, "not_found", "with filters it is for members");
    subscribe(&mut bo, &topic).await;
    let sent = ann.ask("chat:send", json!({ "roomId": room, "body": "hello" })).await["message"].clone();
    let expected = json!({
        "id": sent["id"], "room_id": room, "seq": sent["seq"], "sender_id": uuid("ann"), "body": "hello",
        "attachments": [], "created_at": sent["createdAt"], "reactions": [], "reply_count": 0,
    });
    let told = event(&mut bo, "event.chat", "message").await;
    assert_eq!(told, json!({ "event": "message", "message": expected }));
    let (id, about) = (&sent["id"], json!({ "room_id": room, "message_id": sent["id"], "user_id": uuid("ann") }));
    ann.ask("chat:edit", json!({ "messageId": id, "newBody": "hello, all" })).await;
    assert_eq!(event(&mut bo, "event.chat", "edited").await["message"]["body"], "hello, all");
    ann.ask("chat:reaction", json!({ "messageId": id, "reaction": "+1", "action": "add" })).await;
    let mut reaction = about.clone();
    (reaction["event"], reaction["reaction"], reaction["action"]) = (json!("reaction"), json!("+1"), json!("add"));
    assert_eq!(event(&mut bo, "event.chat", "reaction").await, reaction);
    ann.ask("chat:typing", json!({ "roomId": room, "typing": true })).await;
    let typing = json!({ "event": "typing", "room_id": room, "user_id": uuid("ann"), "typing": true });
    assert_eq!(event(&mut bo, "event.chat", "typing").await, typing);
    ann.ask("chat:delete", json!({ "messageId": id, "mode": "soft" })).await;
    assert_eq!(event(&mut bo, "event.chat", "deleted").await["message_id"], *id);

    acknowledged(&mut bo, "subscribe", filters).await;
    ann.ask("chat:send", json!({ "roomId": room, "body": "filtered out" })).await;
    acknowledged(&mut bo, "subscribe", json!({ "topic": topic, "filters": {} })).await;
    ann.ask("chat:send", json!({ "roomId": room, "body": "heard" })).await;
    let heard = |told: &Value| told["payload"]["message"]["body"] == "heard";
    bo.wait_for("what is heard again", heard).await;
    acknowledged(&mut bo, "unsubscribe", json!({ "topic": topic })).await;
    ann.ask("chat:send", json!({ "roomId": room, "body": "unheard" })).await;
    ask(&mut bo, "ping", Value::Null).await;
    assert_eq!(names(&bo, "event.chat").iter().filter(|name| *name == "message").count(), 2);
}

#[tokio::test]
async fn people_calls_and_tasks_cross_over() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    let room = public_room(&mut ann).await;
    let mut bo = open(&server, "bo").await;
    subscribe(&mut bo, &format!("rooms/{room}")).await;
    subscribe(&mut bo, "tasks").await;
    ann.ask("presence:set", json!({ "status": "away" })).await;
    let away = |told: &Value| told["type"] == "event.presence" && told["payload"]["status"] == "away";
    assert_eq!(bo.wait_for("that Ann is away", away).await["payload"]["user_id"], uuid("ann"));
    let offer = json!({ "targetId": "bo", "callType": "audio", "sdp": "v=0" });
    let call = ann.ask("call:offer", offer).await["callId"].clone();
    let offered = event(&mut bo, "event.call", "offer").await;
    let expected = json!({
        "event": "offer", "call_id": call, "from_user": uuid("ann"), "call_type": "audio", "sdp": "v=0",
    });
    assert_eq!(offered, expected);
    ann.ask("call:end", json!({ "targetId": "bo" })).await;
    assert_eq!(event(&mut bo, "event.call", "end").await["reason"], "cancelled");
    let task = ann.ask("task:create", json!({ "title": "Sweep", "roomId": room, "assigneeId": "bo" })).await;
    ann.ask("task:update", json!({ "taskId": task["id"], "progress": 40 })).await;
    let told = event(&mut bo, "event.task", "updated").await;
    assert_eq!((&told["task"]["progress"], &told["task"]["assignee_id"]), (&json!(40), &json!(uuid("bo"))));
    let mut cy = connect(&server, "cy").await;
    cy.ask("room:join", json!({ "roomId": room })).await;
    let joined = json!({ "event": "member_joined", "room_id": room, "user_id": uuid("cy") });
    bo.wait_for("that Cy joined", |told| told["payload"] == joined).await;
}

#[tokio::test]
async fn what_is_announced_is_told_and_its_end_is_not() {
    let token = "the administrator's token of a test";
    let server = Server::start(&format!("admin.token = \"{token}\"")).await;
    let mut bo = open(&server, "bo").await;
    subscribe(&mut bo, "system").await;
    parlance::http::tls::install_crypto_provider();
    let admin = reqwest::Client::new();
    let announce = |body: Value| admin.post(server.url("/api/admin/announce")).bearer_auth(token).json(&body).send();
    let disks = json!({
        "kind": "maintenance", "message": "New disks", "startsAt": "2999-01-01T00:00:00Z", "durationMinutes": 30,
    });
    let made: Value = announce(disks).await.unwrap().json().await.unwrap();
    let expected = json!({
        "event": "maintenance", "message": "New disks", "starts_at": "2999-01-01T00:00:00.000Z",
        "duration_minutes": 30,
    });
    assert_eq!(event(&mut bo, "event.system", "maintenance").await, expected);
    let back = server.url(&format!("/api/admin/announce/{}", text(&made["id"])));
    assert_eq!(admin.delete(back).bearer_auth(token).send().await.unwrap().status(), 204);
    announce(json!({ "kind": "version", "newVersion": "7.0.0" })).await.unwrap();
    let update = json!({
        "event": "version_update", "current_version": env!("CARGO_PKG_VERSION"), "new_version": "7.0.0",
    });
    assert_eq!(event(&mut bo, "event.system", "version_update").await, update);
    assert_eq!(names(&bo, "event.system").iter().filter(|name| *name == "maintenance").count(), 1);
}

#[tokio::test]
async fn who_did_not_say_who_they_are_authenticates() {
    let server = account::server().await;
    let account = account::register(&server, "bobby").await;
    let mut bo = Raw::connect(&server, "/ws/envelope").await;
    ask(&mut bo, "ping", Value::Null).await;
    let (_, info) = ask(&mut bo, "session_info", Value::Null).await;
    assert_eq!((&info["authenticated"], info.get("user_id")), (&json!(false), None));
    assert_eq!(refused(&mut bo, "subscribe", json!({ "topic": "missions" })).await, "auth_required");
    let bad = json!({ "command": "authenticate", "token": "nonsense" });
    assert_eq!(ask(&mut bo, "authenticate", bad).await, ("auth_result".into(), json!({ "authenticated": false })));
    let good = json!({ "command": "authenticate", "token": account.access });
    let (kind, result) = ask(&mut bo, "authenticate", good).await;
    assert_eq!(
        (&*kind, &result["authenticated"], &result["user_id"]),
        ("auth_result", &json!(true), &json!(account.user))
    );
    assert!(result["expires_at"].is_string(), "{result}");
    subscribe(&mut bo, "missions").await;
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn what_is_no_message_is_told_so() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    let (kind, error) = ask(&mut bo, "mission_explode", json!({})).await;
    assert_eq!(kind, "error");
    assert_eq!(error, json!({ "code": "invalid_message", "message": "Unknown message type: mission_explode" }));
    assert_eq!(refused(&mut bo, "mission_start", json!({ "mission_id": "7" })).await, "invalid_message");
    assert_eq!(refused(&mut bo, "subscribe", json!({})).await, "invalid_message");
    assert_eq!(refused(&mut bo, "subscribe", json!({ "topic": "weather" })).await, "not_found");
    assert_eq!(refused(&mut bo, "subscribe", json!({ "topic": format!("rooms/{}", fresh()) })).await, "not_found");
    bo.send(json!({ "id": "seven", "type": "ping" })).await;
    let nameless = |told: &Value| told["type"] == "error" && told.get("reply_to").is_none();
    assert_eq!(bo.wait_for("an error", nameless).await["payload"]["code"], "invalid_message");
    assert!(bo.all("pong").is_empty());
}

#[tokio::test]
async fn a_slow_answer_of_an_agent_streams_to_all_devices() {
    let server = Server::start("").await;
    let mut bo = open(&server, "bo").await;
    let mut desk = Client::connect_with(&server, user("bo")).await;
    ask(&mut bo, "ping", Value::Null).await;
    let session = desk.session("slow").await;
    desk.ask("chat:send", json!({ "sessionId": session, "message": "hello" })).await;
    let delta = event(&mut bo, "event.chat", "delta").await;
    assert_eq!((&delta["session_id"], &delta["offset"]), (&json!(session), &json!(0)));
    let answer = |told: &Value| told["payload"]["message"]["body"] == "Echo: hello";
    let told = bo.wait_for("the answer", answer).await;
    assert_eq!(told["payload"]["message"]["sender_id"], uuid("agent:slow"));
    assert!(bo.all("event.forge").is_empty(), "a chat is no forge session");
}
