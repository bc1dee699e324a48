//! The upload: from the bytes of a request to a recording in a file.

use std::path::PathBuf;

use axum::extract::Request;
use axum::extract::multipart::Field;
use axum::http::StatusCode;
use tempfile::TempDir;
use tokio::fs::File;
use tokio::io::{AsyncWriteExt, BufWriter};

use super::super::ApiError;
use super::super::multipart::{self, bad_request, refusal};

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

/// Streams the multipart field `audio` of at most `max_bytes` (counted over the whole body) to
/// a temporary file. Errors: 400 no such field or malformed, 408 stalled, 413, 415.
pub async fn receive(request: Request, max_bytes: usize) -> Result<Recording, ApiError> {
    let mut multipart = multipart::open(request, max_bytes).await?;
    let mut recording = None;
    while let Some(field) = multipart.next_field().await.map_err(refusal)? {
        if recording.is_none() && field.name() == Some("audio") {
            recording = Some(save(field).await?);
        }
    }
    recording.ok_or_else(|| bad_request("No audio file provided"))
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

fn storage(error: std::io::Error) -> ApiError {
    tracing::error!(%error, "cannot store an upload");
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "SERVER_ERROR", "The recording could not be stored")
}
