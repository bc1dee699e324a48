//! `POST /api/transcribe` (contract section 7, seed 004 FR-4): speech to text.
//!
//! The handler receives the upload into a directory of its own; an [`Engine`](engine) turns it
//! into text; the directory is gone before, or very soon after, the answer.

mod command;
mod config;
mod convert;
mod failure;
mod openai;
mod process;
mod transcriber;
mod upload;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::{ApiError, HttpState};
pub use config::TranscribeConfig;
pub use transcriber::Transcriber;
pub use upload::{Recording, receive};

/// Shorter recordings hold no word in any format that browsers record.
const MIN_RECORDING_BYTES: u64 = 1_000;

/// Uploads and transcriptions under way at once. It bounds disk, and memory where a client sends
/// a part's headers without end: these are held in memory up to the size limit.
const MAX_REQUESTS: usize = 16;

/// Seconds after which a refused client may try again.
const RETRY_AFTER: u64 = 5;

/// The route, with a limit on how many requests are in it.
pub(super) fn admitted(route: MethodRouter<Arc<HttpState>>) -> MethodRouter<Arc<HttpState>> {
    route.layer(from_fn_with_state(Arc::new(Semaphore::new(MAX_REQUESTS)), admit))
}

async fn admit(State(places): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    let Ok(_place) = places.try_acquire() else {
        return busy().into_response();
    };
    next.run(request).await
}

pub(super) async fn transcribe(State(state): State<Arc<HttpState>>, request: Request) -> Result<Json<Value>, ApiError> {
    let recording = upload::receive(request, state.max_upload_bytes).await?;
    if recording.bytes < MIN_RECORDING_BYTES {
        return Err(unprocessable("Recording too short or empty"));
    }
    let Some(transcriber) = &state.transcriber else {
        return Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "SERVER_ERROR",
            "Transcription is not configured on this server",
        ));
    };
    let text = transcriber.transcribe(recording).await?;
    Ok(Json(json!({ "text": text })))
}

fn busy() -> ApiError {
    let message = "Too many recordings are being transcribed, try again later";
    ApiError::overloaded(message, RETRY_AFTER)
}

fn unprocessable(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "VALIDATION_ERROR", message)
}
