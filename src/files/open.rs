//! Opens the object store that the settings name.

use std::{path::PathBuf, sync::Arc, time::Duration};

use object_store::{
    ObjectStore, RetryConfig, aws::AmazonS3Builder, local::LocalFileSystem, memory::InMemory, path::Path,
    prefix::PrefixStore,
};

use super::Files;
use crate::{
    config::{Config, S3Settings},
    store::folder_of,
};

/// The folder beside the database.
const FOLDER: &str = "files";
/// How long a bucket that does not answer is asked again, while somebody waits.
const RETRY: RetryConfig = RetryConfig {
    backoff: object_store::BackoffConfig {
        init_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_secs(2),
        base: 2.0,
    },
    max_retries: 4,
    retry_timeout: Duration::from_secs(15),
};

impl Files {
    /// Opens `files.url`; makes the folder if it is one. The error is one line that names the key.
    pub fn open(config: &Config) -> Result<Self, String> {
        let settings = &config.files;
        let Some(url) = &settings.url else {
            return match folder_of(&config.database) {
                Some(folder) => Self::in_folder(folder.join(FOLDER)),
                None => Ok(Self::in_memory()),
            };
        };
        match url.split_once(':') {
            Some(("memory", "")) => Ok(Self::in_memory()),
            Some(("file", path)) if path.len() > 2 && path.starts_with("//") => {
                Self::in_folder(path.trim_start_matches("//").into())
            }
            Some(("s3", _)) => Self::in_bucket(url, &settings.s3),
            _ => Err("files.url: must be file://FOLDER, s3://BUCKET/PREFIX or memory:".to_owned()),
        }
    }

    fn in_memory() -> Self {
        Self { objects: Arc::new(InMemory::new()), folder: None }
    }

    fn in_folder(folder: PathBuf) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("files.url: {} cannot be used: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
        let objects = LocalFileSystem::new_with_prefix(&folder).map_err(|error| failed(&error))?;
        Ok(Self { objects: Arc::new(objects.with_fsync(true)), folder: Some(folder) })
    }

    fn in_bucket(url: &str, settings: &S3Settings) -> Result<Self, String> {
        let (bucket, prefix) =
            url.strip_prefix("s3://").map(|rest| rest.split_once('/').unwrap_or((rest, ""))).unwrap_or_default();
        if bucket.is_empty() {
            return Err("files.url: names no bucket".to_owned());
        }
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(RETRY);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        if let Some(region) = &settings.region {
            builder = builder.with_region(region);
        }
        if let Some(id) = &settings.access_key_id {
            builder = builder.with_access_key_id(id.expose());
        }
        if let Some(secret) = &settings.secret_access_key {
            builder = builder.with_secret_access_key(secret.expose());
        }
        let bucket = builder.build().map_err(|error| format!("files.s3: {error}"))?;
        let objects: Arc<dyn ObjectStore> = match prefix {
            "" => Arc::new(bucket),
            prefix => Arc::new(PrefixStore::new(bucket, Path::from(prefix))),
        };
        Ok(Self { objects, folder: None })
    }
}
