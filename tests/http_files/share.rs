//! What one user's files may take up: of the store, and of the places for uploads.

use serde_json::json;

use crate::{
    desk::{PICTURE, connect, form, half, http, post, posted, room, until, until_stored},
    support::{Server, text},
};

/// A text of so many bytes.
fn bytes(size: usize) -> Vec<u8> {
    vec![b'x'; size]
}

#[tokio::test]
async fn the_files_of_a_user_have_so_much_room_and_get_it_back() {
    let server = Server::start("limits.file_bytes_per_user = 10000").await;
    let mut ada = connect(&server, "ada").await;
    let (den, attic) =
        (room(&mut ada, json!({ "name": "Den" })).await, room(&mut ada, json!({ "name": "Attic" })).await);
    let kept = posted(&server, "ada", &bytes(4_000), "a.txt", &den).await;
    posted(&server, "ada", &bytes(5_999), "b.txt", &attic).await;
    let (status, body) = post(&server, "ada", form(bytes(2), "c.txt", &den)).await;
    assert_eq!((status, text(&body["code"])), (413, "PAYLOAD_TOO_LARGE"), "{body}");
    assert!(text(&body["error"]).contains("Your files"), "not the words for one file: {body}");
    posted(&server, "ada", &bytes(1), "d.txt", &attic).await;
    let full = post(&server, "ada", form(bytes(1), "e.txt", &den)).await;
    assert_eq!(full.0, 413);
    let mut bob = connect(&server, "bob").await;
    let bobs = room(&mut bob, json!({ "name": "Bob's" })).await;
    posted(&server, "bob", &bytes(10_000), "f.txt", &bobs).await;

    ada.ask("room:delete", json!({ "roomId": attic })).await;
    let more = posted(&server, "ada", &bytes(6_000), "g.txt", &den).await;
    let sent = ada.ask("chat:send", json!({ "roomId": den, "body": "x", "attachments": [more["id"]] })).await;
    assert_eq!(post(&server, "ada", form(bytes(1), "h.txt", &den)).await.0, 413);
    ada.ask("chat:delete", json!({ "messageId": sent["message"]["id"], "mode": "hard" })).await;
    let again = posted(&server, "ada", &bytes(6_000), "i.txt", &den).await;
    bob.ask("room:delete", json!({ "roomId": bobs })).await;
    until_stored(&server, &[&kept, &again]).await;
}

#[tokio::test]
async fn of_files_that_come_at_once_only_those_that_fit_are_kept() {
    let server = Server::start("limits.file_bytes_per_user = 1000000").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let upload = || post(&server, "ada", form(bytes(400_000), "a.txt", &den));
    let (a, b, c, d) = tokio::join!(upload(), upload(), upload(), upload());
    let kept: Vec<_> =
        [&a, &b, &c, &d].into_iter().filter(|(status, _)| *status == 201).map(|(_, file)| file).collect();
    assert_eq!(kept.len(), 2, "{a:?} {b:?} {c:?} {d:?}");
    assert!([&a, &b, &c, &d].iter().all(|(status, _)| matches!(status, 201 | 413)), "{a:?} {b:?} {c:?} {d:?}");
    until_stored(&server, &kept).await;
}

#[tokio::test]
async fn zero_is_any_number() {
    let server = Server::start("limits.file_bytes_per_user = 0\nlimits.uploads_per_user = 0").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let held = half(&server, &den).await;
    posted(&server, "ada", PICTURE, "a.png", &den).await;
    drop(held);
}

#[tokio::test]
async fn one_user_cannot_hold_all_places_for_uploads() {
    let server = Server::start("limits.uploads_per_user = 1").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let bobs = room(&mut bob, json!({ "name": "Bob's" })).await;
    let held = half(&server, &den).await;
    for path in ["/api/files", "/api/transcribe"] {
        let request = http().post(server.url(&format!("{path}?userId=ada"))).multipart(form(PICTURE, "a.png", &den));
        let refused = request.send().await.unwrap();
        assert_eq!(refused.status(), 429, "{path}");
        assert!(refused.headers().contains_key("retry-after"));
        let body: serde_json::Value = refused.json().await.unwrap();
        assert_eq!(body["code"], "RATE_LIMITED");
    }
    posted(&server, "bob", PICTURE, "b.png", &bobs).await;
    drop(held);
    // The server hears of a client that went away in its own time.
    let trying = async {
        while post(&server, "ada", form(PICTURE, "a.png", &den)).await.0 == 429 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(crate::support::PATIENCE, trying).await.expect("the place to be given back");
    until("the pictures to be kept", || crate::desk::stored(&server).len() == 2).await;
}
