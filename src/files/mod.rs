//! The bytes of the files that people post, in an object store: a folder, a bucket, or memory.
//!
//! An object's key is the file's id; what people call a file is in its row. The row is made before
//! the first byte is stored and goes after the last, so what a crash leaves is found and removed
//! ([`sweep`]).

mod name;
mod open;
mod sniff;
mod sweep;

use std::{io, path::PathBuf, sync::Arc};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use object_store::{
    Error as ObjectError, GetOptions, GetRange, ObjectStore, ObjectStoreExt, buffered::BufWriter, path::Path,
};
use tokio::io::AsyncWriteExt;

pub use name::clean;
pub use sniff::{HEAD_BYTES, look};
pub use sweep::{recover, sweep};

/// Bytes held back of an upload before they are sent on; two such parts per upload at most. The
/// least that S3 takes.
const PART_BYTES: usize = 5 * 1024 * 1024;

/// Where the bytes are.
pub struct Files {
    objects: Arc<dyn ObjectStore>,
    /// The folder, if it is one.
    folder: Option<PathBuf>,
}

/// A file on its way into the store. Nothing of it can be read before [`Incoming::finish`].
pub struct Incoming(BufWriter);

/// What is read of a file, piece by piece.
pub type Content = BoxStream<'static, Result<Bytes, ObjectError>>;

impl Files {
    /// Begins to store a file. No other may ever have had this id.
    pub fn store(&self, id: &str) -> Incoming {
        let writer = BufWriter::with_capacity(self.objects.clone(), Path::from(id), PART_BYTES);
        Incoming(writer.with_max_concurrency(1))
    }

    /// The bytes of a file from `start` up to, not including, `end`. `None` when it is not there.
    pub async fn read(&self, id: &str, start: u64, end: u64) -> Result<Option<Content>, ObjectError> {
        let range = (start < end).then_some(GetRange::Bounded(start..end));
        let options = GetOptions { range, ..GetOptions::default() };
        match self.objects.get_opts(&Path::from(id), options).await {
            Ok(found) => Ok(Some(found.into_stream())),
            Err(ObjectError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes a file, and what there is of one that never came to its end.
    async fn remove(&self, id: &str) -> Result<(), ObjectError> {
        if let Some(folder) = &self.folder {
            // So the object store calls what is not finished; an id is used once, so there is one.
            let unfinished = folder.join(format!("{id}#1"));
            match tokio::fs::remove_file(unfinished).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(ObjectError::Generic { store: "folder", source: error.into() });
                }
                _ => {}
            }
        }
        match self.objects.delete(&Path::from(id)).await {
            Err(ObjectError::NotFound { .. }) => Ok(()),
            other => other,
        }
    }
}

impl Incoming {
    /// Takes further bytes, when there is room for them. They are copied: what a network hands out
    /// may hold much more memory than it shows.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes).await
    }

    /// Everything has been written. When this returns, the file survives a crash.
    pub async fn finish(mut self) -> io::Result<()> {
        self.0.shutdown().await
    }

    /// The rest will not come: what was stored is removed.
    pub async fn abort(mut self) {
        if let Err(error) = self.0.abort().await {
            tracing::warn!(%error, "the parts of an upload could not be removed at once");
        }
    }
}
