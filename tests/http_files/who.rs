//! Who may read a file, and who may post one.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::{
    desk::{PICTURE, connect, form, get, http, invite, posted, room, status},
    support::{Client, Server, fresh, text},
};

#[tokio::test]
async fn members_read_and_to_others_there_is_no_file() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let file = posted(&server, "ada", PICTURE, "a.png", &den).await;
    let hidden = get(&server, "bob", &file).await;
    let missing = get(&server, "bob", &json!({ "url": format!("/api/files/{}", fresh()) })).await;
    assert_eq!((hidden.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    let (hidden, missing): (Value, Value) = (hidden.json().await.unwrap(), missing.json().await.unwrap());
    assert_eq!(hidden, missing);
    assert_eq!(hidden["code"], "NOT_FOUND");
    for odd in ["/api/files/..%2f..%2fetc%2fpasswd", "/api/files/%00", "/api/files/%ff"] {
        assert_eq!(status(&server, "ada", &json!({ "url": odd })).await, 404, "{odd}");
    }

    invite(&mut ada, &mut bob, "bob", &den).await;
    assert_eq!(status(&server, "bob", &file).await, 200);
    ada.ask("room:kick", json!({ "roomId": den, "userId": "bob" })).await;
    assert_eq!(status(&server, "bob", &file).await, 404);
    assert_eq!(status(&server, "ada", &file).await, 200);
}

#[tokio::test]
async fn who_is_only_invited_reads_nothing() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let lobby = room(&mut ada, json!({ "name": "Lobby", "visibility": "public" })).await;
    let file = posted(&server, "ada", PICTURE, "a.png", &lobby).await;
    ada.ask("room:invite", json!({ "roomId": lobby, "userId": "bob" })).await;
    assert_eq!(status(&server, "bob", &file).await, 404);
}

#[tokio::test]
async fn a_message_takes_its_files_to_another_room() {
    let server = Server::start("").await;
    let (mut ada, mut bob) = (connect(&server, "ada").await, connect(&server, "bob").await);
    let den = room(&mut ada, json!({ "name": "Den" })).await;
    let lobby = room(&mut ada, json!({ "name": "Lobby", "visibility": "public" })).await;
    bob.ask("room:join", json!({ "roomId": lobby })).await;
    let file = posted(&server, "ada", PICTURE, "a.png", &den).await;
    assert_eq!(status(&server, "bob", &file).await, 404);
    let theft = json!({ "roomId": lobby, "body": "mine", "attachments": [file["id"]] });
    assert_eq!(bob.fail("chat:send", theft).await["code"], "NOT_FOUND");
    assert_eq!(status(&server, "bob", &file).await, 404);
    ada.ask("chat:send", json!({ "roomId": lobby, "body": "look", "attachments": [file["id"]] })).await;
    let message = bob.event("chat:message").await;
    assert_eq!(message.payload()["attachments"], json!([file]));
    assert_eq!(status(&server, "bob", &file).await, 200);
}

#[tokio::test]
async fn a_session_has_files_too() {
    let server = Server::start("").await;
    let mut ada = connect(&server, "ada").await;
    let session = ada.session("echo").await;
    let file = posted(&server, "ada", PICTURE, "a.png", &session).await;
    assert_eq!(status(&server, "ada", &file).await, 200);
    assert_eq!(status(&server, "bob", &file).await, 404);
}

#[tokio::test]
async fn without_a_name_one_is_the_local_user() {
    let server = Server::start("").await;
    let mut local = Client::connect(&server).await;
    let den = room(&mut local, json!({ "name": "Den" })).await;
    let request = http().post(server.url("/api/files")).multipart(form(PICTURE, "a.png", &den));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let file: Value = response.json().await.unwrap();
    assert_eq!(server.get(text(&file["url"])).await.status(), StatusCode::OK);
    for name in ["agent:echo", "", "a%00b"] {
        let response = server.get(&format!("{}?userId={name}", text(&file["url"]))).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{name:?}");
        assert_eq!(response.json::<Value>().await.unwrap()["code"], "VALIDATION_ERROR");
    }
}

/// Registers; the access token.
async fn register(server: &Server, name: &str) -> String {
    let account = json!({ "username": name, "password": "correct horse battery" });
    let response = http().post(server.url("/api/auth/register")).json(&account).send().await.unwrap();
    text(&response.json::<Value>().await.unwrap()["accessToken"]).to_owned()
}

#[tokio::test]
async fn where_credentials_are_needed_they_are_asked_for() {
    let server = Server::start("auth.mode = \"local\"").await;
    let (ada, bob) = (register(&server, "ada").await, register(&server, "bob").await);
    let mut client = Client::connect_with(&server, json!({ "token": ada })).await;
    let den = room(&mut client, json!({ "name": "Den" })).await;
    let upload_as = |query: &str| {
        let url = server.url(&format!("/api/files{query}"));
        http().post(url).multipart(form(PICTURE, "a.png", &den))
    };
    let upload = || upload_as("");
    for request in
        [upload(), upload_as("?userId=ada"), upload().bearer_auth("forged"), upload().basic_auth("ada", Some("x"))]
    {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(response.json::<Value>().await.unwrap()["code"], "UNAUTHENTICATED");
    }
    assert_eq!(upload().bearer_auth(&bob).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    let response = upload().bearer_auth(&ada).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::CREATED);
    let file: Value = response.json().await.unwrap();
    let read_as = |query: &str| http().get(server.url(&format!("{}{query}", text(&file["url"]))));
    let read = || read_as("");
    for (request, status) in [
        (read(), 401),
        (read_as("?token=forged"), 401),
        (read().bearer_auth(&bob), 404),
        (read_as(&format!("?token={bob}")), 404),
        (read().bearer_auth(&ada), 200),
        (read_as(&format!("?token={ada}")), 200),
    ] {
        assert_eq!(request.send().await.unwrap().status().as_u16(), status);
    }
    assert!(!server.log().contains(&ada), "the log holds a token");
}
