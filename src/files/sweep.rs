//! Removes the bytes of files that nobody wants any more: those that no room has, and those whose
//! upload came to nothing.

use std::{sync::Arc, time::Duration};

use crate::{
    App,
    error::Error,
    store::{Change, DirectChange, FileChange, What},
};

/// How often unwanted files are looked for, which costs one look into an index.
const EVERY: Duration = Duration::from_secs(5);
/// Files removed in one go.
const PORTION: i64 = 200;

/// Gives up what the last stop cut off. To be called before anything is taken.
pub async fn recover(app: &App) -> Result<(), Error> {
    change(app, FileChange::GiveUpAll).await
}

/// Removes again and again, until it is aborted. What cannot be removed now is tried again.
pub async fn sweep(app: Arc<App>) {
    loop {
        match portion(&app).await {
            Ok(PORTION) => continue,
            Ok(0) => {}
            Ok(removed) => tracing::debug!(removed, "unwanted files are removed"),
            Err(error) => tracing::warn!(%error, "unwanted files could not be removed"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// How many files were removed.
async fn portion(app: &App) -> Result<i64, Error> {
    let mut removed = Vec::new();
    for id in app.store.unwanted_files(PORTION).await? {
        match app.files.remove(&id).await {
            Ok(()) => removed.push(id),
            Err(error) => tracing::warn!(%error, file = %id, "the bytes of a file could not be removed"),
        }
    }
    let count = removed.len() as i64;
    if count > 0 {
        change(app, FileChange::Forget(removed)).await?;
    }
    Ok(count)
}

async fn change(app: &App, change: FileChange) -> Result<(), Error> {
    app.store.change(Change { key: None, what: What::Direct(DirectChange::File(change)) }).await?;
    Ok(())
}
