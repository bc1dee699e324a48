//! What pages of other origins are told.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;

use parlance::http::{CorsConfig, cors};
use reqwest::{Method, Response};
use support::{Options, client, start};

fn config(origins: &[&str], credentials: bool) -> CorsConfig {
    CorsConfig { origins: origins.iter().map(ToString::to_string).collect(), credentials }
}

/// A request from a page of `origin`; a preflight, if the method is OPTIONS.
async fn from_page(cors: &CorsConfig, origin: &str, method: Method, path: &str) -> Response {
    let server = start(Options { cors: cors.clone(), ..Options::default() }).await;
    client(None)
        .request(method, server.url(path))
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "x-token")
        .send()
        .await
        .unwrap()
}

fn allow<'a>(response: &'a Response, what: &str) -> Option<&'a str> {
    let value = response.headers().get(format!("access-control-allow-{what}"))?;
    Some(value.to_str().unwrap())
}

#[tokio::test]
async fn by_default_no_other_origin_is_allowed() {
    for method in [Method::GET, Method::OPTIONS] {
        let response = from_page(&config(&[], false), "https://app.example", method, "/healthz").await;
        assert_eq!(allow(&response, "origin"), None);
    }
}

#[tokio::test]
async fn listed_origins_are_allowed_everywhere() {
    let listed = config(&["https://app.example", "http://localhost:5173"], true);
    for path in ["/api/models", "/socket.io/socket.io.js", "/api/unknown", "/"] {
        for origin in ["https://app.example", "http://localhost:5173"] {
            let answer = from_page(&listed, origin, Method::GET, path).await;
            assert_eq!(allow(&answer, "origin"), Some(origin), "{path}");
            assert_eq!(allow(&answer, "credentials"), Some("true"));
            let preflight = from_page(&listed, origin, Method::OPTIONS, path).await;
            assert_eq!(preflight.status(), 200);
            assert_eq!(allow(&preflight, "headers"), Some("x-token"));
            assert!(allow(&preflight, "methods").unwrap().contains("POST"));
        }
        for stranger in ["https://evil.example", "http://app.example", "null"] {
            let response = from_page(&listed, stranger, Method::GET, path).await;
            assert_eq!(allow(&response, "origin"), None, "{path}");
        }
    }
}

#[tokio::test]
async fn a_star_allows_any_origin_without_cookies() {
    let response = from_page(&config(&["*"], false), "https://any.example", Method::GET, "/").await;
    assert_eq!(allow(&response, "origin"), Some("*"));
    assert_eq!(allow(&response, "credentials"), None);
}

/// Status of a request as the browser of a page of `origin` sends it to `host`.
async fn acts(cors: &CorsConfig, origin: &str, host: &str, request_line: &str, more: &str) -> u16 {
    let server = start(Options { cors: cors.clone(), ..Options::default() }).await;
    let head = format!("{request_line} HTTP/1.1\r\nHost: {host}\r\n{origin}{more}X: y");
    let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
    let request = format!("{head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer).await.unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn pages_of_strangers_cannot_act() {
    const POST: &str = "POST /api/transcribe";
    const SOCKET: &str = "GET /healthz";
    let (none, listed, any) = (config(&[], false), config(&["https://App.example"], false), config(&["*"], false));
    let proxied = "X-Forwarded-Host: app.example\r\n";
    for (cors, origin, host, more, allowed) in [
        (&none, "", "app.example", "", true),
        (&none, "Origin: https://app.example\r\n", "app.example", "", true),
        (&none, "Origin: https://app.example\r\n", "APP.example", "", true),
        (&none, "Origin: https://app.example\r\n", "backend:3000", proxied, true),
        (&none, "Origin: https://app.example\r\n", "backend:3000", "", false),
        (&none, "Origin: https://evil.example\r\n", "app.example", "", false),
        (&none, "Origin: https://evil.example\r\n", "localhost:3000", "", false),
        (&none, "Origin: https://app.example:444\r\n", "app.example", "", false),
        (&none, "Origin: null\r\n", "app.example", "", false),
        (&none, "Origin: http://localhost:5173\r\n", "127.0.0.1:3000", "", true),
        (&none, "Origin: http://localhost:5173\r\n", "app.example", "", false),
        (&listed, "Origin: https://app.example\r\n", "backend", "", true),
        (&listed, "Origin: https://evil.example\r\n", "backend", "", false),
        (&any, "Origin: https://evil.example\r\n", "backend", "", true),
    ] {
        let case = format!("{origin:?} to {host}");
        let post = acts(cors, origin, host, POST, more).await;
        assert_eq!(post, if allowed { 415 } else { 403 }, "POST {case}");
        let upgrade = format!("{more}Upgrade: websocket\r\n");
        let socket = acts(cors, origin, host, SOCKET, &upgrade).await;
        assert_eq!(socket, if allowed { 200 } else { 403 }, "socket {case}");
        // To look is harmless: the browser keeps the answer from the page.
        assert_eq!(acts(cors, origin, host, SOCKET, more).await, 200, "GET {case}");
    }
}

#[test]
fn what_can_never_match_is_refused_at_the_start() {
    for origin in [
        "",
        "app.example",
        "https://",
        "https://app.example/",
        "https://app.example/path",
        "https://*.example",
        "https://a b",
        "://x",
        "https://user@app.example",
    ] {
        let error = cors(&config(&[origin], false)).unwrap_err();
        assert!(error.starts_with("cors.origins: "), "{origin}: {error}");
    }
    let error = cors(&config(&["*"], true)).unwrap_err();
    assert!(error.starts_with("cors.credentials: "), "{error}");
}
