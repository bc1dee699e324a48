//! Why a client is not let in: a `connect_error` with `data` (contract sections 2 and 3).
//!
//! The Socket.IO layer writes `{"message":…}` and has no room for `data`, which is what stock clients
//! hand to the application. So it is given a message that is blown up with spaces to the length of
//! what should be written, and that is put in its place on the way out: in the frame of a WebSocket,
//! or in the answer to a poll. Where that
//! fails the client still gets the words, and so it does in MessagePack.

use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use serde::Serialize;
use serde_json::Value;

use crate::error::{Code, Error, ErrorPayload};

/// What is said, and what is written of it.
#[derive(Clone)]
pub struct Refusal {
    /// For the Socket.IO layer: the message and spaces.
    pub message: String,
    /// What it makes of that.
    pub found: Vec<u8>,
    /// What is written instead; as long.
    pub instead: Vec<u8>,
}

#[derive(Serialize)]
struct Packet<'a> {
    message: &'a str,
    data: Value,
}

/// The largest answer to a poll that may hold a refusal, in bytes.
const MAX_POLL_BYTES: usize = 64 * 1024;

impl Refusal {
    /// The refusal that tells this error.
    pub fn of(error: &Error) -> Self {
        let instead = packet(&error.payload("")).unwrap_or_default();
        let plain = plain(&error.message);
        let message = format!("{}{}", error.message, " ".repeat(instead.len().saturating_sub(plain.len())));
        Self { found: self::plain(&message), message, instead: instead.into_bytes() }
    }

    /// Puts it into the answer to a poll, if that is where it is told.
    pub async fn told(&self, response: Response) -> Response {
        let (parts, body) = response.into_parts();
        match to_bytes(body, MAX_POLL_BYTES).await {
            Ok(bytes) => Response::from_parts(parts, Body::from(self.within(&bytes).unwrap_or_else(|| bytes.to_vec()))),
            Err(error) => {
                tracing::debug!(%error, "the answer to a poll broke off");
                Response::from_parts(parts, Body::empty())
            }
        }
    }

    /// The bytes with the refusal in them as it should be, if it is in them.
    pub fn within(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let at = bytes.windows(self.found.len()).position(|window| window == self.found)?;
        let mut changed = bytes.to_vec();
        changed.get_mut(at..at + self.found.len())?.copy_from_slice(&self.instead);
        Some(changed)
    }
}

/// As the Socket.IO layer writes it.
fn plain(message: &str) -> Vec<u8> {
    format!("{{\"message\":{}}}", Value::from(message)).into_bytes()
}

fn packet(payload: &ErrorPayload) -> Result<String, serde_json::Error> {
    let mut data = serde_json::to_value(payload)?;
    if let Value::Object(data) = &mut data {
        // It answers no command.
        data.remove("requestId");
    }
    serde_json::to_string(&Packet { message: &payload.message, data })
}

/// A handshake that cannot be read.
pub fn unreadable(words: String) -> Error {
    Error::new(Code::ValidationError, words)
}
