//! Who sees a mission, and who steers it.

use serde_json::json;

use super::{Server, connect, create, steer, subscribe, text, told, until};

#[tokio::test]
async fn a_mission_of_somebody_else_looks_like_none() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    for topic in ["missions", "forge_sessions"] {
        subscribe(&mut bob, topic).await;
    }
    let mission = create(&mut ada, "echo", 1).await;
    for command in ["getStatus", "start", "pause", "resume", "cancel"] {
        let command = format!("mission:{command}");
        let mut hidden = bob.fail(&command, json!({ "missionId": mission })).await;
        let mut missing = bob.fail(&command, json!({ "missionId": "none" })).await;
        (hidden["requestId"], missing["requestId"]) = (json!(null), json!(null));
        assert_eq!((&hidden["code"], &hidden), (&json!("NOT_FOUND"), &missing));
    }
    assert_eq!(bob.ask("mission:list", json!({})).await["missions"], json!([]));
    subscribe(&mut ada, "missions").await;
    steer(&mut ada, "start", &mission).await;
    until(&mut ada, &mission, "completed").await;
    bob.settle().await;
    let replay = bob.ask("sync:resume", json!({ "positions": { "missions": 0, "forge_sessions": 0 } })).await;
    assert_eq!(replay["replayed"], 0);
    assert!(told(&bob, "missions").is_empty() && told(&bob, "forge_sessions").is_empty());
}

#[tokio::test]
async fn members_of_its_room_see_it_while_they_are_members_and_do_not_steer_it() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = ada.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await;
    let room = text(&room["id"]).to_owned();
    let specs = json!([{ "id": "a", "prompt": "x" }, { "id": "b", "prompt": "y" }]);
    let new = json!({ "name": "Work", "model": "slow", "roomId": room, "specs": specs });
    assert_eq!(bob.fail("mission:create", new.clone()).await["code"], "PERMISSION_DENIED", "no member yet");
    bob.ask("room:join", json!({ "roomId": room })).await;
    let mission = text(&ada.ask("mission:create", new).await["id"]).to_owned();
    assert_eq!(bob.ask("mission:list", json!({})).await["missions"][0]["id"], mission);
    let id = json!({ "missionId": mission });
    assert_eq!(bob.fail("mission:start", id.clone()).await["code"], "PERMISSION_DENIED");
    for topic in ["missions", "forge_sessions", &format!("missions/{mission}")] {
        subscribe(&mut bob, topic).await;
    }
    subscribe(&mut ada, "missions").await;
    steer(&mut ada, "start", &mission).await;
    bob.event("forge:started").await;
    ada.ask("room:kick", json!({ "roomId": room, "userId": "bob" })).await;
    bob.settle().await;
    let seen = bob.log.len();
    until(&mut ada, &mission, "completed").await;
    assert_eq!(bob.fail("mission:getStatus", id).await["code"], "NOT_FOUND");
    let told: Vec<_> = bob.log[seen..].iter().filter(|event| event.place().is_some()).collect();
    assert!(told.is_empty(), "one who was removed hears nothing more: {:?}", told[0].body);
}

#[tokio::test]
async fn a_mission_outlives_its_room() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = text(&ada.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await["id"]).to_owned();
    bob.ask("room:join", json!({ "roomId": room })).await;
    let new = json!({ "name": "Work", "roomId": room, "specs": [{ "id": "a", "prompt": "x" }] });
    let mission = text(&ada.ask("mission:create", new).await["id"]).to_owned();
    ada.ask("room:delete", json!({ "roomId": room })).await;
    let id = json!({ "missionId": mission });
    assert_eq!(bob.fail("mission:getStatus", id.clone()).await["code"], "NOT_FOUND");
    let status = ada.ask("mission:getStatus", id).await;
    assert_eq!((&status["status"], &status["roomId"]), (&json!("pending"), &json!(null)));
}
