//! The course of one task: made, changed, given to somebody.

use serde_json::{Value, json};

use super::{Server, connect, create, subscribe, support, told};

#[tokio::test]
async fn a_task_is_made_changed_and_given_and_each_topic_tells_it_once() {
    let server = Server::start("").await;
    let (mut ada, _bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    subscribe(&mut ada, "tasks").await;
    let made = ada.ask("task:create", json!({ "title": "Paint the door" })).await;
    let own = format!("tasks/{}", support::text(&made["id"]));
    subscribe(&mut ada, &own).await;
    let expected = json!({
        "id": made["id"], "title": "Paint the door", "status": "open", "progress": 0, "priority": 2, "metadata": {},
        "createdBy": "ada", "createdAt": made["createdAt"], "updatedAt": made["createdAt"],
        "requestId": made["requestId"],
    });
    assert_eq!(made, expected);

    let id = made["id"].clone();
    let update = json!({ "taskId": id, "status": "drying", "progress": 50, "metadata": { "colour": "blue" } });
    let reply = ada.request("task:update", update).await;
    assert_eq!((&*reply.name, &reply.body["topic"], &reply.body["seq"]), ("task:updated", &json!(own), &json!(2)));
    let updated = reply.payload();
    assert_eq!((&updated["status"], &updated["progress"]), (&json!("drying"), &json!(50)));
    assert_eq!((&updated["metadata"], &updated["priority"]), (&json!({ "colour": "blue" }), &json!(2)));
    let assigned = ada.ask("task:assign", json!({ "taskId": id, "assigneeId": "bob", "priority": 0 })).await;
    assert_eq!((&assigned["assigneeId"], &assigned["priority"]), (&json!("bob"), &json!(0)));
    assert_eq!((&assigned["status"], &assigned["progress"]), (&json!("drying"), &json!(50)));
    ada.settle().await;

    assert_eq!(told(&ada, &own), [(2, "task:updated"), (3, "task:assigned")]);
    assert_eq!(told(&ada, "tasks"), [(1, "task:created"), (2, "task:updated"), (3, "task:assigned")]);
    let last = ada.log.iter().rfind(|event| event.place().is_some()).unwrap();
    let mut payload = assigned.clone();
    payload.as_object_mut().unwrap().remove("requestId");
    assert_eq!(last.payload(), &payload);
    assert_eq!(ada.ask("task:list", json!({})).await["tasks"], json!([payload]));
}

#[tokio::test]
async fn a_repeat_and_what_changes_nothing_are_told_to_nobody() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    subscribe(&mut ada, "tasks").await;
    let new = json!({ "title": "Once", "assigneeId": "bob", "requestId": support::fresh() });
    let created = ada.send_again("task:create", &new).await;
    assert_eq!(ada.send_again("task:create", &new).await.body, created.body);
    let id = created.payload()["id"].clone();
    for nothing in [json!({ "taskId": id }), json!({ "taskId": id, "status": "open", "progress": 0.0 })] {
        let same = ada.request("task:update", nothing).await;
        assert_eq!((&same.payload()["updatedAt"], same.body.get("seq")), (&created.payload()["updatedAt"], None));
    }
    ada.ask("task:assign", json!({ "taskId": id, "assigneeId": "bob" })).await;
    // Who gave it away gets the stored reply to a repeat all the same.
    let away = json!({ "taskId": id, "assigneeId": "ada", "requestId": support::fresh() });
    let given = bob.send_again("task:assign", &away).await;
    assert_eq!(given.name, "task:assigned", "{}", given.body);
    assert_eq!(bob.send_again("task:assign", &away).await.body, given.body);
    ada.settle().await;
    assert_eq!(told(&ada, "tasks"), [(1, "task:created"), (2, "task:assigned")]);
    assert_eq!(super::titles(&mut ada, json!({})).await, ["Once"]);
}

#[tokio::test]
async fn a_bad_task_is_refused_in_words() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let id = create(&mut ada, json!({ "title": "Small" })).await;
    let long = |length: usize| "é".repeat(length);
    let big = |bytes: usize| json!({ "a": "x".repeat(bytes - r#"{"a":""}"#.len()) });
    let update = |field: &str, value: Value| ("task:update", json!({ "taskId": id, field: value }));
    for ((command, payload), rule) in [
        (("task:create", json!({ "title": "" })), "/title length"),
        (("task:create", json!({ "title": long(201) })), "/title length"),
        (("task:create", json!({ "title": "t", "priority": 5 })), "/priority range"),
        (("task:create", json!({ "title": "t", "metadata": [] })), "/metadata type"),
        (("task:create", json!({ "title": "t", "metadata": big(16 * 1024 + 1) })), "/metadata length"),
        (update("status", json!("")), "/status length"),
        (update("status", json!(long(65))), "/status length"),
        (update("progress", json!(101)), "/progress range"),
        (update("progress", json!(-1)), "/progress range"),
        (update("progress", json!(0.5)), "/progress type"),
        (update("metadata", big(16 * 1024 + 1)), "/metadata length"),
        (("task:assign", json!({ "taskId": id })), "/assigneeId required"),
    ] {
        let error = ada.fail(command, payload.clone()).await;
        assert_eq!(support::broken_rules(&error), [rule], "{command} {payload}: {error}");
    }
    let full = json!({ "title": long(200), "priority": 4, "metadata": big(16 * 1024) });
    let most = create(&mut ada, full).await;
    let updated = ada.ask("task:update", json!({ "taskId": most, "status": long(64), "progress": 100 })).await;
    assert_eq!((&updated["progress"], &updated["metadata"]), (&json!(100), &big(16 * 1024)));
}

#[tokio::test]
async fn one_who_was_never_here_cannot_be_given_a_task() {
    let server = Server::start("").await;
    let (mut ada, _bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let unknown = |error: Value| assert_eq!(error["message"], "No such user", "{error}");
    unknown(ada.fail("task:create", json!({ "title": "t", "assigneeId": "nobody" })).await);
    let id = create(&mut ada, json!({ "title": "Mine", "assigneeId": "bob" })).await;
    unknown(ada.fail("task:assign", json!({ "taskId": id, "assigneeId": "nobody", "priority": 0 })).await);
    let room = super::room(&mut ada).await;
    unknown(ada.fail("task:create", json!({ "title": "t", "roomId": room, "assigneeId": "bob" })).await);
    let shared = create(&mut ada, json!({ "title": "Shared", "roomId": room, "assigneeId": "ada" })).await;
    unknown(ada.fail("task:assign", json!({ "taskId": shared, "assigneeId": "bob" })).await);
    let tasks = ada.ask("task:list", json!({})).await["tasks"].clone();
    let kept = |task: &Value| (task["assigneeId"].clone(), task["priority"].clone());
    assert_eq!(
        tasks.as_array().unwrap().iter().map(kept).collect::<Vec<_>>(),
        [(json!("bob"), json!(2)), (json!("ada"), json!(2))]
    );
}

#[tokio::test]
async fn a_task_survives_a_power_cut() {
    let mut server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let id = create(&mut ada, json!({ "title": "Keep", "metadata": { "a": [1] } })).await;
    let updated = ada.ask("task:update", json!({ "taskId": id, "progress": 7 })).await;
    server.kill().await;
    let server = server.restarted().await;
    let kept = connect(&server, "ada").await.ask("task:list", json!({})).await["tasks"][0].clone();
    assert_eq!((&kept["progress"], &kept["metadata"]), (&json!(7), &json!({ "a": [1] })));
    assert_eq!(kept["updatedAt"], updated["updatedAt"]);
}
