//! Multipart bodies of `POST /api/transcribe`, in pieces. The first byte is the size of a piece.
#![no_main]

use std::{convert::Infallible, sync::LazyLock};

use axum::{
    body::{Body, Bytes},
    extract::Request,
};
use futures_util::stream;
use libfuzzer_sys::fuzz_target;
use parlance::http::transcribe::receive;
use tokio::runtime::{Builder, Runtime};

const MAX_BYTES: usize = 2_000;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

fuzz_target!(|input: &[u8]| {
    let Some((size, body)) = input.split_first() else {
        return;
    };
    let pieces = body.chunks(usize::from(*size) + 1).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece)));
    let pieces: Vec<_> = pieces.collect();
    let request = Request::builder()
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from_stream(stream::iter(pieces)))
        .expect("a request");
    match RUNTIME.block_on(receive(request, MAX_BYTES)) {
        Ok(recording) => {
            assert!(body.len() <= MAX_BYTES && recording.bytes < body.len() as u64);
            assert_eq!(std::fs::metadata(&recording.path).expect("a file").len(), recording.bytes);
        }
        Err(error) => assert!([400, 413].contains(&error.status.as_u16()), "{error:?}"),
    }
});
