//! What is taken, under which name, and what is not.

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::{
    desk::{PICTURE, connect, form, get, half, http, invite, post, posted, room, stored, until_stored},
    support::{Server, fresh, text},
};

#[tokio::test]
async fn a_picture_is_taken_with_its_size() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let file = posted(&server, "ada", PICTURE, "screen.png", &den).await;
    let id = text(&file["id"]);
    let (width, height) = (1280, 860);
    let expected = json!({
        "id": id, "name": "screen.png", "size": PICTURE.len(), "mime": "image/png",
        "url": format!("/api/files/{id}"), "width": width, "height": height,
    });
    assert_eq!(file, expected);
    assert_eq!(stored(&server), [id], "the key is the id");
    assert_eq!(get(&server, "ada", &file).await.bytes().await.unwrap(), PICTURE);
}

#[tokio::test]
async fn the_fields_may_come_in_any_order_and_the_room_by_its_slug() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    room(&mut ada, json!({ "name": "Lobby", "visibility": "public", "slug": "lobby" })).await;
    let file = Part::bytes(PICTURE.to_vec()).file_name("a.png");
    let form = Form::new().text("other", "x").part("file", file).text("roomId", "lobby");
    assert_eq!(post(&server, "ada", form).await.0, 201);
}

#[tokio::test]
async fn a_file_of_several_parts_is_kept_whole() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let line = b"The quick brown fox jumps over the lazy dog.\n";
    let bytes: Vec<u8> = line.iter().copied().cycle().take(12_345_678).collect();
    let file = posted(&server, "ada", &bytes, "long.txt", &den).await;
    assert_eq!((&file["size"], &file["mime"]), (&json!(bytes.len()), &json!("text/plain")));
    assert!(get(&server, "ada", &file).await.bytes().await.unwrap() == bytes, "not what was posted");
    until_stored(&server, &[&file]).await;
}

#[tokio::test]
async fn names_are_for_people_and_never_paths() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    for (name, kept) in [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", "file"),
        ("..", "file"),
        ("cod.\u{202e}gpj.exe", "cod.gpj.exe"),
        ("план встречи.txt", "план встречи.txt"),
        (&"n".repeat(5_000), &"n".repeat(255)),
    ] {
        let file = posted(&server, "ada", b"hello", name, &den).await;
        assert_eq!(file["name"], kept, "{name:?}");
        assert_eq!(get(&server, "ada", &file).await.text().await.unwrap(), "hello");
    }
    for name in stored(&server) {
        assert!(uuid::Uuid::parse_str(&name).is_ok(), "{name}");
    }
    let nul = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\0b\"\r\n\r\nx\r\n--b--\r\n";
    let (status, body) = raw(&server, "multipart/form-data; boundary=b", nul).await;
    assert_eq!((status, &body["code"]), (400, &json!("VALIDATION_ERROR")), "{body}");
}

/// A body as it is.
async fn raw(server: &Server, content_type: &str, body: &[u8]) -> (u16, Value) {
    let request = http().post(server.url("/api/files")).header("content-type", content_type).body(body.to_vec());
    let response = request.send().await.expect("a response");
    (response.status().as_u16(), response.json().await.expect("JSON"))
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let settings = "limits.max_upload_bytes = 7000000\nfiles.types = [\"image/*\", \"application/pdf\"]";
    let server = Server::start(settings).await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let bobs = room(&mut bob, json!({ "name": "Bob's" })).await;
    let lobby = room(&mut bob, json!({ "name": "Lobby", "visibility": "public" })).await;
    let mut large = PICTURE.to_vec();
    large.resize(6_999_990, 7);
    let picture = || Part::bytes(PICTURE.to_vec()).file_name("a.png");
    let html = b"<!DOCTYPE html><script>alert(1)</script>";
    let typed = |bytes: &[u8]| Part::bytes(bytes.to_vec()).file_name("a.png").mime_str("image/png").unwrap();
    let late = |room: &str| Form::new().part("file", picture()).text("roomId", room.to_owned());
    for (what, form, status, code) in [
        ("too large", form(large, "a.png", &den), 413, "PAYLOAD_TOO_LARGE"),
        (
            "html that claims to be a picture",
            Form::new().text("roomId", den.clone()).part("file", typed(html)),
            415,
            "VALIDATION_ERROR",
        ),
        ("of no known type", form(b"\0\x01\x02".to_vec(), "a.png", &den), 415, "VALIDATION_ERROR"),
        ("empty", form(b"".to_vec(), "a.png", &den), 422, "VALIDATION_ERROR"),
        ("no room", Form::new().part("file", picture()), 400, "VALIDATION_ERROR"),
        ("no file", Form::new().text("roomId", den.clone()), 400, "VALIDATION_ERROR"),
        ("a room of others", form(PICTURE, "a.png", &bobs), 404, "NOT_FOUND"),
        ("a room of others, told late", late(&bobs), 404, "NOT_FOUND"),
        ("a room that does not exist", late(&fresh()), 404, "NOT_FOUND"),
        ("an endless room", late(&"x".repeat(100_000)), 404, "NOT_FOUND"),
        ("a public room that one is not in", form(PICTURE, "a.png", &lobby), 403, "PERMISSION_DENIED"),
    ] {
        let (was, body) = post(&server, "ada", form).await;
        assert_eq!((was, text(&body["code"])), (status, code), "{what}: {body}");
        assert!(body["error"].is_string(), "{what}: {body}");
    }
    for (content_type, body, status) in [
        ("application/json", &b"{}"[..], 415),
        ("image/png", PICTURE, 415),
        ("multipart/form-data", b"--b--\r\n", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nnonsense", 400),
    ] {
        let (was, body) = raw(&server, content_type, body).await;
        assert_eq!((was, text(&body["code"])), (status, "VALIDATION_ERROR"), "{content_type}");
    }
    let file = posted(&server, "ada", PICTURE, "a.png", &den).await;
    until_stored(&server, &[&file]).await;
}

#[tokio::test]
async fn any_type_is_taken_where_any_is_listed() {
    let server = Server::start("files.types = [\"*\"]\nfiles.url = \"memory:\"").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let file = posted(&server, "ada", b"\0\x01\x02", "a.bin", &den).await;
    assert_eq!(file["mime"], "application/octet-stream");
    assert_eq!(get(&server, "ada", &file).await.bytes().await.unwrap(), &b"\0\x01\x02"[..]);
    assert!(!server.database().with_file_name("files").exists());
}

#[tokio::test]
async fn half_a_file_goes_with_its_client() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    drop(half(&server, &den).await);
    until_stored(&server, &[]).await;
}

#[tokio::test]
async fn files_survive_a_crash_and_halves_do_not() {
    let mut server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    invite(&mut ada, &mut bob, "bob", &den).await;
    let stream = half(&server, &den).await;
    let file = posted(&server, "ada", PICTURE, "a.png", &den).await;
    assert_eq!(stored(&server).len(), 2);
    server.kill().await;
    drop(stream);
    let server = server.restarted().await;
    until_stored(&server, &[&file]).await;
    assert_eq!(get(&server, "bob", &file).await.bytes().await.unwrap(), PICTURE);
}
