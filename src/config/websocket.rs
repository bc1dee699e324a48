//! Raw WebSockets: what is spoken where, and how they are kept alive.

use std::time::Duration;

use serde::Deserialize;

use crate::dialect::raw::Dialect;

/// `[websocket]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WebSocketSettings {
    /// What `/ws` speaks to a client that asks for no dialect.
    pub ws: Dialect,
    /// What `/api/ws` speaks to such a client.
    pub api_ws: Dialect,
    /// How often a client that says nothing is asked whether it is there.
    #[serde(with = "humantime_serde")]
    pub ping_interval: Duration,
    /// What it has to answer.
    #[serde(with = "humantime_serde")]
    pub ping_timeout: Duration,
    /// Messages in a socket's own queue.
    pub queue: usize,
    /// Bytes of a socket's read buffer.
    pub read_buffer: usize,
}

impl Default for WebSocketSettings {
    fn default() -> Self {
        Self {
            ws: Dialect::Tagged,
            api_ws: Dialect::Prioritized,
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            queue: 128,
            read_buffer: 512,
        }
    }
}
