//! Whatever bytes come as an upload, in whatever pieces: an answer, and no defect of ours.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use futures_util::stream;
use parlance::http::transcribe::receive;
use proptest::prelude::*;

const MAX_BYTES: usize = 2_000;

/// Pieces of multipart bodies, in any order and with anything between.
fn body() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let fixed = proptest::sample::select(vec![
        "--b",
        "--b\r\n",
        "\r\n--b\r\n",
        "\r\n--b--\r\n",
        "--b--",
        "--",
        "\r\n",
        "\r\n\r\n",
        "\r",
        "\n",
        " \t",
        "Content-Disposition: form-data; name=\"audio\"",
        "; filename=\"a.webm\"",
        "; filename*=UTF-8''%zz",
        "Content-Type: audio/webm",
        "Content-Type: \u{0}",
        "name=\"",
        ":",
        "Content-Length: 99999999999999999999",
        "Content-Disposition: form-data; name=\"audio\"\r\n\r\n",
        "--b\r\nContent-Disposition: form-data; name=\"audio\"; filename=\"a.webm\"\r\n\r\n",
    ]);
    let piece = prop_oneof![
        6 => fixed.prop_map(|text| text.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), 0..1_500_usize).prop_map(|(byte, count)| vec![byte; count]),
    ];
    proptest::collection::vec(piece, 0..12)
}

/// What came of it: the number of bytes stored, or a status.
fn upload(chunks: Vec<Vec<u8>>) -> Result<u64, u16> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let chunks = chunks.into_iter().map(|chunk| Ok::<_, std::io::Error>(Bytes::from(chunk)));
    let request = Request::builder()
        .header("content-type", "multipart/form-data; boundary=b")
        .body(Body::from_stream(stream::iter(chunks)))
        .unwrap();
    runtime.block_on(async {
        let received = tokio::time::timeout(Duration::from_secs(10), receive(request, MAX_BYTES));
        match received.await.expect("an answer") {
            Ok(recording) => {
                assert_eq!(std::fs::metadata(&recording.path).unwrap().len(), recording.bytes);
                Ok(recording.bytes)
            }
            Err(error) => Err(error.status.as_u16()),
        }
    })
}

proptest! {
    #[test]
    fn any_body_is_stored_or_refused(chunks in body()) {
        let total: usize = chunks.iter().map(Vec::len).sum();
        match upload(chunks) {
            Ok(stored) => prop_assert!(stored <= MAX_BYTES as u64 && total <= MAX_BYTES),
            Err(status) => prop_assert_eq!(status, if total > MAX_BYTES && status == 413 { 413 } else { 400 }),
        }
    }

    #[test]
    fn a_good_upload_is_stored_whole_however_it_is_cut(
        content in proptest::collection::vec(any::<u8>(), 0..1_000),
        cuts in proptest::collection::vec(0..1_200_usize, 0..6),
    ) {
        prop_assume!(!content.windows(3).any(|window| window == b"--b"));
        let mut body = b"--b\r\nContent-Disposition: form-data; name=\"audio\"\r\n\r\n".to_vec();
        body.extend_from_slice(&content);
        body.extend_from_slice(b"\r\n--b--\r\n");
        let mut chunks = Vec::new();
        let mut cuts: Vec<_> = cuts.into_iter().filter(|cut| *cut < body.len()).collect();
        cuts.sort_unstable();
        for cut in cuts.into_iter().rev() {
            chunks.insert(0, body.split_off(cut));
        }
        chunks.insert(0, body);
        prop_assert_eq!(upload(chunks), Ok(content.len() as u64));
    }
}
