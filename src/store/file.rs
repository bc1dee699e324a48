//! Files as they are kept: what is known of them. Their bytes are elsewhere (`crate::files`).

use std::sync::Arc;

use crate::contract::Time;

/// A file that was posted.
#[derive(Debug, Clone)]
pub struct FileRow {
    pub id: Arc<str>,
    pub owner: Arc<str>,
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub mime: String,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Where it was posted to.
    pub rooms: Vec<Arc<str>>,
}

/// What can be changed in files. The row comes before the bytes and goes after them, so that no
/// bytes are ever stored of which nobody knows.
#[derive(Debug, Clone)]
pub enum FileChange {
    /// Bytes are about to be stored under this id. Refused with `PAYLOAD_TOO_LARGE` when the files
    /// of the owner have `most` bytes already.
    Expect { id: Arc<str>, owner: Arc<str>, at: Time, most: u64 },
    /// The bytes are there: from now on the members of its rooms may read them. `NotFound` when a
    /// room is gone; refused with `PAYLOAD_TOO_LARGE` when the files of the owner would have more
    /// than `most` bytes. What is on its way at the same time counts once it is there, so that of
    /// two files that do not both fit one is refused.
    Post { file: FileRow, most: u64 },
    /// The bytes will not come, or not all of them.
    GiveUp(Arc<str>),
    /// Of no file that was expected the bytes will come: the server that took them has ended.
    GiveUpAll,
    /// Nothing is stored under these ids any more.
    Forget(Vec<Arc<str>>),
}
