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
use axum::routing::{MethodRouter, post};
use serde_json::{Value, json};

use super::multipart::{RETRY_AFTER, admitted, unprocessable};
use super::{ApiError, HttpState};
pub use config::TranscribeConfig;
pub use transcriber::Transcriber;
pub use upload::{Recording, receive};

/// Shorter recordings hold no word in any format that browsers record.
const MIN_RECORDING_BYTES: u64 = 1_000;

/// Uploads and transcriptions under way at once.
const MAX_REQUESTS: usize = 16;
const BUSY: &str = "Too many recordings are being transcribed, try again later";

/// The route, with a limit on how many requests are in it.
pub(super) fn route() -> MethodRouter<Arc<HttpState>> {
    admitted(MAX_REQUESTS, BUSY, post(transcribe))
}

async fn transcribe(State(state): State<Arc<HttpState>>, request: Request) -> Result<Json<Value>, ApiError> {
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
    ApiError::overloaded(BUSY, RETRY_AFTER)
}
