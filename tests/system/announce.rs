//! Announcements over REST: told to those who are there, and to those who come later.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Server, TOKEN, announce, call, maintenance, start, support, told, watcher};

#[tokio::test]
async fn an_announcement_is_told_to_those_who_are_there_and_to_those_who_come_later() {
    let server = start().await;
    let mut ada = watcher(&server, "ada").await;
    let id = announce(&server, maintenance("New disks")).await;
    let expected = json!({
        "id": id, "message": "New disks", "startsAt": "2999-01-01T00:00:00.000Z", "durationMinutes": 30,
    });
    assert_eq!(ada.event("system:maintenance").await.payload(), &expected);
    announce(&server, json!({ "kind": "version", "newVersion": "7.0.0" })).await;
    let newer = announce(&server, json!({ "kind": "version", "newVersion": "7.0.1" })).await;
    let told_ada = ada.wait_for("the newer one", |event| event.payload()["newVersion"] == "7.0.1").await;
    assert_eq!(told_ada.payload()["currentVersion"], env!("CARGO_PKG_VERSION"));

    let bob = watcher(&server, "bob").await;
    assert_eq!(told(&bob, "system:maintenance"), [&expected]);
    let update = json!({ "id": newer, "currentVersion": env!("CARGO_PKG_VERSION"), "newVersion": "7.0.1" });
    assert_eq!(told(&bob, "system:versionUpdate"), [&update], "the newest one only");
    assert_eq!(told(&ada, "system:maintenance").len(), 1);
}

#[tokio::test]
async fn an_announcement_outlives_the_server_until_it_is_over_or_taken_back() {
    let mut server = start().await;
    let kept = announce(&server, maintenance("Kept")).await;
    let back = announce(&server, maintenance("Taken back")).await;
    let mut ada = watcher(&server, "ada").await;
    let path = format!("/{back}");
    assert_eq!(call(&server, Method::DELETE, &path, TOKEN, Value::Null).await.status(), 204);
    let withdrawn = ada.wait_for("that it is taken back", |event| event.payload()["withdrawn"] == true).await;
    assert_eq!(withdrawn.payload()["id"], back);
    assert_eq!(call(&server, Method::DELETE, &path, TOKEN, Value::Null).await.status(), 404);
    // It is over in five seconds.
    let a_minute_ago = json!(moment(-55_000));
    let short = json!({ "kind": "maintenance", "message": "Short", "startsAt": a_minute_ago, "durationMinutes": 1 });
    announce(&server, short).await;
    assert_eq!(told(&watcher(&server, "bob").await, "system:maintenance").len(), 2);
    server.kill().await;
    let server = server.restarted().await;
    loop {
        let bob = watcher(&server, "bob").await;
        let ids: Vec<_> = told(&bob, "system:maintenance").iter().map(|told| told["id"].clone()).collect();
        assert_eq!(ids[0], kept);
        if ids.len() == 1 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// A moment so many milliseconds from now, as the wire writes it.
fn moment(milliseconds: i64) -> String {
    parlance::contract::Time(parlance::contract::Time::now().0 + milliseconds).to_string()
}

#[tokio::test]
async fn only_the_administrator_announces_and_only_where_there_is_one() {
    let none = Server::start("").await;
    assert_eq!(call(&none, Method::POST, "", TOKEN, maintenance("x")).await.status(), 404);
    let server = start().await;
    let ada = watcher(&server, "ada").await;
    for token in ["", "x", &TOKEN[1..], &format!("{TOKEN}x")] {
        for (method, path) in [(Method::POST, ""), (Method::DELETE, "/some")] {
            let answer = call(&server, method, path, token, maintenance("x")).await;
            assert_eq!(answer.status(), 401, "{token}");
            assert_eq!(answer.json::<Value>().await.unwrap()["code"], "UNAUTHENTICATED");
        }
    }
    assert_eq!(call(&server, Method::GET, "", TOKEN, Value::Null).await.status(), 405);
    assert_eq!(told(&ada, "system:maintenance").len(), 0);
    assert!(!server.log().contains(TOKEN));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let server = start().await;
    let with = |field: &str, value: Value| {
        let mut body = maintenance("x");
        body[field] = value;
        body
    };
    for (status, body) in [
        (422, json!({})),
        (422, json!([])),
        (422, with("kind", json!("party"))),
        (422, with("durationMinutes", json!(-1))),
        (422, with("startsAt", json!("tomorrow"))),
        (400, with("message", json!(""))),
        (400, with("message", json!("é".repeat(1_001)))),
        (400, with("message", json!("a\0b"))),
        (400, with("durationMinutes", json!(0))),
        (400, with("durationMinutes", json!(7 * 24 * 60 + 1))),
        (400, with("startsAt", json!("2001-01-01T00:00:00Z"))),
        (400, json!({ "kind": "version", "newVersion": "" })),
        (400, json!({ "kind": "version", "newVersion": "1".repeat(65) })),
        (400, json!({ "kind": "version", "newVersion": env!("CARGO_PKG_VERSION") })),
    ] {
        let answer = call(&server, Method::POST, "", TOKEN, body.clone()).await;
        assert_eq!(answer.status(), status, "{body}");
        let error = answer.json::<Value>().await.unwrap();
        assert_eq!(error["code"], "VALIDATION_ERROR");
        assert!(!support::text(&error["error"]).is_empty());
    }
    announce(&server, with("message", json!("é".repeat(1_000)))).await;
    assert_eq!(told(&watcher(&server, "ada").await, "system:maintenance").len(), 1);
}
