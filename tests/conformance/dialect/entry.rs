//! The way in: which dialect, and who.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use uuid::Uuid;

use super::words::Dialect;
use crate::support::{Server, raw::Raw, text};

const PASSWORD: &str = "correct horse battery";
const PROTOCOL: &str = "sec-websocket-protocol";

/// The dialect that is spoken to this client: each answers nonsense in its own way.
async fn spoken(client: &mut Raw) -> Dialect {
    let id = Uuid::new_v4().to_string();
    for dialect in Dialect::ALL {
        client.send(dialect.nonsense(&id)).await;
    }
    let answered = |log: &[Value]| {
        Dialect::ALL.into_iter().find(|dialect| {
            log.iter().filter_map(|frame| dialect.refusal(frame)).any(|refusal| refusal.id.as_deref() == Some(&*id))
        })
    };
    client.until("an error of any dialect", |log| answered(log)).await
}

/// The access token of a new account.
async fn token(server: &Server, username: &str) -> String {
    parlance::http::tls::install_crypto_provider();
    let account = json!({ "username": username, "password": PASSWORD });
    let request = reqwest::Client::new().post(server.url("/api/auth/register")).json(&account);
    let body: Value = request.send().await.unwrap().json().await.unwrap();
    text(&body["accessToken"]).to_owned()
}

async fn refused(server: &Server, path: &str, headers: &[(&'static str, &str)]) -> (u16, String) {
    let (status, body) = Raw::connect_with(server, path, headers).await.err().expect("to be refused");
    (status, text(&body["error"]).to_owned())
}

#[tokio::test]
async fn a_path_names_a_dialect() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &dialect.path("bo")).await;
        assert_eq!(spoken(&mut client).await, dialect);
    }
    for (path, dialect) in [("/ws?user=bo", Dialect::Tagged), ("/api/ws?user=bo", Dialect::Prioritized)] {
        let mut client = Raw::connect(&server, path).await;
        assert_eq!(spoken(&mut client).await, dialect, "{path}");
    }
    let (status, words) = refused(&server, "/ws/nonsense", &[]).await;
    assert_eq!((status, words), (404, "No such dialect; there are tagged, envelope, prioritized, dotted".to_owned()));
}

#[tokio::test]
async fn the_configuration_says_what_the_usual_paths_speak() {
    let server = Server::start("websocket.ws = \"dotted\"\nwebsocket.api_ws = \"envelope\"").await;
    for (path, dialect) in [("/ws", Dialect::Dotted), ("/api/ws", Dialect::Envelope)] {
        let mut client = Raw::connect(&server, path).await;
        assert_eq!(spoken(&mut client).await, dialect, "{path}");
    }
}

#[tokio::test]
async fn a_subprotocol_names_a_dialect() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let offered = format!("chat, parlance.{}", dialect.name());
        for path in ["/ws", "/api/ws", &format!("/ws/{}", dialect.name())] {
            let mut client = Raw::connect_with(&server, path, &[(PROTOCOL, &offered)]).await.unwrap();
            assert_eq!(spoken(&mut client).await, dialect, "{path}");
        }
    }
    for (path, offered) in [
        ("/ws", "parlance.nonsense"),
        ("/ws", "graphql-ws"),
        ("/ws/dotted", "parlance.tagged"),
        ("/ws/dotted", "parlance.dotted, parlance.tagged"),
    ] {
        let (status, words) = refused(&server, path, &[(PROTOCOL, offered)]).await;
        assert_eq!(status, 400, "{path} {offered}: {words}");
        assert!(words.contains("subprotocol"), "{words}");
    }
}

#[tokio::test]
async fn the_subprotocol_that_is_taken_is_named() {
    let server = Server::start("").await;
    for (offered, taken) in [
        ("parlance.dotted", "parlance.dotted"),
        ("bearer.x, parlance.dotted", "parlance.dotted"),
        ("bearer.x", "bearer.x"),
    ] {
        let mut request = format!("ws://{}/ws", server.address).into_client_request().unwrap();
        request.headers_mut().insert(PROTOCOL, offered.parse().unwrap());
        let (_socket, response) = tokio_tungstenite::connect_async(request).await.unwrap();
        assert_eq!(response.headers()[PROTOCOL], taken, "{offered}");
    }
}

#[tokio::test]
async fn what_is_no_websocket_is_told_so() {
    let server = Server::start("").await;
    let response = server.get("/ws/tagged").await;
    assert_eq!((response.status().as_u16(), &response.headers()["upgrade"]), (426, &"websocket".parse().unwrap()));
    let (status, _) = refused(&server, "/ws/tagged?resume=nonsense", &[]).await;
    assert_eq!(status, 400);
    let (status, _) = refused(&server, "/ws/tagged", &[("origin", "https://elsewhere.example")]).await;
    assert_eq!(status, 403, "a page of a stranger");
}

#[tokio::test]
async fn a_token_comes_in_four_ways() {
    let server = Server::start("auth.mode = \"local\"").await;
    let token = token(&server, "ann").await;
    let (bearer, protocol) = (format!("Bearer {token}"), format!("bearer.{token}"));
    for dialect in Dialect::ALL {
        let path = format!("/ws/{}", dialect.name());
        let named = format!("{path}?token={token}");
        let ways: [(&str, &[(&'static str, &str)]); 3] =
            [(&named, &[]), (&path, &[("authorization", &bearer)]), (&path, &[(PROTOCOL, &protocol)])];
        for (path, headers) in ways {
            let mut client = Raw::connect_with(&server, path, headers).await.unwrap();
            assert_eq!(refusal_of_a_join(&mut client, dialect).await, missing_room(dialect), "{dialect:?}");
        }
        let mut client = Raw::connect(&server, &path).await;
        let id = Uuid::new_v4().to_string();
        client.send(dialect.join(&id, "nowhere")).await;
        let refusal = client.wait_for("a refusal", |frame| dialect.refusal(frame).is_some()).await;
        assert_eq!(dialect.refusal(&refusal).unwrap().code, dialect.code("UNAUTHENTICATED"));
        client.log.clear();
        client.send(authenticate(dialect, &token)).await;
        assert_eq!(refusal_of_a_join(&mut client, dialect).await, missing_room(dialect), "{dialect:?}");
    }
    assert!(!server.log().contains(&token), "a token in the log");
    server.assert_promises_kept().await;
}

#[tokio::test]
async fn on_a_trusted_network_a_token_is_not_looked_at() {
    let server = Server::start("").await;
    for dialect in Dialect::ALL {
        let path = format!("/ws/{}?user=bo&token=nonsense", dialect.name());
        let mut client = Raw::connect(&server, &path).await;
        client.send(authenticate(dialect, "nonsense")).await;
        assert_eq!(refusal_of_a_join(&mut client, dialect).await, missing_room(dialect), "{dialect:?}");
        let refused: Vec<_> = client.log.iter().filter_map(|frame| dialect.refusal(frame)).collect();
        assert_eq!(refused.len(), 1, "{dialect:?}: {refused:?}");
    }
}

fn authenticate(dialect: Dialect, token: &str) -> Value {
    let kind = if dialect == Dialect::Dotted { "auth.authenticate" } else { "authenticate" };
    dialect.message(&Uuid::new_v4().to_string(), kind, json!({ "token": token }))
}

/// How a client that may ask is told that there is no such room.
async fn refusal_of_a_join(client: &mut Raw, dialect: Dialect) -> String {
    let id = Uuid::new_v4().to_string();
    client.send(dialect.join(&id, "nowhere")).await;
    let mine = |frame: &Value| dialect.refusal(frame).filter(|refusal| refusal.id.as_deref() == Some(&*id));
    client.until("a refusal", |log| log.iter().find_map(mine)).await.code
}

fn missing_room(dialect: Dialect) -> String {
    match dialect {
        Dialect::Tagged => "CHANNEL_NOT_FOUND".to_owned(),
        Dialect::Prioritized => "4003".to_owned(),
        dialect => dialect.code("NOT_FOUND"),
    }
}

#[tokio::test]
async fn bad_credentials_are_told_and_end_the_connection() {
    let server = Server::start("auth.mode = \"local\"").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &format!("/ws/{}?token=nonsense", dialect.name())).await;
        let end = client.ended().await.map(|(code, _)| code);
        assert_eq!(end, Some(dialect.close_code(1008, 4000)), "{dialect:?}");
        let told = client.log.iter().find_map(|frame| dialect.refusal(frame)).expect("to be told why");
        assert_eq!(told.code, dialect.code("UNAUTHENTICATED"));
    }
    server.until_metric("parlance_connections", 0.0).await;
}

#[tokio::test]
async fn who_brings_no_credentials_in_time_has_to_go() {
    let server = Server::start("auth.mode = \"local\"\nhandshake.authenticate_within = \"300ms\"").await;
    for dialect in Dialect::ALL {
        let mut client = Raw::connect(&server, &format!("/ws/{}", dialect.name())).await;
        let end = client.ended().await.map(|(code, _)| code);
        assert_eq!(end, Some(dialect.close_code(1008, 4000)), "{dialect:?}");
        assert!(client.log.iter().any(|frame| dialect.refusal(frame).is_some()), "{:?}", client.log);
    }
    server.until_metric("parlance_connections", 0.0).await;
}
