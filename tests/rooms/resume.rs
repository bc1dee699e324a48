//! Nothing is missed or doubled where history ends and live events begin (contract section 5).

use serde_json::json;
use sqlx::{Connection, SqliteConnection};

use super::{Client, Event, Server, connect, join, listed, lobby, members, places, say, stream, support::fresh};

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_of_its_rooms() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    let first = say(&mut ada, &lobby, "one").await;
    bob.event("chat:message").await;
    drop(bob);
    say(&mut ada, &lobby, "two").await;
    ada.ask("chat:reaction", json!({ "messageId": first["id"], "reaction": "+1", "action": "add" })).await;
    server.kill().await;
    let server = server.restarted().await;
    let topic = format!("rooms/{lobby}");
    let mut bob = Client::connect_with(&server, json!({ "userId": "bob", "resume": { topic: 3 } })).await;
    let connection = bob.event("connection").await;
    assert_eq!(connection.payload()["resume"]["replayed"], 2);
    assert_eq!(places(&bob, &lobby), [4, 5]);
    let mut ada = connect(&server, "ada").await;
    join(&mut ada, &lobby).await;
    say(&mut ada, &lobby, "three").await;
    bob.wait_for("live again", |event| event.place().is_some_and(|(_, seq)| seq == 6)).await;
}

/// Three writers who say much at once, each from a connection of its own.
async fn writers(server: &Server, room: &str) -> Vec<Client> {
    let mut writers = Vec::new();
    for name in ["wim", "wes", "wyn"] {
        let mut writer = connect(server, name).await;
        join(&mut writer, room).await;
        writers.push(writer);
    }
    writers
}

/// Lets every writer say 50 things at once.
async fn write(writers: &mut [Client], room: &str) {
    for writer in writers {
        let said = |_| ("chat:send", json!({ "roomId": room, "body": "x", "requestId": fresh() }));
        writer.emit_all(&(0..50).map(said).collect::<Vec<_>>()).await;
    }
}

fn is_place(event: &Event, seq: i64) -> bool {
    event.place().is_some_and(|(_, place)| place == seq)
}

#[tokio::test]
async fn what_comes_after_a_join_is_what_comes_after_its_head() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let lobby = lobby(&mut ada, &mut []).await;
    let mut writers = writers(&server, &lobby).await;
    let mut joiners = Vec::new();
    for round in 0..8 {
        write(&mut writers, &lobby).await;
        let mut joiner = connect(&server, &format!("joiner-{}", round / 2)).await;
        let request = joiner.begin("room:join", json!({ "roomId": lobby })).await;
        joiners.push((joiner, request));
    }
    // 3 memberships of writers, 4 of joiners, that of ada, and everything that was said.
    let head = 8 + 8 * 3 * 50;
    for (joiner, request) in &mut joiners {
        let joined = joiner.reply(request).await;
        let joined_at = joined.payload()["headSeq"].as_i64().unwrap();
        joiner.wait_for("the last event", |event| is_place(event, head)).await;
        let seen = places(joiner, &lobby);
        assert!(seen[0] <= joined_at + 1, "missed {}..={} of head {joined_at}", joined_at + 1, seen[0] - 1);
        assert_eq!(seen, (seen[0]..=head).collect::<Vec<_>>());
        let reply = joiner.log.iter().position(|event| event.request_id() == Some(&**request)).unwrap();
        let later = joiner.log[reply..].iter().filter_map(Event::place).next();
        assert!(later.is_none_or(|(_, seq)| seq > joined_at), "{later:?} after the reply, head {joined_at}");
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn a_resume_among_writers_misses_and_doubles_nothing() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    let mut writers = writers(&server, &lobby).await;
    let mut seen = 2;
    for _ in 0..6 {
        write(&mut writers, &lobby).await;
        bob.cut();
        let auth = json!({ "userId": "bob", "resume": { format!("rooms/{lobby}"): seen } });
        bob = Client::connect_with(&server, auth).await;
        bob.settle().await;
        let places = places(&bob, &lobby);
        assert_eq!(places, (seen + 1..=seen + places.len() as i64).collect::<Vec<_>>());
        seen += places.len() as i64;
    }
    bob.wait_for("the last event", |event| is_place(event, 5 + 6 * 3 * 50)).await;
}

#[tokio::test]
async fn one_who_was_removed_while_away_gets_nothing_of_what_followed() {
    let server = Server::start("").await;
    let (mut ada, bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut bob = bob;
    let lobby = lobby(&mut ada, &mut [&mut bob]).await;
    bob.cut();
    ada.ask("room:kick", json!({ "roomId": lobby, "userId": "bob" })).await;
    say(&mut ada, &lobby, "between us").await;
    let auth = json!({ "userId": "bob", "resume": { format!("rooms/{lobby}"): 2 } });
    let mut bob = Client::connect_with(&server, auth).await;
    let reset = bob.event("sync:reset").await;
    assert_eq!(reset.payload(), &json!({ "topic": format!("rooms/{lobby}"), "headSeq": 0 }));
    say(&mut ada, &lobby, "still").await;
    let resumed = bob.ask("sync:resume", json!({ "positions": { format!("rooms/{lobby}"): 2 } })).await;
    assert_eq!((&resumed["replayed"], resumed["reset"].as_array().unwrap().len()), (&json!(0), 1));
    bob.settle().await;
    assert!(places(&bob, &lobby).is_empty());
}

#[tokio::test]
async fn crossing_joins_and_removals_end_as_the_room_says() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let mut phone = connect(&server, "bob").await;
    let lobby = lobby(&mut ada, &mut []).await;
    for round in 0..25 {
        let (here, there) = (bob.begin("room:join", json!({ "roomId": lobby })).await, fresh());
        phone.emit("room:join", &json!({ "roomId": lobby, "requestId": there })).await;
        let kick = ada.begin("room:kick", json!({ "roomId": lobby, "userId": "bob" })).await;
        ada.reply(&kick).await;
        let answers = [bob.reply(&here).await, phone.reply(&there).await];
        let said = say(&mut ada, &lobby, &format!("round {round}")).await["id"].clone();
        let is_member = members(&mut ada, &lobby).await.len() == 2;
        for (client, answer) in [&mut bob, &mut phone].into_iter().zip(answers) {
            client.settle().await;
            let heard = client.log.iter().any(|event| event.place().is_some() && event.payload()["id"] == said);
            assert!(is_member || !heard, "round {round}: one who is no member hears");
            let told = stream(client, &lobby).into_iter().rfind(|(_, name)| *name == "room:memberLeft");
            let head = answer.payload()["headSeq"].as_i64();
            let joined = head.is_some_and(|head| told.is_none_or(|(left, _)| left <= head));
            assert!(!joined || heard, "round {round}: one who has joined hears nothing");
        }
        ada.request("room:kick", json!({ "roomId": lobby, "userId": "bob" })).await;
    }
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn one_who_was_removed_and_has_come_back_goes_on_however_late_the_removal_is_told() {
    let server = Server::start("").await;
    let (mut ada, mut cyn) = (connect(&server, "ada").await, connect(&server, "cyn").await);
    let mut rejoining = connect(&server, "bob").await;
    let room = lobby(&mut ada, &mut [&mut rejoining]).await;
    let (mut speakers, mut resuming) = (Vec::new(), Vec::new());
    for number in 0..120 {
        let mut speaker = connect(&server, &format!("speaker {number}")).await;
        join(&mut speaker, &room).await;
        speakers.push(speaker);
    }
    for _ in 0..20 {
        resuming.push(connect(&server, "bob").await);
    }
    let position = json!({ format!("rooms/{room}"): 1 });

    // Somebody else keeps the file: all of this is then committed at once, and takes long to tell.
    let mut file = SqliteConnection::connect(&format!("sqlite://{}", server.database().display())).await.unwrap();
    let lock = file.begin_with("BEGIN IMMEDIATE").await.unwrap();
    for speaker in &mut speakers {
        speaker.begin("chat:send", json!({ "roomId": room, "body": "x" })).await;
    }
    cyn.settle().await;
    ada.begin("room:kick", json!({ "roomId": room, "userId": "bob" })).await;
    cyn.settle().await;
    rejoining.begin("room:join", json!({ "roomId": room })).await;
    cyn.settle().await;
    let before = listed(&mut cyn).await[0]["headSeq"].clone();
    lock.rollback().await.unwrap();
    while listed(&mut cyn).await[0]["headSeq"] == before {}
    let mut ids = Vec::new();
    for one in &mut resuming {
        ids.push(one.begin("sync:resume", json!({ "positions": position })).await);
        cyn.settle().await;
    }
    for (one, id) in resuming.iter_mut().zip(&ids) {
        assert!(!one.reply(id).await.is_error());
    }
    rejoining.settle().await;
    ada.ask("chat:send", json!({ "roomId": room, "body": "after" })).await;
    let back = |one: &&mut Client| {
        let joined = |event: &&Event| event.name == "room:memberJoined" && event.payload()["userId"] == "bob";
        one.log.iter().filter(joined).count() == 2
    };
    let back: Vec<_> = resuming.iter_mut().filter(back).collect();
    assert!(!back.is_empty(), "nobody resumed after the return");
    for one in back {
        one.wait_for("what is said later", |event| event.payload()["body"] == "after").await;
    }
}
