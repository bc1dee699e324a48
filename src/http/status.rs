//! What the server says of itself.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::HttpState;

/// 200 for as long as the process answers at all.
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// 200 when the server wants traffic, else 503 and the reason.
pub(super) async fn readyz(State(state): State<Arc<HttpState>>) -> Response {
    match (state.ready)() {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(reason) => {
            let body = Json(json!({ "status": "unavailable", "error": reason }));
            (StatusCode::SERVICE_UNAVAILABLE, body).into_response()
        }
    }
}

pub(super) async fn metrics(State(state): State<Arc<HttpState>>) -> Response {
    let content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, content_type)], (state.metrics)()).into_response()
}

pub(super) async fn asyncapi(State(state): State<Arc<HttpState>>) -> Response {
    let content_type = "application/json; charset=utf-8";
    ([(CONTENT_TYPE, content_type)], state.asyncapi.clone()).into_response()
}

pub(super) async fn models(State(state): State<Arc<HttpState>>) -> Json<Value> {
    Json(json!({ "models": state.models, "default": state.default_model }))
}
