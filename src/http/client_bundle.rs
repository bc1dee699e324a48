//! The stock browser client under `/socket.io/`, as Node's server has it, so that a page with
//! `<script src="/socket.io/socket.io.js">` works unchanged.

use std::convert::Infallible;

use axum::extract::Request;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use tower::{ServiceExt, service_fn};
use tower_http::compression::Compression;

use super::resource::Resource;

/// The version of the npm package in `assets/socket.io-client`, quoted: what Node's server sends.
const ETAG: &str = "\"4.8.4\"";

type File = (&'static str, &'static [u8]);

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../assets/socket.io-client/", $name)))),*]
    };
}

static FILES: [File; 8] = files![
    "socket.io.js",
    "socket.io.js.map",
    "socket.io.min.js",
    "socket.io.min.js.map",
    "socket.io.esm.min.js",
    "socket.io.esm.min.js.map",
    "socket.io.msgpack.min.js",
    "socket.io.msgpack.min.js.map",
];

/// Middleware that answers GET and HEAD of the bundle's files and passes everything else on.
/// It must be outside the Socket.IO layer, which takes every path below `/socket.io`.
pub async fn serve_client(request: Request, next: Next) -> Response {
    let Some(file) = requested(&request) else {
        return next.run(request).await;
    };
    let answer =
        service_fn(async move |request: Request| Ok::<_, Infallible>(resource(file).answer(request.headers())));
    match Compression::new(answer).oneshot(request).await {
        Ok(response) => response.into_response(),
        Err(infallible) => match infallible {},
    }
}

fn requested(request: &Request) -> Option<&'static File> {
    let name = request.uri().path().strip_prefix("/socket.io/")?;
    let readable = matches!(*request.method(), Method::GET | Method::HEAD);
    FILES.iter().find(|file| readable && file.0 == name)
}

/// Headers as in socket.io's `Server.serve`.
fn resource((name, bytes): &'static File) -> Resource {
    let content_type = match name.ends_with(".map") {
        true => "application/json; charset=utf-8",
        false => "application/javascript; charset=utf-8",
    };
    Resource {
        bytes: Bytes::from_static(bytes),
        etag: HeaderValue::from_static(ETAG),
        content_type: HeaderValue::from_static(content_type),
        cache_control: HeaderValue::from_static("public, max-age=0"),
    }
}
