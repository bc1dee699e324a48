//! Topics: filters, late watchers, resume.

use serde_json::{Value, json};

use super::{Client, Server, connect, create, steer, subscribe, text, told, until};

#[tokio::test]
async fn filters_let_through_what_they_name() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let (first, second) = (create(&mut ada, "echo", 1).await, create(&mut ada, "echo", 1).await);
    let filters = json!({ "missionId": second, "eventTypes": ["mission:completed", "mission:statusChanged"] });
    let subscribed = ada.ask("subscription:subscribe", json!({ "topic": "missions", "filters": filters })).await;
    assert_eq!((&subscribed["filters"], &subscribed["headSeq"]), (&filters, &json!(2)));
    ada.ask("subscription:subscribe", json!({ "topic": "forge_sessions", "filters": { "missionId": first } })).await;
    for mission in [&first, &second] {
        steer(&mut ada, "start", mission).await;
        let done = |event: &super::Event| event.name == "forge:completed" || event.name == "mission:completed";
        ada.wait_for("an end", done).await;
    }
    until(&mut ada, &second, "completed").await;
    ada.settle().await;
    let names: Vec<_> = told(&ada, "missions").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["mission:statusChanged", "mission:completed", "mission:statusChanged"]);
    let names: Vec<_> = told(&ada, "forge_sessions").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["forge:started", "forge:log", "forge:completed"]);

    let listed = ada.ask("subscription:list", json!({})).await;
    let forge = json!({ "topic": "forge_sessions", "filters": { "missionId": first } });
    assert_eq!(listed["subscriptions"], json!([forge, { "topic": "missions", "filters": filters }]));
    for _ in 0..2 {
        ada.ask("subscription:unsubscribe", json!({ "topic": "missions" })).await;
    }
    assert_eq!(ada.ask("subscription:list", json!({})).await["subscriptions"], json!([forge]));
}

#[tokio::test]
async fn what_is_no_topic_or_no_event_is_refused() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mission = create(&mut ada, "echo", 1).await;
    let own = format!("missions/{mission}");
    for topic in [own.as_str(), "missions/none", "rooms/none", "forge_sessions/none", "weather", "missions/", "a/b"] {
        let error = bob.fail("subscription:subscribe", json!({ "topic": topic })).await;
        assert_eq!((&error["code"], &error["message"]), (&json!("NOT_FOUND"), &json!("No such topic")), "{topic}");
    }
    for filters in [json!({ "eventTypes": ["mission:exploded"] }), json!({ "missionId": 7 }), json!([null, null])] {
        let error = ada.fail("subscription:subscribe", json!({ "topic": "missions", "filters": filters })).await;
        assert_eq!(error["code"], "VALIDATION_ERROR", "{filters}");
    }
}

/// Everything told on these topics, in its order.
fn stories(client: &Client, topics: &[&str]) -> Vec<Vec<(i64, String)>> {
    let story = |topic: &&str| told(client, topic).into_iter().map(|(seq, name)| (seq, name.to_owned())).collect();
    topics.iter().map(story).collect()
}

#[tokio::test]
async fn a_late_watcher_gets_the_whole_story_and_then_live() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let mission = create(&mut ada, "slow", 3).await;
    let own = format!("missions/{mission}");
    let topics = ["missions", "forge_sessions", &own];
    for topic in topics {
        subscribe(&mut ada, topic).await;
    }
    steer(&mut ada, "start", &mission).await;
    let run = ada.event("forge:completed").await.payload()["runId"].clone();
    let positions: Value =
        topics.iter().map(|topic| (topic.to_string(), json!(0))).collect::<serde_json::Map<_, _>>().into();
    let mut phone = Client::connect_with(&server, json!({ "userId": "ada", "resume": positions })).await;
    let mut desk = connect(&server, "ada").await;
    let mut wanted = positions.clone();
    wanted[format!("forge_sessions/{}", text(&run))] = json!(0);
    desk.ask("sync:resume", json!({ "positions": wanted })).await;
    for client in [&mut ada, &mut phone, &mut desk] {
        until(client, &mission, "completed").await;
        client.settle().await;
    }
    let whole = |topic: &str, story: Vec<(i64, String)>| {
        let seqs: Vec<_> = story.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(seqs, (1..=story.len() as i64).collect::<Vec<_>>(), "{topic}");
        story
    };
    for (topic, (phones, desks)) in topics.iter().zip(stories(&phone, &topics).into_iter().zip(stories(&desk, &topics)))
    {
        assert_eq!(whole(topic, phones), whole(topic, desks));
    }
    let spec: Vec<_> = told(&desk, &format!("forge_sessions/{}", text(&run)));
    assert_eq!(spec, [(1, "forge:started"), (2, "forge:log"), (3, "forge:completed")]);
    let heads = desk.ask("presence:ping", json!({})).await["heads"].clone();
    assert_eq!(heads["missions"], json!(told(&desk, "missions").len()));
}

#[tokio::test]
async fn filters_are_kept_over_a_reconnect_when_the_client_says_them_again() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let mission = create(&mut ada, "echo", 1).await;
    let filters = json!({ "missions": { "eventTypes": ["mission:completed"] } });
    let auth = json!({ "userId": "ada", "resume": { "missions": 0 }, "filters": filters });
    let mut phone = Client::connect_with(&server, auth).await;
    steer(&mut ada, "start", &mission).await;
    phone.event("mission:completed").await;
    phone.ask("sync:resume", json!({ "positions": { "missions": 0 } })).await;
    let names: Vec<_> = told(&phone, "missions").into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["mission:completed", "mission:completed"], "once live, once as it was asked for again");
}

#[tokio::test]
async fn the_text_of_a_running_spec_reaches_who_comes_late() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    subscribe(&mut ada, "forge_sessions").await;
    let mission = create(&mut ada, "slow", 1).await;
    steer(&mut ada, "start", &mission).await;
    let run = text(&ada.event("forge:started").await.payload()["runId"]).to_owned();
    subscribe(&mut ada, &format!("forge_sessions/{run}")).await;
    let ended = ada.event("forge:completed").await;
    let mut answer = String::new();
    for piece in ada.log.iter().filter(|event| event.name == "chat:delta") {
        let offset = piece.payload()["offset"].as_u64().unwrap() as usize;
        assert!(offset <= answer.len(), "a gap at {}", answer.len());
        answer.truncate(offset);
        answer += text(&piece.payload()["text"]);
    }
    assert_eq!(answer, text(&ended.payload()["response"]));
}

#[tokio::test]
async fn a_room_and_a_session_are_filtered_too_live_and_at_resume() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let room = text(&ada.ask("room:create", json!({ "name": "Lobby", "visibility": "public" })).await["id"]).to_owned();
    bob.ask("room:join", json!({ "roomId": room })).await;
    let topic = format!("rooms/{room}");
    let filters = json!({ "eventTypes": ["chat:edited"] });
    bob.ask("subscription:subscribe", json!({ "topic": topic, "filters": filters })).await;
    let subscriptions = bob.ask("subscription:list", json!({})).await["subscriptions"].clone();
    assert_eq!(subscriptions, json!([{ "topic": topic, "filters": filters }]));
    let message = ada.ask("chat:send", json!({ "roomId": room, "body": "one" })).await["message"]["id"].clone();
    ada.ask("chat:edit", json!({ "messageId": message, "newBody": "two" })).await;
    bob.event("chat:edited").await;
    let wanted = json!({ "userId": "bob", "resume": { &topic: 0 }, "filters": { &topic: filters } });
    let phone = Client::connect_with(&server, wanted).await;
    // What bob was told before the filters came is his own arrival.
    for (client, names) in [(&bob, vec!["room:memberJoined", "chat:edited"]), (&phone, vec!["chat:edited"])] {
        assert_eq!(told(client, &topic).into_iter().map(|(_, name)| name).collect::<Vec<_>>(), names);
    }

    ada.ask("room:kick", json!({ "roomId": room, "userId": "bob" })).await;
    bob.event("room:kicked").await;
    assert_eq!(bob.ask("subscription:list", json!({})).await["subscriptions"], json!([]), "the watch is over");

    let session = ada.session("echo").await;
    let filters = json!({ "eventTypes": ["chat:message"] });
    let subscribe = json!({ "topic": format!("rooms/{session}"), "filters": filters });
    ada.ask("subscription:subscribe", subscribe).await;
    let before = ada.log.len();
    ada.ask("chat:send", json!({ "sessionId": session, "message": "hi" })).await;
    let names: Vec<_> = ada.log[before..].iter().map(|event| &*event.name).collect();
    assert_eq!(names, ["chat:message", "chat:message", "chat:response"], "its runs are filtered with it");
}
