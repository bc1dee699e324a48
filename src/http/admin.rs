//! `/api/admin/announce`: what the server's administrator tells everybody (contract section 3,
//! `system`), where `admin.token` is set.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, State},
    http::{HeaderMap, StatusCode},
    routing::{delete, post},
};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::{
    ApiError, HttpState,
    auth::{Answer, Body, Shared, read},
    body_in_time,
    caller::bearer,
};
use crate::{
    App,
    contract::Rate,
    domain::system,
    error::{Code, Error},
    limits::limited,
    store::Announcement,
};

/// The largest body, in bytes.
const MAX_BYTES: usize = 64 * 1024;

/// The routes; without a token there are none.
pub(super) fn routes(state: &HttpState) -> Router<Arc<HttpState>> {
    if state.admin.is_none() {
        return Router::new();
    }
    Router::new()
        .route("/api/admin/announce", limited(Rate::auth, post(announce)))
        .route("/api/admin/announce/{id}", limited(Rate::auth, delete(withdraw)))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .layer(axum::middleware::from_fn(body_in_time))
}

async fn announce(
    State(state): Shared,
    headers: HeaderMap,
    body: Body<Announcement>,
) -> Answer<(StatusCode, Json<Value>)> {
    let app = administered(&state, &headers)?;
    let id = system::announce(app, read(body)?).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": id }))))
}

async fn withdraw(State(state): Shared, headers: HeaderMap, Path(id): Path<String>) -> Answer<StatusCode> {
    system::withdraw(administered(&state, &headers)?, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The server, to one who has its administrator's token.
fn administered<'a>(state: &'a HttpState, headers: &HeaderMap) -> Result<&'a App, ApiError> {
    let app = state.admin.as_ref().ok_or_else(|| Error::not_found("route"))?;
    let (token, given) = (app.config.admin.token.as_ref(), bearer(headers).unwrap_or_default());
    match token.is_some_and(|token| token.expose().as_bytes().ct_eq(given.as_bytes()).into()) {
        true => Ok(app),
        false => Err(Error::new(Code::Unauthenticated, "Send the administrator's token").into()),
    }
}
