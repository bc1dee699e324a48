//! The download: what a browser is told of a file that a stranger posted.

use std::ops::Range;

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
            CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
        },
    },
    response::{IntoResponse, Response},
};
use http_range_header::parse_range_header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{error::Error, files::Files, http::ApiError, store::FileRow};

/// What browsers show without running anything of it. All else is saved, SVG and HTML above all.
const SHOWN: [&str; 18] = [
    "application/pdf",
    "audio/aac",
    "audio/m4a",
    "audio/mpeg",
    "audio/ogg",
    "audio/opus",
    "audio/x-flac",
    "audio/x-wav",
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/vnd.microsoft.icon",
    "image/webp",
    "video/mp4",
    "video/quicktime",
    "video/webm",
];
/// Whatever it is, it runs nothing, asks for nothing, and belongs to no origin.
const POLICY: &str = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";
/// Browsers open their own viewer for a PDF, and only outside of a sandbox.
const PDF_POLICY: &str = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'";
/// What a name may be written with (RFC 8187 `attr-char`).
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file, or the part of it that the request names. Who asks may read it.
pub(super) async fn answer(files: &Files, file: &FileRow, asked: &HeaderMap) -> Result<Response, ApiError> {
    let mut headers = HeaderMap::new();
    // What an id names never changes; whether one may still read it has to be asked each time.
    let tag = text(format!("\"{}\"", file.id))?;
    headers.insert(ETAG, tag.clone());
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if asked.get(IF_NONE_MATCH).is_some_and(|known| known == tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    describe(&mut headers, file)?;
    let (status, part) = match part(asked, &tag, file.size) {
        Asked::Whole => (StatusCode::OK, 0..file.size),
        Asked::Part(part) => {
            headers.insert(CONTENT_RANGE, text(format!("bytes {}-{}/{}", part.start, part.end - 1, file.size))?);
            (StatusCode::PARTIAL_CONTENT, part)
        }
        Asked::Beyond => {
            let error = ApiError::new(StatusCode::RANGE_NOT_SATISFIABLE, "VALIDATION_ERROR", "The file is shorter");
            let range = [(CONTENT_RANGE, text(format!("bytes */{}", file.size))?)];
            return Ok((range, error).into_response());
        }
    };
    headers.insert(CONTENT_LENGTH, HeaderValue::from(part.end - part.start));
    let content = files.read(&file.id, part.start, part.end).await.map_err(Error::server)?;
    let content = content.ok_or_else(|| {
        tracing::error!(file = %file.id, "the bytes of a file are missing");
        Error::not_found("file")
    })?;
    Ok((status, headers, Body::from_stream(content)).into_response())
}

fn describe(headers: &mut HeaderMap, file: &FileRow) -> Result<(), ApiError> {
    let mime = &file.mime;
    let kind = if mime.starts_with("text/") { format!("{mime}; charset=utf-8") } else { mime.clone() };
    headers.insert(CONTENT_TYPE, text(kind)?);
    let shown = if SHOWN.contains(&mime.as_str()) { "inline" } else { "attachment" };
    let name = utf8_percent_encode(&file.name, NAME);
    headers.insert(CONTENT_DISPOSITION, text(format!("{shown}; filename*=UTF-8''{name}"))?);
    let policy = if mime == "application/pdf" { PDF_POLICY } else { POLICY };
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    Ok(())
}

enum Asked {
    Whole,
    Part(Range<u64>),
    Beyond,
}

/// One part is answered; several, or what is no range, are answered with the whole, as RFC 9110
/// allows.
fn part(asked: &HeaderMap, tag: &HeaderValue, size: u64) -> Asked {
    let Some(range) = asked.get(RANGE).and_then(|range| range.to_str().ok()) else { return Asked::Whole };
    let changed = asked.get(IF_RANGE).is_some_and(|known| known != tag);
    let Some(parsed) = parse_range_header(range).ok().filter(|parsed| parsed.ranges.len() == 1 && !changed) else {
        return Asked::Whole;
    };
    match parsed.validate(size).ok().and_then(|ranges| ranges.into_iter().next()) {
        Some(range) => Asked::Part(*range.start()..*range.end() + 1),
        None => Asked::Beyond,
    }
}

fn text(value: String) -> Result<HeaderValue, ApiError> {
    HeaderValue::try_from(value).map_err(|error| Error::server(error).into())
}
