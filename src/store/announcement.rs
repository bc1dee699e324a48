//! Announcements as they are kept.

use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::contract::Time;

/// What an administrator tells everybody: the body of `POST /api/admin/announce`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Announcement {
    /// The server will be away.
    Maintenance { message: String, starts_at: Time, duration_minutes: u32 },
    /// A new version has come out.
    Version { new_version: String },
}

impl Announcement {
    /// As it is written in the store.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Maintenance { .. } => "maintenance",
            Self::Version { .. } => "version",
        }
    }

    /// Whether there is only one of its kind: the newest.
    pub fn replaces_others(&self) -> bool {
        matches!(self, Self::Version { .. })
    }
}

/// What is done with announcements.
#[derive(Debug, Clone)]
pub enum AnnouncementChange {
    Make {
        id: Arc<str>,
        announcement: Announcement,
    },
    /// It is over, or taken back.
    End(Arc<str>),
}

/// What is asked of announcements beside the writer.
#[async_trait]
pub trait AnnouncementStore: Send + Sync {
    /// All that are kept, by id.
    async fn announcements(&self) -> Result<Vec<(Arc<str>, Announcement)>, StoreError>;
}
