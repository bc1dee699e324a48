//! A file that lives in memory, served with its validator.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

/// One representation: bytes, and the strong `ETag` (quotes included) that changes when they do.
pub(super) struct Resource {
    pub bytes: Bytes,
    pub etag: HeaderValue,
    pub content_type: HeaderValue,
    pub cache_control: HeaderValue,
}

impl Resource {
    /// 200 with the bytes, or 304 when `If-None-Match` names them (RFC 9110, section 13.1.2).
    pub fn answer(self, request: &HeaderMap) -> Response {
        let known = request.get_all(IF_NONE_MATCH).iter().any(|tags| names(tags.as_bytes(), self.etag.as_bytes()));
        let (status, body) = match known {
            true => (StatusCode::NOT_MODIFIED, Body::empty()),
            false => (StatusCode::OK, Body::from(self.bytes)),
        };
        let headers = [(CONTENT_TYPE, self.content_type), (CACHE_CONTROL, self.cache_control), (ETAG, self.etag)];
        (status, headers, body).into_response()
    }
}

/// Weak comparison against a list. Our tags hold no comma, so that splitting at commas is enough.
fn names(list: &[u8], etag: &[u8]) -> bool {
    list.split(|byte| *byte == b',').any(|tag| {
        let tag = tag.trim_ascii();
        tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == etag
    })
}
