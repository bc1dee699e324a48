//! Multipart bodies of bounded size, and how many may be on their way at once.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::{
        FromRequest, Request, State,
        multipart::{Multipart, MultipartError},
    },
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::MethodRouter,
};
use futures_util::{Stream, StreamExt, stream};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use super::{ApiError, HttpState, caller::User};
use crate::{
    error::Error,
    limits::{Counted, UserPlace},
};

/// How long a client may send nothing in the middle of its upload.
const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes a second that an upload has to make on the whole.
const LEAST_PACE: u64 = 16 * 1024;
/// Seconds after which a client that was refused for lack of room may try again.
pub const RETRY_AFTER: u64 = 5;

/// How many requests may be in a route at once, and what one too many is told. It bounds memory: a
/// part's headers are held in it up to the size limit.
#[derive(Clone)]
struct Places {
    free: Arc<Semaphore>,
    words: &'static str,
}

/// The route, with `most` requests in it at a time, of which each user has a share: who would have more
/// gets 429, and when all are taken everybody gets 503 with these words, both with `Retry-After`. It
/// belongs within what finds out [who asks](super::caller::known).
pub(super) fn admitted(
    most: usize,
    words: &'static str,
    route: MethodRouter<Arc<HttpState>>,
) -> MethodRouter<Arc<HttpState>> {
    let places = Places { free: Arc::new(Semaphore::new(most)), words };
    route.layer(from_fn_with_state(places, admit))
}

async fn admit(State(places): State<Places>, request: Request, next: Next) -> Response {
    let _share = match share(&request) {
        Ok(share) => share,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let Ok(_place) = places.free.try_acquire() else {
        return ApiError::overloaded(places.words, RETRY_AFTER).into_response();
    };
    next.run(request).await
}

fn share(request: &Request) -> Result<UserPlace, Error> {
    let user = request.extensions().get::<User>();
    user.map_or(Ok(None), |User(user)| Counted::upload(request.extensions(), user))
}

/// The parts of a body of at most `max_bytes`, counted over all of it. Errors: 400 malformed, 415;
/// what comes while it is read is told by [`refusal`].
pub async fn open(request: Request, max_bytes: usize) -> Result<Multipart, ApiError> {
    if !is_multipart(request.headers()) {
        return Err(ApiError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "VALIDATION_ERROR",
            "Send it as multipart/form-data",
        ));
    }
    let request = request.map(|body| Body::from_stream(limited(body, max_bytes)));
    <Multipart as FromRequest<()>>::from_request(request, &()).await.map_err(|_| malformed())
}

/// Reads what is left, up to the limits of [`open`]: a client that is still writing when the
/// connection closes never sees the answer.
pub async fn drain(multipart: &mut Multipart) {
    while let Ok(Some(_)) = multipart.next_field().await {}
}

fn is_multipart(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// Why a body was cut short by us.
#[derive(Debug, Clone, Copy, thiserror::Error)]
enum Cut {
    #[error("too large")]
    TooLarge,
    #[error("stalled")]
    Stalled,
}

/// The body, but at most `max` bytes of it, never silent for longer than [`PATIENCE`] and never
/// slower than [`LEAST_PACE`]: who trickles holds a place that others wait for.
///
/// What comes beyond the limit is read and thrown away, up to as much again, before the error:
/// a client that is still writing when the connection closes never sees the answer.
fn limited(body: Body, max: usize) -> impl Stream<Item = Result<Bytes, axum::BoxError>> {
    let chunks = body.into_data_stream();
    let began = Instant::now();
    stream::try_unfold((chunks, 0), move |(chunks, total)| next_chunk(chunks, total, max, began))
}

type Chunk = (Bytes, (BodyDataStream, usize));

/// One step of [`limited`]: `total` bytes came before.
async fn next_chunk(
    mut chunks: BodyDataStream,
    mut total: usize,
    max: usize,
    began: Instant,
) -> Result<Option<Chunk>, axum::BoxError> {
    loop {
        let due = began + PATIENCE + Duration::from_secs(total as u64 / LEAST_PACE);
        let next = timeout_at(due.min(Instant::now() + PATIENCE), chunks.next()).await;
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

/// What a body that cannot be read to its end is told: 400 malformed, 408 stalled, 413.
pub fn refusal(error: MultipartError) -> ApiError {
    let mut cause: Option<&dyn std::error::Error> = Some(&error);
    while let Some(current) = cause {
        match current.downcast_ref::<Cut>() {
            Some(Cut::TooLarge) => {
                return ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The upload is too large");
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

/// 400
pub fn bad_request(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", message)
}

/// 422
pub fn unprocessable(message: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "VALIDATION_ERROR", message)
}
