//! `[presence]`, `[chat]` and `[call]`: how long people count as there and as typing, and how long
//! they are waited for in calls.

use std::time::Duration;

use serde::Deserialize;

use super::IceServer;

/// `[presence]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PresenceSettings {
    /// How long somebody without a connection still counts as there, so that a reload does not show.
    #[serde(with = "humantime_serde")]
    pub grace: Duration,
}

/// `[chat]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChatSettings {
    /// How long somebody types who does not say so again.
    #[serde(with = "humantime_serde")]
    pub typing_timeout: Duration,
}

/// `[call]`: also for voice rooms.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CallSettings {
    /// How long a call rings that nobody answers.
    #[serde(with = "humantime_serde")]
    pub ring_timeout: Duration,
    /// What somebody whose connection was cut has to come back before a call ends, or they have left
    /// a voice room.
    #[serde(with = "humantime_serde")]
    pub grace: Duration,
    /// By which servers the ends find a way to each other; in one network they need none.
    pub ice_servers: Vec<IceServer>,
}

impl CallSettings {
    /// What the types alone cannot say; the error names the key.
    pub fn check(&self) -> Result<(), String> {
        self.ice_servers
            .iter()
            .enumerate()
            .try_for_each(|(number, server)| server.check().map_err(|rule| format!("call.ice_servers.{number}.{rule}")))
    }
}

impl Default for PresenceSettings {
    fn default() -> Self {
        Self { grace: Duration::from_secs(10) }
    }
}

impl Default for CallSettings {
    fn default() -> Self {
        Self { ring_timeout: Duration::from_secs(45), grace: Duration::from_secs(10), ice_servers: Vec::new() }
    }
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self { typing_timeout: Duration::from_secs(6) }
    }
}
