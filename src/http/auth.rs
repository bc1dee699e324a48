//! `POST /api/auth/*` (contract section 7): built-in accounts, when `auth.mode` is `local`.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State, rejection::JsonRejection},
    http::{Extensions, StatusCode},
    routing::post,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{ApiError, HttpState, body_in_time};
use crate::{
    auth::{Accounts, LoggedIn, spelling},
    contract::Rate,
    error::{Code, Error},
    limits::{Counted, limited},
};

/// The largest body, in bytes.
const MAX_BYTES: usize = 64 * 1024;
/// Seconds after which a client that was refused for lack of room may try again.
const RETRY_AFTER: u64 = 2;

pub(super) type Body<T> = Result<Json<T>, JsonRejection>;
pub(super) type Answer<T> = Result<T, ApiError>;
pub(super) type Shared = State<Arc<HttpState>>;

/// The routes; without accounts there are none.
pub(super) fn routes(state: &HttpState) -> Router<Arc<HttpState>> {
    if state.auth.accounts().is_none() {
        return Router::new();
    }
    Router::new()
        .route("/api/auth/register", limited(Rate::auth, post(register)))
        .route("/api/auth/login", limited(Rate::auth, post(login)))
        .route("/api/auth/refresh", limited(Rate::auth, post(refresh)))
        .route("/api/auth/logout", limited(Rate::auth, post(logout)))
        .layer(DefaultBodyLimit::max(MAX_BYTES))
        .layer(axum::middleware::from_fn(body_in_time))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    username: String,
    password: String,
    display_name: Option<String>,
}

async fn register(State(state): Shared, body: Body<Registration>) -> Answer<(StatusCode, Json<Value>)> {
    let Registration { username, password, display_name } = read(body)?;
    let session = accounts(&state)?.register(&username, &password, display_name.as_deref()).await?;
    Ok((StatusCode::CREATED, told(session)))
}

#[derive(Deserialize)]
struct Login {
    username: String,
    password: String,
}

async fn login(State(state): Shared, request: Extensions, body: Body<Login>) -> Answer<Json<Value>> {
    let Login { username, password } = read(body)?;
    if let Some(account) = spelling(&username) {
        Counted::login(&request, &account)?;
    }
    Ok(told(accounts(&state)?.login(&username, &password).await?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Refresh {
    refresh_token: String,
}

async fn refresh(State(state): Shared, body: Body<Refresh>) -> Answer<Json<Value>> {
    let Refresh { refresh_token } = read(body)?;
    Ok(told(accounts(&state)?.refresh(&refresh_token, None).await?))
}

async fn logout(State(state): Shared, body: Body<Refresh>) -> Answer<StatusCode> {
    let Refresh { refresh_token } = read(body)?;
    accounts(&state)?.logout(&refresh_token).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn accounts(state: &HttpState) -> Answer<&Arc<Accounts>> {
    state.auth.accounts().ok_or_else(|| Error::not_found("route").into())
}

fn told(session: LoggedIn) -> Json<Value> {
    Json(json!({
        "user": session.user,
        "accessToken": session.access_token,
        "refreshToken": session.refresh_token,
        "expiresAt": session.expires_at,
    }))
}

/// The words are our own: those of the decoder may quote a password.
pub(super) fn read<T>(body: Body<T>) -> Answer<T> {
    let Json(body) = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::from(Error::new(Code::PayloadTooLarge, "The body is too large")),
        status => ApiError::new(
            status,
            Code::ValidationError.as_str(),
            "The body must be JSON with the fields of this address",
        ),
    })?;
    Ok(body)
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let status = match error.code {
            Code::ValidationError | Code::UnknownEvent => StatusCode::BAD_REQUEST,
            Code::Unauthenticated | Code::AuthExpired => StatusCode::UNAUTHORIZED,
            Code::PermissionDenied => StatusCode::FORBIDDEN,
            Code::NotFound => StatusCode::NOT_FOUND,
            Code::Conflict | Code::Cancelled => StatusCode::CONFLICT,
            Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            Code::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
            Code::AgentFailed => StatusCode::BAD_GATEWAY,
            Code::Overloaded => return Self::overloaded(error.message, RETRY_AFTER),
            Code::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
        };
        // In whole seconds: the next one that is late enough.
        let retry_after = error.retry_after.map(|after| after.as_millis().div_ceil(1_000) as u64);
        Self { retry_after, ..Self::new(status, error.code.as_str(), error.message) }
    }
}
