//! Topics of tasks and of people: late watchers, and that nothing comes twice.

use serde_json::json;

use super::{Client, Server, connect, create, room, subscribe, told};

#[tokio::test]
async fn a_late_watcher_gets_of_the_shared_topic_what_it_may_see() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada).await;
    bob.ask("room:join", json!({ "roomId": lobby })).await;
    create(&mut ada, json!({ "title": "Private" })).await;
    let shared = create(&mut ada, json!({ "title": "Shared", "roomId": lobby })).await;
    ada.ask("task:update", json!({ "taskId": shared, "progress": 1 })).await;
    let own = format!("tasks/{shared}");
    let resume = json!({ "userId": "bob", "resume": { "tasks": 0, (own.clone()): 1 } });
    let mut phone = Client::connect_with(&server, resume).await;
    assert_eq!(told(&phone, "tasks"), [(2, "task:created"), (3, "task:updated")]);
    assert_eq!(told(&phone, &own), [(2, "task:updated")]);
    bob.ask("task:update", json!({ "taskId": shared, "progress": 2 })).await;
    phone.wait_for("the newest change", |event| event.payload()["progress"] == 2).await;
    phone.settle().await;
    assert_eq!(told(&phone, "tasks")[2..], [(4, "task:updated")]);
    assert_eq!(told(&phone, &own)[1..], [(3, "task:updated")]);
    let heads = phone.ask("presence:ping", json!({})).await["heads"].clone();
    assert_eq!((&heads["tasks"], &heads[&own]), (&json!(4), &json!(3)));
}

#[tokio::test]
async fn a_person_is_a_topic_to_those_who_share_a_room_and_tells_nothing_twice() {
    let server = Server::start("presence.grace = \"0ms\"").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    subscribe(&mut ada, "users/ada").await;
    for topic in ["users/bob", "users/nobody", "users/"] {
        let error = ada.fail("subscription:subscribe", json!({ "topic": topic })).await;
        assert_eq!((&error["code"], &error["message"]), (&json!("NOT_FOUND"), &json!("No such topic")), "{topic}");
    }
    let lobby = room(&mut ada).await;
    bob.ask("room:join", json!({ "roomId": lobby })).await;
    subscribe(&mut ada, "users/bob").await;
    let listed = ada.ask("subscription:list", json!({})).await["subscriptions"].clone();
    let topics: Vec<_> = listed.as_array().unwrap().iter().map(|one| one["topic"].clone()).collect();
    assert_eq!(topics, [json!(format!("rooms/{lobby}")), json!("users/ada"), json!("users/bob")]);
    bob.ask("presence:set", json!({ "status": "busy" })).await;
    let busy = |event: &super::support::Event| event.payload()["status"] == "busy";
    ada.wait_for("that he is busy", busy).await;
    ada.settle().await;
    assert_eq!(ada.log.iter().filter(|event| busy(event)).count(), 1);
}
