//! The web root, the client bundle and the small routes, through real sockets.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

#[path = "support/http.rs"]
mod support;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use support::{Options, Server, client, start, with_web_root};
use tempfile::TempDir;

const SECRET: &str = "nobody may read this";

/// A built client in `site/`, and secrets in and around it.
fn site() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("site");
    fs::create_dir_all(root.join("assets/deep")).unwrap();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join(".well-known")).unwrap();
    let files = [
        ("index.html", "<!doctype html><title>home</title>"),
        ("assets/index-C4xh9Qx1.js", "console.log(1)"),
        ("assets/index-C4xh9Qx1.js.map", "{}"),
        ("assets/deep/index.html", "deep"),
        ("style.css", "body{}"),
        ("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("app.webmanifest", "{}"),
        ("module.wasm", "\0asm"),
        ("font.woff2", "wOF2"),
        ("a b é.txt", "spaced"),
        ("sw.js", "//"),
        (".env", SECRET),
        (".git/config", SECRET),
        (".well-known/security.txt", "Contact: x"),
        ("../secret.txt", SECRET),
    ];
    for (name, content) in files {
        fs::write(root.join(name), content).unwrap();
    }
    symlink(home.path().join("secret.txt"), root.join("leak.txt")).unwrap();
    symlink(home.path(), root.join("up")).unwrap();
    symlink(root.join(".env"), root.join("env.txt")).unwrap();
    symlink(root.join("style.css"), root.join("alias.css")).unwrap();
    home
}

fn root_of(home: &TempDir) -> std::path::PathBuf {
    home.path().join("site")
}

async fn get(server: &Server, path: &str) -> reqwest::Response {
    client(None).get(server.url(path)).send().await.unwrap()
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn files_have_the_right_type_and_cache_life() {
    let home = site();
    let server = start(with_web_root(root_of(&home))).await;
    let for_ever = "public, max-age=31536000, immutable";
    for (path, content_type, cache) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/assets/deep/", "text/html; charset=utf-8", "no-cache"),
        ("/assets/index-C4xh9Qx1.js", "text/javascript; charset=utf-8", for_ever),
        ("/assets/index-C4xh9Qx1.js.map", "application/json; charset=utf-8", for_ever),
        ("/style.css", "text/css; charset=utf-8", "no-cache"),
        ("/alias.css", "text/css; charset=utf-8", "no-cache"),
        ("/logo.svg", "image/svg+xml; charset=utf-8", "no-cache"),
        ("/app.webmanifest", "application/manifest+json; charset=utf-8", "no-cache"),
        ("/module.wasm", "application/wasm", "no-cache"),
        ("/font.woff2", "font/woff2", "no-cache"),
        ("/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/a%20b%20%C3%A9.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/.well-known/security.txt", "text/plain; charset=utf-8", "no-cache"),
    ] {
        let response = get(&server, path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), content_type, "{path}");
        assert_eq!(header(&response, "cache-control"), cache, "{path}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
        assert!(!header(&response, "etag").is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_page_carries_its_policies() {
    let home = site();
    for server in [start(with_web_root(root_of(&home))).await, start(Options::default()).await] {
        let response = get(&server, "/").await;
        let policy = header(&response, "content-security-policy");
        assert!(policy.contains("object-src 'none'") && policy.contains("frame-ancestors"), "{policy}");
        assert_eq!(header(&response, "referrer-policy"), "same-origin");
    }
}

#[tokio::test]
async fn the_single_page_client_gets_its_own_paths() {
    let home = site();
    let server = start(with_web_root(root_of(&home))).await;
    let browser = |path: &str| {
        client(None).get(server.url(path)).header("accept", "text/html,application/xhtml+xml,*/*;q=0.8").send()
    };
    for path in ["/rooms/42", "/rooms/", "/a/b/c", "/assets", "/sessions/42?tab=log"] {
        let response = browser(path).await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "cache-control"), "no-cache");
        assert!(response.text().await.unwrap().contains("<title>home</title>"), "{path}");
    }
    for path in ["/missing.js", "/assets/index-00000000.css", "/rooms/42.json"] {
        assert_eq!(browser(path).await.unwrap().status(), 404, "{path}");
    }
    // A script that asks for data gets no page.
    assert_eq!(get(&server, "/rooms/42").await.status(), 404);
}

#[tokio::test]
async fn a_known_file_is_not_sent_again() {
    let home = site();
    let bundle = "/socket.io/socket.io.min.js";
    let disk = start(with_web_root(root_of(&home))).await;
    let embedded = start(Options::default()).await;
    for (server, path) in [(&disk, "/style.css"), (&disk, "/"), (&embedded, "/"), (&embedded, bundle)] {
        let first = get(server, path).await;
        let etag = header(&first, "etag").to_owned();
        for tags in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".into()] {
            let again = client(None).get(server.url(path)).header("if-none-match", &tags);
            let again = again.send().await.unwrap();
            assert_eq!(again.status(), 304, "{path} {tags}");
            assert_eq!(header(&again, "etag"), etag);
            assert_eq!(again.bytes().await.unwrap().len(), 0);
        }
        let other = client(None).get(server.url(path)).header("if-none-match", "\"other\"");
        assert_eq!(other.send().await.unwrap().status(), 200);
    }
    fs::write(root_of(&home).join("style.css"), "body{color:red}").unwrap();
    assert_eq!(get(&disk, "/style.css").await.text().await.unwrap(), "body{color:red}");
}

#[tokio::test]
async fn head_has_the_headers_and_no_body() {
    let home = site();
    let disk = start(with_web_root(root_of(&home))).await;
    let embedded = start(Options::default()).await;
    for (server, path) in
        [(&disk, "/style.css"), (&embedded, "/"), (&embedded, "/socket.io/socket.io.js"), (&disk, "/healthz")]
    {
        let whole = server.raw(&format!("GET {path} HTTP/1.1")).await;
        let head = server.raw(&format!("HEAD {path} HTTP/1.1")).await;
        assert_eq!(head.status, 200, "{path}");
        assert_eq!(head.body, "", "{path}");
        let length = format!("content-length: {}", whole.body.len());
        assert!(head.head.contains(&length), "{path}: {} lacks {length}", head.head);
    }
}

#[tokio::test]
async fn nothing_outside_the_root_is_reachable() {
    let home = site();
    let server = start(with_web_root(root_of(&home))).await;
    let absolute = home.path().join("secret.txt");
    let absolute = absolute.to_str().unwrap();
    let encoded = absolute.replace('/', "%2f");
    for target in [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/%25252e%25252e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/..%c0%afsecret.txt",
        "/..;/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/leak.txt",
        "/up/secret.txt",
        "/up/site/.env",
        "/env.txt",
        "/.env",
        "/%2eenv",
        "/.git/config",
        "/x/.git/config",
        "/.env%00.css",
        "/style.css%00",
        "/style.css/",
        "/style.css/x",
        "//secret.txt",
        "/./secret.txt",
        "/~/secret.txt",
        &format!("/{absolute}"),
        absolute,
        &encoded,
        &format!("/{encoded}"),
        &format!("//{absolute}"),
        "http://localhost/../secret.txt",
        "/?/../secret.txt/..",
        "/file:secret.txt",
        "*",
    ] {
        let response = server.raw(&format!("GET {target} HTTP/1.1\r\nAccept: text/css")).await;
        assert!(!response.body.contains(SECRET), "{target} leaks");
        let harmless = matches!(response.status, 400 | 404) || target.starts_with("/?");
        assert!(harmless, "{target}: {}", response.head);
    }
}

#[tokio::test]
async fn other_methods_get_405_with_allow() {
    let home = site();
    let server = start(with_web_root(root_of(&home))).await;
    for (method, path, allow) in [
        (Method::POST, "/index.html", "GET,HEAD"),
        (Method::DELETE, "/anything", "GET,HEAD"),
        (Method::POST, "/api/models", "GET,HEAD"),
        (Method::PUT, "/healthz", "GET,HEAD"),
        (Method::GET, "/api/transcribe", "POST"),
    ] {
        let response = client(None).request(method.clone(), server.url(path)).send().await.unwrap();
        assert_eq!(response.status(), 405, "{method} {path}");
        assert_eq!(header(&response, "allow"), allow, "{method} {path}");
        let body: Value = response.json().await.unwrap();
        assert_eq!(body["code"], "VALIDATION_ERROR");
        assert!(body["error"].is_string());
    }
}

#[tokio::test]
async fn an_unknown_part_of_the_api_is_a_json_404() {
    let home = site();
    let server = start(with_web_root(root_of(&home))).await;
    for path in ["/api", "/api/", "/api/nothing", "/api/models/echo", "/api/..", "/api/index.html"] {
        for method in ["GET", "POST", "DELETE"] {
            let response = server.raw(&format!("{method} {path} HTTP/1.1\r\nAccept: text/html")).await;
            assert_eq!(response.status, 404, "{method} {path}");
            let body: Value = serde_json::from_str(&response.body).unwrap();
            assert_eq!(body["code"], "NOT_FOUND", "{method} {path}");
        }
    }
}

#[tokio::test]
async fn the_server_tells_how_it_is() {
    let ready = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let mut options = Options::default();
    let flag = Arc::clone(&ready);
    options.state.ready = Arc::new(move || match flag.load(std::sync::atomic::Ordering::SeqCst) {
        true => Ok(()),
        false => Err("draining".into()),
    });
    let server = start(options).await;
    let json = async |path: &str| {
        let response = get(&server, path).await;
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    assert_eq!(json("/healthz").await, (200, json!({ "status": "ok" })));
    assert_eq!(json("/readyz").await, (200, json!({ "status": "ready" })));
    let models = json!({ "models": ["echo", "haiku"], "default": "echo" });
    assert_eq!(json("/api/models").await, (200, models));
    assert_eq!(json("/asyncapi.json").await, (200, json!({ "asyncapi": "3.0.0" })));

    ready.store(false, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(json("/readyz").await, (503, json!({ "status": "unavailable", "error": "draining" })));
    assert_eq!(json("/healthz").await.0, 200);

    let metrics = get(&server, "/metrics").await;
    assert!(header(&metrics, "content-type").starts_with("application/openmetrics-text"));
    assert_eq!(metrics.text().await.unwrap(), "# EOF\n");
}

/// Names, types and caching of the Node server 4.8.4.
#[tokio::test]
async fn the_stock_client_is_served_as_node_does() {
    let server = start(Options::default()).await;
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/socket.io-client");
    for name in ["socket.io", "socket.io.min", "socket.io.esm.min", "socket.io.msgpack.min"] {
        for (extension, content_type) in [("js", "application/javascript"), ("js.map", "application/json")] {
            let file = format!("{name}.{extension}");
            let response = get(&server, &format!("/socket.io/{file}?t=1")).await;
            assert_eq!(response.status(), 200, "{file}");
            assert_eq!(header(&response, "content-type"), format!("{content_type}; charset=utf-8"));
            assert_eq!(header(&response, "cache-control"), "public, max-age=0");
            let etag = header(&response, "etag").to_owned();
            let body = response.bytes().await.unwrap();
            assert!(body == fs::read(directory.join(&file)).unwrap(), "{file}");
            if extension == "js" {
                let version = format!("Socket.IO v{}", etag.trim_matches('"'));
                assert!(body.windows(version.len()).any(|window| window == version.as_bytes()), "{file}");
            }
        }
    }
    assert_eq!(get(&server, "/socket.io/socket.io.slim.js").await.status(), 404);
    let zipped = server.raw("GET /socket.io/socket.io.js HTTP/1.1\r\nAccept-Encoding: gzip, br").await;
    assert!(zipped.head.contains("content-encoding: gzip"), "{}", zipped.head);
}

/// Without `web_root`: the embedded client, or the page that says how to build it.
#[tokio::test]
async fn without_a_web_root_there_is_still_a_page() {
    let server = start(Options::default()).await;
    let response = client(None).get(server.url("/rooms/1")).header("accept", "text/html");
    let response = response.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
    let page = response.text().await.unwrap();
    assert!(page.contains("<html") && page.contains("Parlance"), "{page}");
    assert_eq!(get(&server, "/missing.js").await.status(), 404);
    assert_eq!(server.raw("GET /../Cargo.toml HTTP/1.1").await.status, 404);
}
