//! Why the server ends a raw WebSocket, and the close codes that say so.

use crate::{connection::Ending, error::Code};

/// Why the server ends a connection. The codes are those of RFC 6455 and its registry; a dialect may
/// have others for some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goodbye {
    /// The client has said goodbye.
    Answered,
    /// The server shuts down.
    Drained,
    /// A frame that breaks the rules of WebSockets.
    BadFrame,
    /// A binary frame: all dialects are text.
    Binary,
    /// A text that is not UTF-8.
    BadText,
    /// A frame over `limits.max_message_bytes`, far enough for it not to be read at all.
    TooLarge,
    /// No or bad credentials, or they ran out.
    Unauthenticated,
    /// Too much, again and again.
    RateLimited,
    /// Message after message that is no message of the dialect.
    Malformed,
    /// It could not keep up with what it is told.
    Slow,
    /// Something failed on the server.
    Failed,
    /// Nothing was heard of it for too long.
    Silent,
}

impl Goodbye {
    pub const ALL: [Self; 12] = [
        Self::Answered,
        Self::Drained,
        Self::BadFrame,
        Self::Binary,
        Self::BadText,
        Self::TooLarge,
        Self::Unauthenticated,
        Self::RateLimited,
        Self::Malformed,
        Self::Slow,
        Self::Failed,
        Self::Silent,
    ];

    /// To a client that is not let in, because of this: only one whose credentials are no good is told that
    /// they are, as it then throws them away.
    pub fn to_refused(because: Code) -> Self {
        match because {
            Code::Unauthenticated | Code::AuthExpired => Self::Unauthenticated,
            Code::RateLimited => Self::RateLimited,
            _ => Self::Failed,
        }
    }

    /// What most dialects say.
    pub fn code(self) -> u16 {
        match self {
            Self::Answered => 1000,
            Self::Drained => 1001,
            Self::BadFrame => 1002,
            Self::Binary => 1003,
            Self::BadText => 1007,
            Self::Unauthenticated | Self::RateLimited | Self::Malformed | Self::Silent => 1008,
            Self::TooLarge => 1009,
            Self::Failed => 1011,
            Self::Slow => 1013,
        }
    }

    /// What the close frame says beside the code.
    pub fn reason(self) -> &'static str {
        match self {
            Self::Answered => "",
            Self::Drained => "the server shuts down",
            Self::BadFrame => "a frame that breaks the rules of WebSockets",
            Self::Binary => "only text frames are understood",
            Self::BadText => "a text that is not UTF-8",
            Self::TooLarge => "a message that is too large",
            Self::Unauthenticated => "no valid credentials",
            Self::RateLimited => "too many messages, again and again",
            Self::Malformed => "too many messages that are none",
            Self::Slow => "slow_consumer",
            Self::Failed => "something went wrong on the server",
            Self::Silent => "nothing was heard for too long",
        }
    }

    /// Whether what waits for the client is still sent: not to one who does not read it.
    pub fn lets_finish(self) -> bool {
        !matches!(self, Self::Slow | Self::Silent | Self::Answered)
    }
}

impl From<Ending> for Goodbye {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Slow => Self::Slow,
            Ending::Unauthenticated => Self::Unauthenticated,
            Ending::Failed => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bad_credentials_are_called_bad() {
        assert_eq!(Goodbye::to_refused(Code::Unauthenticated), Goodbye::Unauthenticated);
        assert_eq!(Goodbye::to_refused(Code::AuthExpired), Goodbye::Unauthenticated);
        assert_eq!(Goodbye::to_refused(Code::RateLimited), Goodbye::RateLimited);
        for outage in [Code::ServerError, Code::Overloaded, Code::Timeout] {
            assert_eq!(Goodbye::to_refused(outage), Goodbye::Failed);
        }
    }
}
