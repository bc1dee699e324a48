//! `POST /api/files` and `GET /api/files/{id}` (contract section 7).

mod answer;
mod receive;

use std::sync::Arc;

use axum::{
    Extension, Json, Router,
    extract::{Path, Request, State, rejection::PathRejection},
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use tracing::Instrument;

use super::{
    ApiError, HttpState,
    caller::{User, known},
    multipart::admitted,
};
use crate::{
    App,
    contract::{Attachment, Rate},
    domain::file,
    error::Error,
};

/// Uploads under way at once: two parts of 5 MiB each are the most that one holds in memory.
const MAX_UPLOADS: usize = 32;
const BUSY: &str = "Too many files are being uploaded, try again later";

/// The routes; without a server behind them there are none.
pub(super) fn routes(state: &HttpState) -> Router<Arc<HttpState>> {
    if state.files.is_none() {
        return Router::new();
    }
    Router::new()
        .route("/api/files", known(Rate::changes, &state.auth, admitted(MAX_UPLOADS, BUSY, post(upload))))
        .route("/api/files/{id}", known(Rate::reads, &state.auth, get(download)))
}

type Shared = State<Arc<HttpState>>;

async fn upload(
    State(state): Shared,
    Extension(User(user)): Extension<User>,
    request: Request,
) -> Result<(StatusCode, Json<Attachment>), ApiError> {
    let app = app(&state)?.clone();
    // A task of its own: when the client goes away, what came of its file is still given up.
    let receiving = tokio::spawn(receive::receive(app, user, request).in_current_span());
    let attachment = receiving.await.map_err(Error::server)??;
    Ok((StatusCode::CREATED, Json(attachment)))
}

async fn download(
    State(state): Shared,
    Extension(User(user)): Extension<User>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, ApiError> {
    let app = app(&state)?;
    let Path(id) = id.map_err(|_| Error::not_found("file"))?;
    let file = file::readable(app, &user, &id).await?;
    answer::answer(&app.files, &file, request.headers()).await
}

fn app(state: &HttpState) -> Result<&Arc<App>, ApiError> {
    state.files.as_ref().ok_or_else(|| Error::not_found("route").into())
}
