//! Whether the database takes changes: told in the log when it changes, not with every failure.

use std::{
    io::{self, Write},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

/// Bytes that must be free before a disk that was full counts as good again: a small change may
/// still fit where the next one does not.
const ROOM: usize = 1024 * 1024;

/// Whether the disk of `file` takes more bytes.
pub async fn room_beside(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned();
    let written = tokio::task::spawn_blocking(move || {
        let mut probe = tempfile::tempfile_in(folder)?;
        probe.write_all(&vec![0; ROOM])?;
        probe.sync_all()
    });
    written.await?
}

#[derive(Default)]
pub struct Health {
    failing: AtomicBool,
}

impl Health {
    /// A change was committed.
    pub fn works(&self) {
        if self.failing.swap(false, Ordering::Relaxed) {
            tracing::info!("the store takes changes again");
        }
    }

    /// A change could not be committed.
    pub fn fails(&self, cause: &str) {
        if !self.failing.swap(true, Ordering::Relaxed) {
            tracing::error!(cause, "the store takes no changes; every change is refused until it does");
        }
    }

    /// `Err` while changes fail, in words that are fit for anyone.
    pub fn check(&self) -> Result<(), String> {
        match self.failing.load(Ordering::Relaxed) {
            false => Ok(()),
            true => Err("the store takes no changes".to_owned()),
        }
    }
}
