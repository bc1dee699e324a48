//! Why there is no text, and what the client is told of it.

use axum::http::StatusCode;

use super::super::ApiError;
use super::super::multipart::unprocessable;

/// The causes are for the log; none of them reaches the client.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("the recording cannot be decoded: {0}")]
    Undecodable(String),
    #[error("{0}")]
    Engine(String),
    #[error("the time limit passed")]
    Timeout,
    #[error("the transcription server is busy")]
    Busy { retry_after: u64 },
    #[error("{context}: {source}")]
    Io { context: &'static str, source: std::io::Error },
}

impl Failure {
    /// For `map_err`, with what was being done.
    pub fn io(context: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { context, source }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        tracing::warn!(cause = %failure, "no transcription");
        match failure {
            Failure::Undecodable(_) => unprocessable("The recording is not in a format that can be read"),
            Failure::Timeout => Self::new(StatusCode::GATEWAY_TIMEOUT, "TIMEOUT", "The transcription took too long"),
            Failure::Busy { retry_after } => {
                Self::overloaded("The transcription service is busy, try again later", retry_after)
            }
            Failure::Engine(_) | Failure::Io { .. } => {
                Self::new(StatusCode::BAD_GATEWAY, "SERVER_ERROR", "The transcription failed")
            }
        }
    }
}
