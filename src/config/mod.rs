//! Settings: defaults < `parlance.toml` < `PARLANCE_*` < command line (contract section 8).

mod auth;
mod files;
mod ice;
mod limits;
mod load;
mod mission;
mod people;
mod retention;
mod system;
mod websocket;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::Deserialize;

use crate::{
    agent::{EchoConfig, ModelConfig},
    http::{CorsConfig, TranscribeConfig},
};

pub use auth::{Auth, AuthMode, Jwt};
pub use files::{FileSettings, S3Settings};
pub use ice::IceServer;
pub use limits::{ClassRates, LimitSettings, LoginRates, Network, Quota, RateLimits};
pub use load::{Flags, load};
pub use mission::{MissionSettings, OnCrash};
pub use people::{CallSettings, ChatSettings, PresenceSettings};
pub use retention::Retention;
pub use system::{AdminSettings, SystemSettings};
pub use websocket::WebSocketSettings;

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `HOST:PORT`; port 0 picks a free one.
    pub listen: String,
    /// `sqlite://FILE`, or `sqlite::memory:`, which keeps nothing.
    pub database: String,
    /// How servers of one deployment reach one another. `local`: there is one.
    pub bus: Bus,
    /// The model of a session that names none.
    pub default_model: String,
    /// Serve this folder instead of the embedded web client.
    pub web_root: Option<PathBuf>,
    pub auth: Auth,
    pub handshake: Handshake,
    pub presence: PresenceSettings,
    pub chat: ChatSettings,
    pub call: CallSettings,
    pub mission: MissionSettings,
    pub system: SystemSettings,
    pub admin: AdminSettings,
    pub files: FileSettings,
    pub limits: LimitSettings,
    pub rate_limits: RateLimits,
    /// Addresses and CIDRs of proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    pub log: Log,
    /// What `session:create` may name; `GET /api/models` lists them.
    pub models: BTreeMap<String, ModelConfig>,
    pub retention: Retention,
    pub shutdown: Shutdown,
    pub socketio: SocketIoSettings,
    pub websocket: WebSocketSettings,
    pub cors: CorsConfig,
    pub tls: Tls,
    /// Who turns speech into text; nobody when left out.
    pub transcribe: Option<TranscribeConfig>,
}

/// `bus`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bus {
    #[default]
    Local,
}

/// `[handshake]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Handshake {
    /// From CONNECT to the `connection` event, so that a page that attaches its listeners after a
    /// render does not miss it.
    #[serde(with = "humantime_serde")]
    pub connection_event_delay: Duration,
    /// What a client that brought no credentials has to bring them, where they are needed.
    #[serde(with = "humantime_serde")]
    pub authenticate_within: Duration,
}

/// `[log]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    /// As in `info` or `parlance=debug`; every command shows at `debug`.
    pub filter: String,
}

/// `log.format`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// `[shutdown]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shutdown {
    /// What running commands get to finish.
    #[serde(with = "humantime_serde")]
    pub grace: Duration,
}

/// `[socketio]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SocketIoSettings {
    pub parser: Parser,
    #[serde(with = "humantime_serde")]
    pub ping_interval: Duration,
    #[serde(with = "humantime_serde")]
    pub ping_timeout: Duration,
    /// Packets in a socket's own queue.
    pub queue: usize,
    /// Bytes of a WebSocket's read buffer.
    pub read_buffer: usize,
}

/// `socketio.parser`: all clients of a server use the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parser {
    #[default]
    Json,
    /// `socket.io-msgpack-parser` on the client.
    Msgpack,
}

/// `[tls]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM files, both or neither.
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
    /// A certificate made at start, for development.
    pub self_signed: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:3000".to_owned(),
            database: "sqlite://data/parlance.db".to_owned(),
            bus: Bus::Local,
            default_model: "echo".to_owned(),
            web_root: None,
            auth: Auth::default(),
            handshake: Handshake::default(),
            presence: PresenceSettings::default(),
            chat: ChatSettings::default(),
            call: CallSettings::default(),
            mission: MissionSettings::default(),
            system: SystemSettings::default(),
            admin: AdminSettings::default(),
            files: FileSettings::default(),
            limits: LimitSettings::default(),
            rate_limits: RateLimits::default(),
            trusted_proxies: Vec::new(),
            log: Log::default(),
            models: BTreeMap::from([("echo".to_owned(), ModelConfig::Echo(EchoConfig::default()))]),
            retention: Retention::default(),
            shutdown: Shutdown::default(),
            socketio: SocketIoSettings::default(),
            websocket: WebSocketSettings::default(),
            cors: CorsConfig::default(),
            tls: Tls::default(),
            transcribe: None,
        }
    }
}

impl Default for Handshake {
    fn default() -> Self {
        Self { connection_event_delay: Duration::from_millis(50), authenticate_within: Duration::from_secs(10) }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, filter: "info".to_owned() }
    }
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { grace: Duration::from_secs(10) }
    }
}

impl Default for SocketIoSettings {
    fn default() -> Self {
        Self {
            parser: Parser::Json,
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            queue: 128,
            read_buffer: 512,
        }
    }
}
