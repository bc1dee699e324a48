//! The contract: one table of every command (`commands.rs`) and event (`events.rs`) of the Socket.IO
//! dialect.
//!
//! From a row derive dispatch, decoding and validation, the TypeScript types and event maps, the
//! Zod schemas, the AsyncAPI document, metric labels, the rate-limit class and the abuse tests.
//! To add an event, add its row there; the compiler then asks for the payload type and the
//! function (`ARCHITECTURE.md` shows an example).

mod auth;
mod call;
mod chat;
mod commands;
mod connection;
mod conversation;
mod decode;
mod events;
mod forge;
pub mod generate;
mod mission;
mod object;
mod presence;
mod room;
mod row;
mod session;
mod subscription;
mod system;
mod table;
mod task;
mod text;
mod time;
mod voice;
mod webrtc;
mod whole;

pub use auth::*;
pub use call::*;
pub use chat::*;
pub use commands::{COMMANDS, Command};
pub use connection::*;
pub use conversation::*;
pub use decode::{Schemas, command_schema, invalid, request_id_of, request_id_within, unwrap};
pub use events::{EVENTS, Event};
pub use forge::*;
pub use mission::*;
pub use presence::*;
pub use room::*;
pub use row::*;
pub use session::*;
pub use subscription::*;
pub use system::*;
pub use task::*;
pub use text::*;
pub use time::Time;
pub use voice::*;
pub use webrtc::*;
pub use whole::*;

/// The contract's version; it changes only when an old client could no longer work.
pub const VERSION: &str = "1";

/// `limits.max_chat_chars` unless configured, in Unicode scalar values.
pub const DEFAULT_MAX_CHAT_CHARS: usize = 100_000;

/// How many topics one resume may name.
pub const MAX_RESUME_TOPICS: usize = 1_000;

/// The limits that decide whether a payload is valid.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Unicode scalar values in the text of a message.
    pub max_chat_chars: usize,
}

/// The error event of the namespace that `name` belongs to, or `error` if there is none.
pub fn error_event(name: &str) -> &'static str {
    let namespace = name.split(':').next().unwrap_or(name);
    COMMANDS.iter().find(|row| row.namespace() == namespace).map_or(UNKNOWN_ERROR, |row| row.error)
}

/// Error event of a command whose namespace is unknown too (contract section 1).
pub const UNKNOWN_ERROR: &str = "error";
