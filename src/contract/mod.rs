//! The contract: one table of every command and event of the Socket.IO dialect.
//!
//! From a row derive dispatch, decoding and validation, the TypeScript types and event maps, the
//! Zod schemas, the AsyncAPI document, metric labels, the rate-limit class and the abuse tests.
//! To add an event, add its row here; the compiler then asks for the payload type and the
//! function (`ARCHITECTURE.md` shows an example).

mod chat;
mod connection;
mod decode;
pub mod generate;
mod row;
mod session;
mod table;
mod text;
mod time;
mod whole;

use crate::{
    domain::{self, Cx, Outcome, Reply},
    error::{Error, ErrorPayload},
};

pub use chat::*;
pub use connection::*;
pub use decode::{Schemas, command_schema, invalid, request_id_of, request_id_within, unwrap};
pub use row::*;
pub use session::*;
pub use text::*;
pub use time::Time;
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

table::contract! {
    commands {
        /// What the caller may see, oldest first.
        "session:list" SessionList(ListSessions)
            -> "session:list"(SessionList) | "session:error"
            = session::list, Read, Required, rate: reads;
        /// Makes a session. An unknown model is a `VALIDATION_ERROR` that names the allowed ones.
        "session:create" SessionCreate(CreateSession)
            -> "session:created"(Session) | "session:error"
            = session::create, Change, Required, rate: changes;
        /// A session with its recent history and the run that is going on, so that a second
        /// device picks up in mid-answer.
        "session:switch" SessionSwitch(SwitchSession)
            -> "session:switched"(SessionSwitched) | "session:error"
            = session::switch, Read, Required, rate: reads;
        /// Gives a session its title.
        "session:rename" SessionRename(RenameSession)
            -> "session:renamed"(SessionRenamed) | "session:error"
            = session::rename, Change, Required, rate: changes;
        /// Deletes a session; a running run is cancelled first.
        "session:delete" SessionDelete(DeleteSession)
            -> "session:deleted"(SessionDeleted) | "session:error"
            = session::delete, Change, Required, rate: changes;
        /// A page of a session's messages, oldest first.
        "session:history" SessionHistory(SessionHistory)
            -> "session:history"(HistoryPage) | "session:error"
            = session::history, Read, Required, rate: reads;
        /// Speaks to the agent of a session; the reply comes when the run has ended. While
        /// another run of the session goes on it waits its turn, up to `limits.queued_runs`,
        /// then `OVERLOADED`.
        "chat:send" ChatSend(SendChat)
            -> "chat:response"(ChatResponse) | "chat:error"
            = chat::send, Change, Required, rate: messages;
        /// Ends the session's run; the stopped `chat:send` gets `CANCELLED`.
        "chat:stop" ChatStop(StopChat)
            -> "chat:stopped"(ChatStopped) | "chat:error"
            = chat::stop, Change, Required, rate: changes;
        /// Who this connection is and what it watches.
        "auth:info" AuthInfo(GetAuthInfo)
            -> "auth:info"(AuthInfo) | "auth:error"
            = auth::info, Read, Required, rate: reads;
        /// The newest `seq` of each watched topic.
        "presence:ping" PresencePing(Ping)
            -> "presence:pong"(Pong) | "presence:error"
            = presence::ping, Read, Optional, rate: reads;
        /// Sends again what was missed since the given positions.
        "sync:resume" SyncResume(ResumeSync)
            -> "sync:resumed"(Resumed) | "sync:error"
            = sync::resume, Read, Required, rate: reads;
    }
    events {
        /// To this client only, `handshake.connection_event_delay` after CONNECT.
        "connection" Connection(Connected), Ephemeral;
        /// To the owner's other connections.
        "session:created" SessionCreated(Session), Ephemeral;
        /// To the owner's other connections.
        "session:renamed" SessionRenamed(SessionRenamed), Ephemeral;
        /// To the owner's other connections.
        "session:deleted" SessionDeleted(SessionDeleted), Ephemeral;
        /// A message of a session, of its owner or its agent.
        "chat:message" ChatMessage(ChatMessage), Durable;
        /// A piece of an answer as it streams.
        "chat:delta" ChatDelta(ChatDelta), Ephemeral;
        /// A line of an agent's log.
        "log" Log(Log), Durable;
        /// A run has begun.
        "forge:started" ForgeStarted(ForgeStarted), Durable;
        /// A run has ended.
        "forge:completed" ForgeCompleted(ForgeCompleted), Durable;
        /// A position that cannot be resumed from.
        "sync:reset" SyncReset(SyncReset), Ephemeral;
        /// A `session:*` command failed.
        "session:error" SessionError(ErrorPayload), Ephemeral;
        /// A `chat:*` command failed.
        "chat:error" ChatError(ErrorPayload), Ephemeral;
        /// An `auth:*` command failed, or the credentials ran out.
        "auth:error" AuthError(ErrorPayload), Ephemeral;
        /// A `presence:*` command failed.
        "presence:error" PresenceError(ErrorPayload), Ephemeral;
        /// A `sync:*` command failed.
        "sync:error" SyncError(ErrorPayload), Ephemeral;
        /// A command of no known namespace.
        "error" UnknownError(ErrorPayload), Ephemeral;
    }
}

/// The error event of the namespace that `name` belongs to, or `error` if there is none.
pub fn error_event(name: &str) -> &'static str {
    let namespace = name.split(':').next().unwrap_or(name);
    COMMANDS.iter().find(|row| row.namespace() == namespace).map_or(UNKNOWN_ERROR, |row| row.error)
}

/// Error event of a command whose namespace is unknown too (contract section 1).
pub const UNKNOWN_ERROR: &str = "error";
