//! How missions are carried out.

use std::num::NonZeroUsize;

use serde::Deserialize;

/// `[mission]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MissionSettings {
    /// What becomes of a spec that a stop of the server cut off.
    pub on_crash: OnCrash,
    /// Missions that run at once; the others wait for their turn.
    pub max_running: NonZeroUsize,
    /// Missions of one user that run at once.
    pub max_running_per_user: NonZeroUsize,
    /// Bytes of the log of one forge session that are kept; the rest is counted and cut.
    pub log_bytes: usize,
}

/// `mission.on_crash`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnCrash {
    /// It is carried out again, from its beginning.
    #[default]
    Rerun,
    /// It has failed, and its mission with it.
    Fail,
}

impl Default for MissionSettings {
    fn default() -> Self {
        let few = |number| NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN);
        Self { on_crash: OnCrash::default(), max_running: few(8), max_running_per_user: few(4), log_bytes: 1024 * 1024 }
    }
}
