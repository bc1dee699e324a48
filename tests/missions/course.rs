//! The course of one mission, from its creation to its end.

use serde_json::json;

use super::{Server, connect, create, steer, subscribe, told, until};

#[tokio::test]
async fn specs_are_carried_out_in_order_and_told_on_each_topic_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    for topic in ["missions", "forge_sessions"] {
        subscribe(&mut ada, topic).await;
    }
    let mission = create(&mut ada, "echo", 2).await;
    let own = format!("missions/{mission}");
    subscribe(&mut ada, &own).await;
    let started = steer(&mut ada, "start", &mission).await;
    assert_eq!((&started["status"], &started["completedSpecs"]), (&json!("running"), &json!(0)));
    until(&mut ada, &mission, "completed").await;
    ada.settle().await;

    let names = ["started", "progress", "progress", "progress", "progress", "completed", "statusChanged"];
    let names: Vec<_> = std::iter::once("statusChanged").chain(names).map(|name| format!("mission:{name}")).collect();
    let own_told: Vec<_> = (2..).zip(names.iter().map(String::as_str)).collect();
    assert_eq!(told(&ada, &own), own_told);
    let shared: Vec<_> = std::iter::once((1, "mission:created")).chain(own_told).collect();
    assert_eq!(told(&ada, "missions"), shared);
    let forge = ["forge:started", "forge:log", "forge:completed"].repeat(2);
    assert_eq!(told(&ada, "forge_sessions"), (1..).zip(forge).collect::<Vec<_>>());
    let answers = ada.log.iter().filter(|event| event.name == "forge:completed").map(|event| {
        let payload = event.payload();
        assert_eq!((&payload["runId"], &payload["missionId"]), (&payload["sessionId"], &json!(mission)));
        (payload["specId"].as_str().unwrap(), payload["response"].as_str().unwrap())
    });
    assert_eq!(answers.collect::<Vec<_>>(), [("spec-1", "Echo: do 1"), ("spec-2", "Echo: do 2")]);

    let mut done = ada.ask("mission:getStatus", json!({ "missionId": mission })).await;
    assert_eq!((&done["status"], &done["percentage"]), (&json!("completed"), &json!(100.0)));
    assert!(done["finishedAt"].is_string() && done["currentSpec"].is_null() && done["currentRunId"].is_null());
    done.as_object_mut().unwrap().remove("requestId");
    assert_eq!(ada.ask("mission:list", json!({})).await["missions"], json!([done]));
}

#[tokio::test]
async fn what_its_state_does_not_allow_is_a_conflict_and_changes_nothing() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let mission = create(&mut ada, "endless", 1).await;
    let id = json!({ "missionId": mission });
    for (allowed, status, refused) in [
        (None, "pending", vec!["pause", "resume"]),
        (Some("start"), "running", vec!["start", "resume"]),
        (Some("pause"), "paused", vec!["start", "pause"]),
        (Some("resume"), "running", vec!["start", "resume"]),
        (Some("cancel"), "cancelled", vec!["start", "pause", "resume", "cancel"]),
    ] {
        if let Some(how) = allowed {
            assert_eq!(steer(&mut ada, how, &mission).await["status"], status);
        }
        for how in refused {
            let error = ada.fail(&format!("mission:{how}"), id.clone()).await;
            assert_eq!(error["code"], "CONFLICT", "{how} while {status}");
        }
        assert_eq!(ada.ask("mission:getStatus", id.clone()).await["status"], status);
    }
}

#[tokio::test]
async fn a_pause_lets_the_spec_end_and_no_further_one_begin() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    for topic in ["missions", "forge_sessions"] {
        subscribe(&mut ada, topic).await;
    }
    let mission = create(&mut ada, "slow", 2).await;
    steer(&mut ada, "start", &mission).await;
    ada.event("forge:started").await;
    assert_eq!(steer(&mut ada, "pause", &mission).await["status"], "paused");
    assert_eq!(ada.event("forge:completed").await.payload()["success"], true);
    ada.settle().await;
    let paused = ada.ask("mission:getStatus", json!({ "missionId": mission })).await;
    assert_eq!((&paused["status"], &paused["completedSpecs"]), (&json!("paused"), &json!(1)));
    assert_eq!((&paused["currentSpec"], &paused["currentRunId"]), (&json!("spec-2"), &json!(null)));
    steer(&mut ada, "resume", &mission).await;
    until(&mut ada, &mission, "completed").await;
}

#[tokio::test]
async fn a_cancellation_stops_the_spec_at_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, "forge_sessions").await;
    let mission = create(&mut ada, "endless", 2).await;
    steer(&mut ada, "start", &mission).await;
    ada.event("forge:started").await;
    let cancelled = steer(&mut ada, "cancel", &mission).await;
    assert_eq!(cancelled["status"], "cancelled");
    let ended = ada.event("forge:completed").await;
    assert_eq!((&ended.payload()["status"], &ended.payload()["success"]), (&json!("cancelled"), &json!(false)));
}

#[tokio::test]
async fn a_spec_that_fails_fails_its_mission() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    for topic in ["missions", "forge_sessions"] {
        subscribe(&mut ada, topic).await;
    }
    let mission = create(&mut ada, "broken", 2).await;
    steer(&mut ada, "start", &mission).await;
    until(&mut ada, &mission, "failed").await;
    let failed = ada.event("mission:failed").await;
    assert_eq!(failed.payload()["error"], ada.event("forge:completed").await.payload()["error"]);
    assert_eq!(ada.event("forge:log").await.payload()["message"], "trouble");
    let status = ada.ask("mission:getStatus", json!({ "missionId": mission })).await;
    assert_eq!((&status["completedSpecs"], &status["error"]), (&json!(0), &failed.payload()["error"]));
    assert_eq!(ada.log.iter().filter(|event| event.name == "forge:started").count(), 1);
}

#[tokio::test]
async fn a_repeat_makes_no_second_mission_and_starts_it_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, "forge_sessions").await;
    let create =
        json!({ "name": "Work", "specs": [{ "id": "a", "prompt": "x" }], "requestId": super::support::fresh() });
    let created = ada.send_again("mission:create", &create).await;
    assert_eq!(ada.send_again("mission:create", &create).await.body, created.body);
    let start = json!({ "missionId": created.payload()["id"], "requestId": super::support::fresh() });
    let started = ada.send_again("mission:start", &start).await;
    ada.event("forge:completed").await;
    assert_eq!(ada.send_again("mission:start", &start).await.body, started.body);
    ada.settle().await;
    assert_eq!(ada.log.iter().filter(|event| event.name == "forge:started").count(), 1);
    assert_eq!(ada.ask("mission:list", json!({})).await["missions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_bad_mission_is_refused_in_words() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let spec = |id: &str| json!({ "id": id, "prompt": "x" });
    for (payload, rules) in [
        (json!({ "name": "", "specs": [] }), vec!["/name length", "/specs length"]),
        (json!({ "name": "n", "specs": [spec("a"), spec("a")] }), vec!["/specs unique"]),
        (json!({ "name": "n", "specs": [spec("a")], "model": "nobody" }), vec!["/model enum"]),
        (json!({ "name": "n", "specs": [["a", "x"]] }), vec!["/specs/0 type"]),
    ] {
        let error = ada.fail("mission:create", payload.clone()).await;
        let details = error["details"].as_array().unwrap_or_else(|| panic!("{error}"));
        let told: Vec<_> = details
            .iter()
            .map(|it| format!("{} {}", it["path"].as_str().unwrap(), it["rule"].as_str().unwrap()))
            .collect();
        assert_eq!(told, rules, "{payload}");
    }
    let specs: Vec<_> = (0..201).map(|n| spec(&n.to_string())).collect();
    assert_eq!(ada.fail("mission:create", json!({ "name": "n", "specs": specs })).await["code"], "VALIDATION_ERROR");
}
