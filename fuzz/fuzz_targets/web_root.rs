//! Paths of requests: whatever they are, nothing hidden and nothing outside the web root is served.
#![no_main]

use std::{
    fs,
    os::unix::fs::symlink,
    sync::{Arc, LazyLock},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{Uri, header::ACCEPT},
};
use libfuzzer_sys::{Corpus, fuzz_target};
use parlance::{
    Auth,
    http::{HttpState, router},
};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

const SECRET: &[u8] = b"not for anyone to see";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));
static FOLDER: LazyLock<TempDir> = LazyLock::new(folder);
static ROUTER: LazyLock<Router> = LazyLock::new(|| router(state()));

/// A web root with secrets in it and beside it.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::create_dir_all(path("root/a/.git")).expect("a folder");
    for name in ["root/index.html", "root/a/b.js", "root/a/index.html"] {
        fs::write(path(name), "for everyone").expect("a file");
    }
    for name in ["secret", "root/.env", "root/a/.git/config"] {
        fs::write(path(name), SECRET).expect("a file");
    }
    symlink(path("secret"), path("root/link")).expect("a link");
    symlink(folder.path(), path("root/up")).expect("a link");
    folder
}

fn state() -> HttpState {
    HttpState {
        models: Vec::new(),
        default_model: String::new(),
        transcriber: None,
        auth: Arc::new(Auth::None),
        files: None,
        ice_servers: Vec::new(),
        admin: None,
        sockets: None,
        web_root: Some(FOLDER.path().join("root")),
        asyncapi: Default::default(),
        metrics: Arc::new(String::new),
        ready: Arc::new(|| Ok(())),
        max_upload_bytes: 0,
    }
}

fuzz_target!(|path: &str| -> Corpus {
    let Ok(uri) = Uri::try_from(format!("/{path}")) else {
        return Corpus::Reject;
    };
    let request = Request::builder().uri(uri).header(ACCEPT, "text/html").body(Body::empty()).expect("a request");
    RUNTIME.block_on(async {
        let response = ROUTER.clone().oneshot(request).await.expect("an answer");
        assert!(response.status().is_success() || response.status().is_client_error(), "{path}: {response:?}");
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        assert!(!body.windows(SECRET.len()).any(|part| part == SECRET), "{path}");
    });
    Corpus::Keep
});
