//! What is forgotten in the course of time: idempotency keys, and events as `[retention]` says. What
//! is stored late: when people were last seen, after the store was out of order.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep_until};

use crate::{App, contract::Time, domain::presence};

/// How long idempotency keys are kept (contract section 4).
const KEEP_REQUESTS: Duration = Duration::from_secs(24 * 3600);
/// How often they are looked through.
const REQUESTS_EVERY: Duration = Duration::from_secs(3600);
/// How often it is tried to store what could not be.
const LAST_SEEN_EVERY: Duration = Duration::from_secs(1);

/// Runs for as long as the server does.
pub async fn keep_house(app: Arc<App>) {
    tokio::join!(requests(&app), events(&app), last_seen(&app));
}

async fn requests(app: &App) {
    loop {
        let next = Instant::now() + REQUESTS_EVERY;
        let before = Time(Time::now().0 - KEEP_REQUESTS.as_millis() as i64);
        match app.store.forget_requests(before).await {
            Ok(0) => {}
            Ok(forgotten) => tracing::info!(forgotten, "old idempotency keys are forgotten"),
            Err(error) => tracing::warn!(%error, "old idempotency keys could not be forgotten"),
        }
        sleep_until(next).await;
    }
}

async fn events(app: &App) {
    loop {
        let next = Instant::now() + app.config.retention.every;
        match app.store.compact(&app.config.retention.keep()).await {
            Ok(0) => {}
            Ok(shortened) => tracing::info!(shortened, "old events are forgotten"),
            Err(error) => tracing::warn!(%error, "old events could not be forgotten"),
        }
        sleep_until(next).await;
    }
}

async fn last_seen(app: &App) {
    loop {
        tokio::time::sleep(LAST_SEEN_EVERY).await;
        presence::keep_waiting(app).await;
    }
}
