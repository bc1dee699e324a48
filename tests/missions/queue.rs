//! How many missions run at once, and who waits.

use serde_json::json;

use super::{Server, connect, create, steer, subscribe, until};

#[tokio::test]
async fn those_beyond_the_limits_wait_in_order_and_say_so() {
    let server = Server::start("mission.max_running = 2\nmission.max_running_per_user = 1").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    subscribe(&mut ada, "missions").await;
    let mut missions = Vec::new();
    for _ in 0..3 {
        let mission = create(&mut ada, "endless", 1).await;
        steer(&mut ada, "start", &mission).await;
        missions.push(mission);
    }
    subscribe(&mut bob, "missions").await;
    let bobs = create(&mut bob, "endless", 1).await;
    steer(&mut bob, "start", &bobs).await;
    for (mission, place) in missions.iter().zip([json!(null), json!(1), json!(2)]) {
        let status = ada.ask("mission:getStatus", json!({ "missionId": mission })).await;
        assert_eq!((&status["status"], &status["waiting"]), (&json!("running"), &place));
    }
    bob.wait_for("that another user passes", |event| event.name == "mission:started").await;
    let waits = ada.wait_for("that it waits", |event| event.payload()["waiting"] == 2).await;
    assert_eq!((&*waits.name, &waits.payload()["missionId"]), ("mission:progress", &json!(missions[2])));

    steer(&mut ada, "cancel", &missions[0]).await;
    let began = |mission: String| {
        move |event: &super::Event| event.name == "mission:started" && event.payload()["missionId"] == *mission
    };
    ada.wait_for("the next one to begin", began(missions[1].clone())).await;
    steer(&mut ada, "pause", &missions[2]).await;
    steer(&mut ada, "cancel", &missions[1]).await;
    until(&mut ada, &missions[1], "cancelled").await;
    ada.settle().await;
    assert!(!ada.log.iter().any(began(missions[2].clone())), "one that is paused does not begin");
    steer(&mut ada, "resume", &missions[2]).await;
    ada.wait_for("it to begin", began(missions[2].clone())).await;
}
