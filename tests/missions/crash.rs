//! Missions over restarts and power cuts.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Client, Server, connect, create, steer, subscribe, text, until};

/// Leaves a mark in `runs` each time that it runs, and takes a moment.
const MARKS: &str = r#"models.marks = { agent = "command", command = ["sh", "-c", "read -r it; echo \"$it\" >> runs; sleep 0.03; echo done $it"] }"#;

async fn mission_of(client: &mut Client, specs: usize) -> String {
    create(client, "marks", specs).await
}

/// How often each spec ran, in their order.
fn runs(server: &Server, specs: usize) -> Vec<usize> {
    let folder = server.database().parent().unwrap().to_owned();
    let marks = std::fs::read_to_string(folder.join("runs")).unwrap_or_default();
    (1..=specs).map(|n| marks.lines().filter(|line| *line == format!("do {n}")).count()).collect()
}

async fn ended(client: &mut Client, mission: &str) -> Value {
    loop {
        let status = client.ask("mission:getStatus", json!({ "missionId": mission })).await;
        if status["finishedAt"].is_string() {
            return status;
        }
        client.settle().await;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Every result that was told, by its spec.
fn results(client: &Client) -> Vec<(String, String)> {
    let done = client.log.iter().filter(|event| event.name == "forge:completed" && event.payload()["success"] == true);
    done.map(|event| (text(&event.payload()["specId"]).to_owned(), text(&event.payload()["response"]).to_owned()))
        .collect()
}

#[tokio::test]
async fn a_power_cut_loses_no_result_and_what_it_cut_off_runs_again() {
    for point in 0..25 {
        let (status, runs) = cut_at(point, "rerun").await;
        assert_eq!(status["status"], "completed");
        assert!(runs.iter().all(|times| (1..=2).contains(times)), "at {point}: {runs:?}");
        assert!(runs.iter().sum::<usize>() <= SPECS + 1, "only the one that was cut off: {runs:?}");
    }
}

#[tokio::test]
async fn a_power_cut_loses_no_result_and_nothing_runs_twice_where_that_is_the_setting() {
    for point in 0..25 {
        let (_, runs) = cut_at(point, "fail").await;
        assert!(runs.iter().all(|times| *times <= 1), "at {point}: {runs:?}");
    }
}

const SPECS: usize = 6;

/// A mission whose server is killed at one of 25 points spread over its whole course: where it ends,
/// and how often each spec ran. Whatever was told as done before is done afterwards.
async fn cut_at(point: u64, on_crash: &str) -> (Value, Vec<usize>) {
    let mut server = Server::start(&format!("{MARKS}\nmission.on_crash = \"{on_crash}\"")).await;
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, "forge_sessions").await;
    let mission = mission_of(&mut ada, SPECS).await;
    steer(&mut ada, "start", &mission).await;
    // Not a wait for anything: the point in time at which the power fails.
    tokio::time::sleep(Duration::from_millis(point * 12)).await;
    server.kill().await;
    ada.until_closed().await;
    let promised = results(&ada);
    let server = server.restarted().await;
    let resume = json!({ "userId": "ada", "resume": { "forge_sessions": 0 } });
    let mut ada = Client::connect_with(&server, resume).await;
    let status = ended(&mut ada, &mission).await;
    ada.settle().await;
    let kept = results(&ada);
    assert!(promised.iter().all(|result| kept.contains(result)), "at {point} one of {promised:?} is lost");
    assert_eq!(kept.len() as u64, status["completedSpecs"].as_u64().unwrap(), "each result is told once");
    (status, runs(&server, SPECS))
}

#[tokio::test]
async fn a_mission_goes_on_after_a_restart_and_those_that_wait_keep_their_order() {
    let mut server = Server::start(&format!("{MARKS}\nmission.max_running = 1")).await;
    let mut ada = connect(&server, "ada").await;
    let (first, second) = (mission_of(&mut ada, 3).await, mission_of(&mut ada, 1).await);
    subscribe(&mut ada, "forge_sessions").await;
    for mission in [&first, &second] {
        steer(&mut ada, "start", mission).await;
    }
    ada.event("forge:completed").await;
    server.terminate();
    server.ended(super::support::PATIENCE).await;
    let server = server.restarted().await;
    let mut ada = connect(&server, "ada").await;
    let resumed = json!({ "positions": { "missions": 0 } });
    ada.ask("sync:resume", resumed).await;
    until(&mut ada, &second, "completed").await;
    let finished: Vec<_> = ada.log.iter().filter(|event| event.name == "mission:completed").collect();
    let order: Vec<_> = finished.iter().map(|event| text(&event.payload()["missionId"])).collect();
    assert_eq!(order, [&first, &second]);
}
