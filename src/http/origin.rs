//! Keeps pages of strangers from acting in a visitor's name.
//!
//! CORS alone does not: it never applies to WebSockets, nor to forms that a page posts without
//! reading the answer. On a trusted network, where no token is asked for, any page that a person
//! happens to visit could otherwise drive the agents on their machine.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN, UPGRADE};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{ApiError, CorsConfig};

/// Which origins may do more than look.
pub struct Origins {
    any: bool,
    listed: Vec<String>,
}

impl Origins {
    /// Those of `cors.origins`, and always the server's own.
    pub fn new(config: &CorsConfig) -> Arc<Self> {
        let listed = config.origins.iter().map(|origin| origin.to_ascii_lowercase()).collect();
        Arc::new(Self { any: config.origins.iter().any(|origin| origin == "*"), listed })
    }

    /// Clients that are no web pages send no `Origin`, and pass.
    fn allow(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(ORIGIN) else {
            return true;
        };
        let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
        self.any || self.listed.contains(&origin) || is_own(&origin, headers)
    }
}

/// Middleware: a WebSocket, or a request that changes something, from a page of another origin
/// is 403 unless `cors.origins` lists it.
pub async fn refuse_foreign_pages(State(origins): State<Arc<Origins>>, request: Request, next: Next) -> Response {
    let looks_only = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && !request.headers().contains_key(UPGRADE);
    if looks_only || origins.allow(request.headers()) {
        return next.run(request).await;
    }
    let message = "Pages of this origin are not allowed here; cors.origins lists those that are";
    ApiError::new(StatusCode::FORBIDDEN, "PERMISSION_DENIED", message).into_response()
}

/// Whether the page came from this server, as far as the browser can tell: a proxy may have
/// changed `Host`, but no page can set either header. Two ports of one's own machine trust each
/// other, as a development server and its backend do.
fn is_own(origin: &str, headers: &HeaderMap) -> bool {
    let uri: Option<Uri> = origin.parse().ok();
    let Some(page) = uri.as_ref().and_then(Uri::authority) else {
        return false;
    };
    [HOST.as_str(), "x-forwarded-host"].iter().any(|name| {
        let value = headers.get(*name).and_then(|value| value.to_str().ok());
        let server: Option<Authority> = value.and_then(|value| value.parse().ok());
        server.is_some_and(|server| server == *page || is_loopback(&server) && is_loopback(page))
    })
}

fn is_loopback(authority: &Authority) -> bool {
    matches!(authority.host(), "localhost" | "127.0.0.1" | "[::1]")
}
