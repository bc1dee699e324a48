//! What a WebSocket keeps of the request that opened it.
//!
//! A socket holds its request for as long as it lives, and header values and path are slices of
//! the buffer that the request was read into: 8 KB and more for a few dozen bytes. So the request
//! is copied, with the headers that the upgrade needs and no others.

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderValue,
        header::{CONNECTION, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    middleware::Next,
    response::Response,
};

/// Middleware directly around the Socket.IO layer.
pub async fn slim(mut request: Request, next: Next) -> Response {
    if request.headers().contains_key(UPGRADE) {
        let mut needed = HeaderMap::with_capacity(4);
        for name in [CONNECTION, UPGRADE, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION] {
            let value = request.headers().get(&name).map(HeaderValue::as_bytes);
            if let Some(Ok(copy)) = value.map(HeaderValue::from_bytes) {
                needed.insert(name, copy);
            }
        }
        *request.headers_mut() = needed;
        if let Ok(copy) = request.uri().to_string().parse() {
            *request.uri_mut() = copy;
        }
    }
    next.run(request).await
}
