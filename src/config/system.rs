//! What the server says of itself, and who may say something to everybody.

use std::time::Duration;

use serde::Deserialize;

use crate::agent::Secret;

/// `[system]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SystemSettings {
    /// How often those who are subscribed to topic `system` are told how the server is.
    #[serde(with = "humantime_serde")]
    pub health_interval: Duration,
}

impl Default for SystemSettings {
    fn default() -> Self {
        Self { health_interval: Duration::from_secs(30) }
    }
}

/// `[admin]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AdminSettings {
    /// Who sends it may announce things; when left out, nobody may. At least 32 bytes.
    pub token: Option<Secret>,
}

/// Beyond it, the server would be busy with itself.
const SHORTEST: Duration = Duration::from_millis(100);
/// Beyond it, nobody would call it a pace.
const LONGEST: Duration = Duration::from_secs(24 * 3600);

impl SystemSettings {
    /// What the types alone cannot say; the error names the key.
    pub fn check(&self) -> Result<(), String> {
        match (SHORTEST..=LONGEST).contains(&self.health_interval) {
            true => Ok(()),
            false => Err("system.health_interval: must be between 100ms and 1day".to_owned()),
        }
    }
}
