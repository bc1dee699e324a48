//! `room:history`: pages both ways.

use serde_json::json;

use super::{Server, bodies, connect, lobby, say};

#[tokio::test]
async fn a_room_is_paged_both_ways() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    // Messages have the places 2 to 8: the first is ada's arrival.
    for number in 2..=8 {
        assert_eq!(say(&mut ada, &room, &number.to_string()).await["seq"], number);
    }
    for (more, expected, has_more) in [
        (json!({}), "2 3 4 5 6 7 8", false),
        (json!({ "limit": 3 }), "6 7 8", true),
        (json!({ "limit": 7 }), "2 3 4 5 6 7 8", false),
        (json!({ "limit": 3, "before": 6 }), "3 4 5", true),
        (json!({ "limit": 3, "before": 5 }), "2 3 4", false),
        (json!({ "limit": 3, "before": 1 }), "", false),
        (json!({ "limit": 3, "after": 0 }), "2 3 4", true),
        (json!({ "limit": 3, "after": 4 }), "5 6 7", true),
        (json!({ "limit": 3, "after": 5 }), "6 7 8", false),
        (json!({ "limit": 3, "after": 8 }), "", false),
        (json!({ "limit": 3, "after": 2, "before": 5 }), "3 4", false),
        (json!({ "limit": 2, "after": 2, "before": 7 }), "3 4", true),
        (json!({ "after": 9_007_199_254_740_991_i64 }), "", false),
    ] {
        let mut payload = json!({ "roomId": room });
        payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let page = ada.ask("room:history", payload).await;
        assert_eq!(bodies(page["messages"].as_array().unwrap()).join(" "), expected, "{more}");
        assert_eq!(page["hasMore"], has_more, "{more}");
    }
    for wrong in [json!({ "limit": 0 }), json!({ "limit": 101 }), json!({ "after": -1 }), json!({ "before": "x" })] {
        let mut payload = json!({ "roomId": room });
        payload.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_eq!(ada.fail("room:history", payload).await["code"], "VALIDATION_ERROR", "{wrong}");
    }
}

#[tokio::test]
async fn who_follows_has_more_reads_everything_once() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let room = lobby(&mut ada, &mut []).await;
    let said: Vec<_> = (0..130)
        .map(|n| ("chat:send", json!({ "roomId": room, "body": n.to_string(), "requestId": super::support::fresh() })))
        .collect();
    ada.emit_all(&said).await;
    ada.wait_for("the last", |event| event.place().is_some() && event.payload()["body"] == "129").await;
    let expected: Vec<_> = (0..130).map(|number| number.to_string()).collect();
    let (mut found, mut before) = (Vec::new(), None::<i64>);
    loop {
        let page = ada.ask("room:history", json!({ "roomId": room, "before": before })).await;
        let messages = page["messages"].as_array().unwrap();
        let mut part: Vec<_> = bodies(messages).into_iter().map(str::to_owned).collect();
        before = messages.first().and_then(|message| message["seq"].as_i64());
        part.append(&mut found);
        found = part;
        if page["hasMore"] == false {
            break;
        }
    }
    assert_eq!(found, expected);
}
