//! Who sees a task and may change it.

use serde_json::{Value, json};

use super::{Client, Server, connect, create, room, subscribe, titles, told};

/// Every command that names a task, for a task that this client must not know of.
async fn assert_unknown(client: &mut Client, task: &str) {
    for (command, mut payload) in [
        ("task:update", json!({ "progress": 1 })),
        ("task:assign", json!({ "assigneeId": "ada" })),
        ("subscription:subscribe", json!({})),
    ] {
        let mut told = Vec::new();
        for id in [task, "none"] {
            payload["taskId"] = json!(id);
            payload["topic"] = json!(format!("tasks/{id}"));
            let mut error = client.fail(command, payload.clone()).await;
            error["requestId"] = Value::Null;
            told.push(error);
        }
        assert_eq!((&told[0]["code"], &told[0]), (&json!("NOT_FOUND"), &told[1]), "{command}");
    }
}

#[tokio::test]
async fn without_room_its_creator_and_its_assignee_see_and_change_it() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut eve = connect(&server, "eve").await;
    for client in [&mut ada, &mut bob, &mut eve] {
        subscribe(client, "tasks").await;
    }
    let id = create(&mut ada, json!({ "title": "Ours", "assigneeId": "bob" })).await;
    bob.event("task:created").await;
    assert_eq!(bob.ask("task:update", json!({ "taskId": id, "progress": 40 })).await["progress"], 40);
    subscribe(&mut bob, &format!("tasks/{id}")).await;
    assert_unknown(&mut eve, &id).await;
    assert_eq!(titles(&mut eve, json!({})).await, [""; 0]);

    // Given away: it is the last that its former assignee hears of it.
    ada.ask("task:assign", json!({ "taskId": id, "assigneeId": "eve" })).await;
    ada.ask("task:update", json!({ "taskId": id, "progress": 60 })).await;
    eve.event("task:updated").await;
    bob.settle().await;
    assert_unknown(&mut bob, &id).await;
    assert_eq!(titles(&mut bob, json!({})).await, [""; 0]);
    assert_eq!(titles(&mut eve, json!({})).await, ["Ours"]);
    assert_eq!(told(&bob, "tasks"), [(1, "task:created"), (2, "task:updated"), (3, "task:assigned")]);
    assert_eq!(told(&bob, &format!("tasks/{id}")), [(3, "task:assigned")]);
    assert_eq!(told(&eve, "tasks"), [(3, "task:assigned"), (4, "task:updated")]);
}

#[tokio::test]
async fn members_of_its_room_see_and_change_it_while_they_are_members() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = room(&mut ada).await;
    let new = json!({ "title": "Sweep", "roomId": lobby });
    assert_eq!(bob.fail("task:create", new.clone()).await["code"], "PERMISSION_DENIED", "no member yet");
    assert_eq!(bob.fail("task:list", json!({ "roomId": lobby })).await["code"], "PERMISSION_DENIED");
    let id = create(&mut ada, new).await;
    create(&mut ada, json!({ "title": "Private" })).await;
    assert_unknown(&mut bob, &id).await;
    bob.ask("room:join", json!({ "roomId": lobby })).await;
    subscribe(&mut bob, "tasks").await;
    assert_eq!(titles(&mut bob, json!({})).await, ["Sweep"]);
    assert_eq!(titles(&mut ada, json!({ "roomId": lobby })).await, ["Sweep"]);
    assert_eq!(titles(&mut ada, json!({})).await, ["Sweep", "Private"]);
    bob.ask("task:assign", json!({ "taskId": id, "assigneeId": "bob" })).await;
    bob.event("task:assigned").await;

    ada.ask("room:kick", json!({ "roomId": lobby, "userId": "bob" })).await;
    ada.ask("task:update", json!({ "taskId": id, "progress": 99 })).await;
    assert_unknown(&mut bob, &id).await;
    assert_eq!(titles(&mut bob, json!({})).await, [""; 0]);
    let replay = bob.ask("sync:resume", json!({ "positions": { "tasks": 0 } })).await;
    assert_eq!((&replay["replayed"], told(&bob, "tasks")), (&json!(0), vec![(3, "task:assigned")]));
}

#[tokio::test]
async fn a_task_outlives_its_room() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut eve = connect(&server, "eve").await;
    let lobby = room(&mut ada).await;
    for client in [&mut bob, &mut eve] {
        client.ask("room:join", json!({ "roomId": lobby })).await;
    }
    let id = create(&mut ada, json!({ "title": "Sweep", "roomId": lobby, "assigneeId": "bob" })).await;
    ada.ask("room:delete", json!({ "roomId": lobby })).await;
    assert_unknown(&mut eve, &id).await;
    for client in [&mut ada, &mut bob] {
        let task = client.ask("task:list", json!({})).await["tasks"][0].clone();
        assert_eq!((&task["title"], &task["roomId"]), (&json!("Sweep"), &json!(null)));
        client.ask("task:update", json!({ "taskId": id, "status": "swept" })).await;
    }
}
