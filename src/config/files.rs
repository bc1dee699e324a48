//! `[files]`: where the files that people post are kept, and which are taken.

use serde::Deserialize;

use crate::agent::Secret;

/// `[files]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// `file://FOLDER`, `s3://BUCKET/PREFIX`, or `memory:`, which keeps nothing. Left out: the
    /// folder `files` beside the database, and `memory:` for a database in memory.
    pub url: Option<String>,
    /// The media types that are taken: `image/png`, `image/*`, or `*` for any. Those of the bytes
    /// count, whatever a client calls them.
    pub types: Vec<String>,
    pub s3: S3Settings,
}

/// `[files.s3]`: what is left out is taken from the environment (`AWS_*`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct S3Settings {
    /// Of a server that is not Amazon's, such as `http://127.0.0.1:9000`.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key_id: Option<Secret>,
    pub secret_access_key: Option<Secret>,
}

impl Default for FileSettings {
    fn default() -> Self {
        let types = ["image/*", "text/*", "audio/*", "video/*", "application/pdf", "application/zip"];
        Self { url: None, types: types.map(str::to_owned).into(), s3: S3Settings::default() }
    }
}

impl FileSettings {
    /// What the types alone cannot say; the error names the key.
    pub fn check(&self) -> Result<(), String> {
        let known = |pattern: &String| {
            let whole = |(kind, rest): (&str, &str)| !kind.is_empty() && !kind.contains('*') && !rest.is_empty();
            pattern == "*" || pattern.split_once('/').is_some_and(whole)
        };
        match self.types.iter().all(known) {
            true => Ok(()),
            false => Err("files.types: each must be like image/png, image/* or *".to_owned()),
        }
    }

    /// Whether files of this media type are taken.
    pub fn takes(&self, mime: &str) -> bool {
        let kind = mime.split('/').next().unwrap_or_default();
        let matches = |pattern: &String| {
            pattern == "*" || pattern == mime || pattern.strip_suffix("/*").is_some_and(|listed| listed == kind)
        };
        self.types.iter().any(matches)
    }
}
