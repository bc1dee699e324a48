//! Many clients at the same time.

use std::sync::Arc;

use anyhow::Result;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Handshakes under way at a time: enough to keep a server busy, within every accept queue.
pub const HANDSHAKES: usize = 64;

/// Runs all of them at the same time; the first failure ends them all.
pub async fn all<T, F>(tasks: impl Iterator<Item = F>) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let mut running: JoinSet<Result<T>> = tasks.collect();
    let mut done = Vec::with_capacity(running.len());
    while let Some(finished) = running.join_next().await {
        done.push(finished??);
    }
    Ok(done)
}

/// Waits until all of them have ended; the first failure ends them all.
pub async fn ended(mut running: JoinSet<Result<()>>) -> Result<()> {
    while let Some(finished) = running.join_next().await {
        finished??;
    }
    Ok(())
}

/// The same as [`all`], with a few at a time: clients on their way in.
pub async fn few_at_a_time<T, F>(tasks: impl Iterator<Item = F>) -> Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    all(tasks.map(|task| {
        let handshakes = Arc::clone(&handshakes);
        async move {
            let _turn = handshakes.acquire().await?;
            task.await
        }
    }))
    .await
}
