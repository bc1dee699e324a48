//! The reference web client inside the binary, or a page that says how to get it.

use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use rust_embed::Embed;

use super::super::resource::Resource;
use super::headers::{cache_control, content_type};
use super::path::SitePath;

/// Empty when the web client was not built before the server.
#[derive(Embed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct WebClient;

const NO_WEB_CLIENT: &str = include_str!("no_web_client.html");

pub(super) fn file(path: &SitePath, request: &HeaderMap) -> Option<Response> {
    let (bytes, etag) = match WebClient::get(path.as_str()) {
        Some(file) => {
            let etag = hexadecimal(&file.metadata.sha256_hash()[..16]);
            (Bytes::from_owner(file.data), etag)
        }
        None if *path == SitePath::index() => (Bytes::from_static(NO_WEB_CLIENT.as_bytes()), "none".into()),
        None => return None,
    };
    let resource = Resource {
        bytes,
        etag: HeaderValue::from_str(&format!("\"{etag}\"")).ok()?,
        content_type: content_type(path.file_name()),
        cache_control: cache_control(path.file_name()),
    };
    Some(resource.answer(request))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
