//! The upload: from the bytes of a request to a recording in a file.

use std::path::PathBuf;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use futures_util::{Stream, StreamExt, stream};
use tempfile::TempDir;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::super::ApiError;

/// A recording on disk. Its directory and everything in it disappears with this value.
#[derive(Debug)]
pub struct Recording {
    directory: TempDir,
    /// `recording` with the extension that the client's file had, such as `.webm`.
    pub path: PathBuf,
    pub bytes: u64,
}

impl Recording {
    /// A further file beside the recording.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

/// How long a client may send nothing in the middle of its upload.
const PATIENCE: Duration = Duration::from_secs(30);

/// Streams the multipart field `audio` of at most `max_bytes` (counted over the whole body) to
/// a temporary file. Errors: 400 no such field or malformed, 408 stalled, 413, 415.
pub async fn receive(request: Request, max_bytes: usize) -> Result<Recording, ApiError> {
    if !is_multipart(request.headers()) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "VALIDATION_ERROR",
            "Send the recording as multipart/form-data",
        ));
    }
    let request = request.map(|body| Body::from_stream(limited(body, max_bytes)));
    let multipart = <Multipart as FromRequest<()>>::from_request(request, &());
    let mut multipart = multipart.await.map_err(|_| malformed())?;
    let mut recording = None;
    while let Some(field) = multipart.next_field().await.map_err(refusal)? {
        if recording.is_none() && field.name() == Some("audio") {
            recording = Some(save(field).await?);
        }
    }
    recording.ok_or_else(|| bad_request("No audio file provided"))
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("multipart/form-data")
}

async fn save(mut field: Field<'_>) -> Result<Recording, ApiError> {
    let directory = tempfile::Builder::new().prefix("parlance-").tempdir().map_err(storage)?;
    let path = directory.path().join(format!("recording{}", extension(&field)));
    let mut file = BufWriter::new(File::create(&path).await.map_err(storage)?);
    let mut bytes = 0;
    while let Some(chunk) = field.chunk().await.map_err(refusal)? {
        file.write_all(&chunk).await.map_err(storage)?;
        bytes += chunk.len() as u64;
    }
    file.flush().await.map_err(storage)?;
    Ok(Recording { directory, path, bytes })
}

/// The extension of the client's file name, if it is one that is safe in a path, with its dot.
fn extension(field: &Field<'_>) -> String {
    let name = field.file_name().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, extension))
            if (1..=5).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            format!(".{}", extension.to_ascii_lowercase())
        }
        _ => String::new(),
    }
}

/// Why a body was cut short by us.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Cut {
    #[error("too large")]
    TooLarge,
    #[error("stalled")]
    Stalled,
}

/// The body, but at most `max` bytes of it and never silent for longer than [`PATIENCE`].
///
/// What comes beyond the limit is read and thrown away, up to as much again, before the error:
/// a client that is still writing when the connection closes never sees the answer.
fn limited(body: Body, max: usize) -> impl Stream<Item = Result<Bytes, axum::BoxError>> {
    let chunks = body.into_data_stream();
    stream::try_unfold((chunks, 0), move |(chunks, total)| next_chunk(chunks, total, max))
}

type Chunk = (Bytes, (BodyDataStream, usize));

/// One step of [`limited`]: `total` bytes came before.
async fn next_chunk(mut chunks: BodyDataStream, mut total: usize, max: usize) -> Result<Option<Chunk>, axum::BoxError> {
    loop {
        let next = tokio::time::timeout(PATIENCE, chunks.next()).await;
        let chunk = next.map_err(|_| Cut::Stalled)?.transpose()?;
        total = total.saturating_add(chunk.as_ref().map_or(0, Bytes::len));
        match chunk {
            Some(chunk) if total <= max => return Ok(Some((chunk, (chunks, total)))),
            Some(_) if total <= max.saturating_mul(2) => {}
            None if total <= max => return Ok(None),
            _ => return Err(Cut::TooLarge.into()),
        }
    }
}

fn refusal(error: MultipartError) -> ApiError {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(current) = cause {
        match current.downcast_ref::<Cut>() {
            Some(Cut::TooLarge) => {
                let message = "The recording is too large";
                return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", message);
            }
            Some(Cut::Stalled) => {
                return ApiError::new(StatusCode::REQUEST_TIMEOUT, "TIMEOUT", "The upload stalled");
            }
            None => cause = current.source(),
        }
    }
    malformed()
}

fn malformed() -> ApiError {
    bad_request("The multipart body is malformed")
}

fn bad_request(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
}

fn storage(error: std::io::Error) -> ApiError {
    tracing::error!(%error, "cannot store an upload");
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "SERVER_ERROR", "The recording could not be stored")
}
