//! Files of a directory, confined to it also against symbolic links.

use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use super::path::{SitePath, is_visible};

/// Whether `root` can be served; the error names the setting.
pub fn check_web_root(root: &Path) -> Result<(), String> {
    match std::fs::read_dir(root) {
        Ok(_) => Ok(()),
        Err(error) => Err(format!("web_root: cannot read {}: {error}", root.display())),
    }
}

/// The file with validators, ranges and HEAD as [`ServeFile`] has them.
pub(super) async fn file(root: &Path, path: &SitePath, request: Request<()>) -> Option<Response> {
    let file = locate(root, path).await?;
    match ServeFile::new(file).oneshot(request.map(|()| Body::empty())).await {
        // It is there, but may not be opened.
        Ok(response) if response.status() == StatusCode::NOT_FOUND => None,
        Ok(response) => Some(response.into_response()),
        Err(infallible) => match infallible {},
    }
}

/// Where the file really is. The root is looked up each time too: it may be a link that a
/// deployment moves from one release to the next.
async fn locate(root: &Path, path: &SitePath) -> Option<PathBuf> {
    let root = tokio::fs::canonicalize(root).await.ok()?;
    let file = tokio::fs::canonicalize(root.join(path.as_str())).await.ok()?;
    let inside = file.strip_prefix(&root).ok()?;
    let visible = inside.iter().all(|name| name.to_str().is_some_and(is_visible));
    let regular = tokio::fs::metadata(&file).await.ok()?.is_file();
    (visible && regular).then_some(file)
}
