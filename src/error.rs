//! One error, one code per row of the contract's table, and what the wire may see of it.

use std::{borrow::Cow, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why a command failed, for programs. A code never changes once released (contract section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[ts(rename = "ErrorCode")]
#[schemars(rename = "ErrorCode")]
pub enum Code {
    /// The payload does not parse or breaks a rule.
    ValidationError,
    /// No such command.
    UnknownEvent,
    /// No or bad credentials.
    Unauthenticated,
    /// The token ran out; refresh, then repeat.
    AuthExpired,
    /// The caller may see it but not do this to it.
    PermissionDenied,
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// The state does not allow it.
    Conflict,
    /// Too many; `retryAfterMs` says when.
    RateLimited,
    /// Over a limit.
    PayloadTooLarge,
    /// The command's deadline passed.
    Timeout,
    /// Stopped by a user.
    Cancelled,
    /// The agent behind a session failed; the message says how in words.
    AgentFailed,
    /// The server sheds load or drains.
    Overloaded,
    /// A defect or an outage of a part.
    ServerError,
}

impl Code {
    pub const ALL: [Self; 14] = [
        Self::ValidationError,
        Self::UnknownEvent,
        Self::Unauthenticated,
        Self::AuthExpired,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::PayloadTooLarge,
        Self::Timeout,
        Self::Cancelled,
        Self::AgentFailed,
        Self::Overloaded,
        Self::ServerError,
    ];

    /// As it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ValidationError => "VALIDATION_ERROR",
            Self::UnknownEvent => "UNKNOWN_EVENT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::AuthExpired => "AUTH_EXPIRED",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::Timeout => "TIMEOUT",
            Self::Cancelled => "CANCELLED",
            Self::AgentFailed => "AGENT_FAILED",
            Self::Overloaded => "OVERLOADED",
            Self::ServerError => "SERVER_ERROR",
        }
    }

    /// Whether the same command may succeed when it is sent again unchanged.
    pub fn retryable(self) -> bool {
        matches!(
            self,
            Self::AuthExpired
                | Self::RateLimited
                | Self::Timeout
                | Self::AgentFailed
                | Self::Overloaded
                | Self::ServerError
        )
    }
}

/// One broken rule of a payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
pub struct ErrorDetail {
    /// JSON pointer to the value; a missing field is named by its own path, a rule over several
    /// fields by `/`.
    pub path: String,
    /// The rule's name, such as `required`, `type`, `length`, `range`, `uuid`, `control`, `oneOf`.
    pub rule: String,
    /// For people.
    pub message: String,
}

/// Payload of every error event (contract section 2).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ErrorPayload {
    /// For people; never holds a secret, a path, SQL or a stack.
    pub message: String,
    /// For programs.
    pub code: Code,
    /// The command that failed.
    pub request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[ts(as = "Option<Vec<ErrorDetail>>", optional)]
    pub details: Vec<ErrorDetail>,
    /// Whether the same command may succeed when it is sent again.
    pub retryable: bool,
    /// When to try again, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub retry_after_ms: Option<u64>,
}

impl ErrorPayload {
    /// Whether it is an [`Error::not_found`] of such a thing, for dialects with a code of its own for it.
    pub fn misses(&self, what: &'static str) -> bool {
        let missing = Error::not_found(what);
        self.code == missing.code && self.message == missing.message
    }
}

/// Why a command failed. Causes go to the log where they occur; this is what the wire may see.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub code: Code,
    pub message: Cow<'static, str>,
    pub details: Vec<ErrorDetail>,
    pub retry_after: Option<Duration>,
}

impl Error {
    /// An error with words for people.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self { code, message: message.into(), details: Vec::new(), retry_after: None }
    }

    /// `VALIDATION_ERROR` with one entry per broken rule.
    pub fn validation(details: Vec<ErrorDetail>) -> Self {
        let message: Cow<'static, str> = match details.as_slice() {
            [only] => format!("{} {}", only.path, only.message).into(),
            _ => "The payload breaks several rules".into(),
        };
        Self { details, ..Self::new(Code::ValidationError, message) }
    }

    /// `NOT_FOUND`: the same words whether it does not exist or is not the caller's to know.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(Code::NotFound, format!("No such {what}"))
    }

    /// `SERVER_ERROR`; `cause` goes to the log only.
    pub fn server(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a part of the server failed");
        Self::outage()
    }

    /// `SERVER_ERROR` of which the log tells already.
    pub fn outage() -> Self {
        Self::new(Code::ServerError, "Something went wrong on the server. Please try again.")
    }

    /// Payload of the error event that answers `request_id`.
    pub fn payload(&self, request_id: &str) -> ErrorPayload {
        ErrorPayload {
            message: self.message.to_string(),
            code: self.code,
            request_id: request_id.to_owned(),
            details: self.details.clone(),
            retryable: self.code.retryable(),
            retry_after_ms: self.retry_after.map(|after| after.as_millis() as u64),
        }
    }
}
