//! Everything that no other route answers: the web client, from a directory or from the binary.

mod disk;
mod embedded;
mod headers;
mod path;

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ALLOW};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::{IntoResponse, Response};

use super::{HttpState, error};
pub use disk::check_web_root;
use path::SitePath;

/// GET and HEAD of a file, or of `index.html` for the paths that a single-page client routes
/// itself (contract section 7); 404 and 405 as JSON.
pub(super) async fn serve(State(state): State<Arc<HttpState>>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let allow = [(ALLOW, HeaderValue::from_static("GET,HEAD"))];
        return (allow, error::method_not_allowed().await).into_response();
    }
    let Some(path) = SitePath::parse(request.uri().path()) else {
        return error::no_such_route().await.into_response();
    };
    let is_page = path.has_no_extension() && wants_html(request.headers());
    let (parts, _) = request.into_parts();
    // The body of a GET means nothing; the request is rebuilt because it may be asked twice.
    let again = |parts: &axum::http::request::Parts| Request::from_parts(parts.clone(), ());

    let root = state.web_root.as_deref();
    if let Some(response) = file(root, &path, again(&parts)).await {
        return response;
    }
    if is_page && let Some(response) = file(root, &SitePath::index(), again(&parts)).await {
        return response;
    }
    error::no_such_route().await.into_response()
}

/// The one way to a file of the site, wherever it lives. `None`: there is no such file.
async fn file(root: Option<&Path>, path: &SitePath, request: Request<()>) -> Option<Response> {
    let mut response = match root {
        Some(root) => disk::file(root, path, request).await?,
        None => embedded::file(path, request.headers())?,
    };
    headers::complete(response.headers_mut(), path, root.is_none());
    Some(response)
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).iter().any(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")))
}
