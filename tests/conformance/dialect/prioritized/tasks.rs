//! Tasks, and how the server is: heard without asking.

use serde_json::json;

use super::{arrive, join, refusal};
use crate::{
    dialect::{connect, public_room},
    support::{Server, fresh},
};

#[tokio::test]
async fn tasks_cross_both_ways() {
    let server = Server::start("").await;
    let mut ann = connect(&server, "ann").await;
    ann.ask("subscription:subscribe", json!({ "topic": "tasks" })).await;
    let room = public_room(&mut ann).await;
    let mut bo = arrive(&server, "bo").await;
    // From here on it hears of tasks, and it may see those of the room.
    bo.told("healthUpdate").await;
    join(&mut bo, &room).await;

    let task = ann.ask("task:create", json!({ "title": "Tidy up", "roomId": room, "metadata": { "a": 1 } })).await;
    let id = &task["id"];
    let told = bo.told("taskUpdate").await;
    let made = json!({ "taskId": id, "status": "open", "progress": 0, "metadata": { "a": 1 } });
    assert_eq!(told["payload"], made);

    let done = json!({ "taskId": id, "status": "done", "progress": 100, "metadata": { "b": 2 } });
    bo.send(json!({ "type": "taskUpdate", "payload": done, "messageId": fresh() })).await;
    let heard = ann.event("task:updated").await;
    assert_eq!((&heard.payload()["status"], &heard.payload()["progress"]), (&json!("done"), &json!(100)));
    let told = bo.wait_for("the update", |told| told["type"] == "taskUpdate" && told["payload"] == done).await;
    assert!(told["messageId"].is_string() && told["timestamp"].is_i64(), "{told}");

    let assigned = json!({ "taskId": id, "assigneeId": "ann", "priority": 1 });
    bo.send(json!({ "type": "taskAssign", "payload": assigned })).await;
    let heard = ann.event("task:assigned").await;
    assert_eq!((&heard.payload()["assigneeId"], &heard.payload()["priority"]), (&json!("ann"), &json!(1)));
    assert_eq!(bo.told("taskAssign").await["payload"], assigned);
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_task_that_is_not_there() {
    let server = Server::start("").await;
    let mut bo = arrive(&server, "bo").await;
    bo.send(json!({ "type": "taskUpdate", "payload": { "taskId": fresh(), "progress": 5 }, "messageId": "1" })).await;
    assert_eq!(refusal(&mut bo, "1").await["code"], "NOT_FOUND");
    bo.send(json!({ "type": "taskUpdate", "payload": { "taskId": fresh(), "progress": 101 }, "messageId": "2" })).await;
    assert_eq!(refusal(&mut bo, "2").await["code"], "4002");
}

#[tokio::test]
async fn health_is_told_again_and_again() {
    let server = Server::start("system.health_interval = \"100ms\"").await;
    let mut bo = arrive(&server, "bo").await;
    let told = bo
        .until("three reports", |log| {
            let reports: Vec<_> = log.iter().filter(|told| told["type"] == "healthUpdate").collect();
            (reports.len() >= 3).then(|| reports[2].clone())
        })
        .await;
    assert_eq!((&told["payload"]["status"], &told["priority"]), (&json!("ok"), &json!(3)));
    assert!(told["payload"]["metrics"]["connections"].is_u64(), "{told}");
    assert!(told["messageId"].is_string() && told["timestamp"].is_i64(), "{told}");
}
