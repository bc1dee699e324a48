//! Small bodies have to be there soon: else a client that sends a byte now and then holds a
//! connection for as long as it likes.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    extract::Request,
    http::Method,
    middleware::Next,
    response::Response,
};
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, timeout_at};

/// What a body has from the head to its last byte.
const WITHIN: Duration = Duration::from_secs(20);

/// Middleware: the body of a POST breaks off when it is late.
pub async fn body_in_time(request: Request, next: Next) -> Response {
    if request.method() != Method::POST {
        return next.run(request).await;
    }
    let due = Instant::now() + WITHIN;
    let limited = |body: Body| {
        let chunk = move |mut chunks: BodyDataStream| async move {
            let next = timeout_at(due, chunks.next()).await.map_err(axum::Error::new)?;
            Ok::<_, axum::Error>(next.transpose()?.map(|chunk| (chunk, chunks)))
        };
        Body::from_stream(stream::try_unfold(body.into_data_stream(), chunk))
    };
    next.run(request.map(limited)).await
}
