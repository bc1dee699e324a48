//! Settings: defaults < `parlance.toml` < `PARLANCE_*` < command line (contract section 8).

mod load;

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use serde::Deserialize;

use crate::{
    agent::{AgentLimits, EchoConfig, ModelConfig},
    connection::Backpressure,
    contract::DEFAULT_MAX_CHAT_CHARS,
    http::{CorsConfig, TranscribeConfig},
};

pub use load::{Flags, load};

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
    pub limits: LimitSettings,
    pub log: Log,
    /// What `session:create` may name; `GET /api/models` lists them.
    pub models: BTreeMap<String, ModelConfig>,
    pub shutdown: Shutdown,
    pub socketio: SocketIoSettings,
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

/// `[auth]`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    pub mode: AuthMode,
    /// `none` listens beyond loopback only when this is true.
    pub trust_network: bool,
}

/// `auth.mode`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthMode {
    /// A trusted network: the handshake's `auth.userId` names the user, `local` by default.
    #[default]
    None,
}

/// `[handshake]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Handshake {
    /// From CONNECT to the `connection` event, so that a page that attaches its listeners after a
    /// render does not miss it.
    #[serde(with = "humantime_serde")]
    pub connection_event_delay: Duration,
}

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Bytes of one message of a client.
    pub max_message_bytes: usize,
    /// Unicode scalar values of a chat message.
    pub max_chat_chars: usize,
    /// Bytes of one upload.
    pub max_upload_bytes: usize,
    /// Messages of a session that may wait for their answer.
    pub queued_runs: usize,
    /// Bytes that a run's agent may put out, log included.
    pub agent_output_bytes: usize,
    /// Commands of one connection that may wait behind one that takes time.
    pub inbox: usize,
    /// Bytes of those commands.
    pub inbox_bytes: usize,
    /// Events that may wait for one slow reader, beyond the socket's own queue.
    pub outbox_events: usize,
    /// Bytes of those events.
    pub outbox_bytes: usize,
    /// How long a command may take; an agent's answer has a time limit of its own.
    #[serde(with = "humantime_serde")]
    pub command_deadline: Duration,
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
            limits: LimitSettings::default(),
            log: Log::default(),
            models: BTreeMap::from([("echo".to_owned(), ModelConfig::Echo(EchoConfig::default()))]),
            shutdown: Shutdown::default(),
            socketio: SocketIoSettings::default(),
            cors: CorsConfig::default(),
            tls: Tls::default(),
            transcribe: None,
        }
    }
}

impl Default for Handshake {
    fn default() -> Self {
        Self { connection_event_delay: Duration::from_millis(50) }
    }
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self {
            max_message_bytes: 1_000_000,
            max_chat_chars: DEFAULT_MAX_CHAT_CHARS,
            max_upload_bytes: 25 * 1024 * 1024,
            queued_runs: 8,
            agent_output_bytes: AgentLimits::default().output_bytes,
            inbox: 1_024,
            inbox_bytes: 8 * 1024 * 1024,
            outbox_events: 1_024,
            outbox_bytes: 8 * 1024 * 1024,
            command_deadline: Duration::from_secs(10),
        }
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

impl LimitSettings {
    /// Bounds of each connection's outbox.
    pub fn backpressure(&self) -> Backpressure {
        Backpressure { events: self.outbox_events, bytes: self.outbox_bytes }
    }
}
