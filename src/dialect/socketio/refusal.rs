//! Why a client is not let in: a `connect_error` with `data` (contract sections 2 and 3).
//!
//! The Socket.IO layer writes `{ message }` and has no room for `data`, which is what stock clients
//! hand to the application. So it is given a message that is blown up with spaces to the length of
//! what should be written, and that is put in its place on the way out: in the frame of a WebSocket,
//! or in the answer to a poll. Where that fails the client still gets the words.

use axum::{
    body::{Body, to_bytes},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    config::Parser,
    error::{Code, Error},
};

/// What is said, and what is written of it.
#[derive(Clone)]
pub struct Refusal {
    /// For the Socket.IO layer: the message and spaces.
    pub message: String,
    swaps: Vec<Swap>,
}

/// What the Socket.IO layer makes of the message, and what is written instead: as long.
#[derive(Clone)]
struct Swap {
    found: Vec<u8>,
    instead: Vec<u8>,
}

/// What a `connect_error` says.
#[derive(Serialize)]
struct Said<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
}

/// A whole packet, as the parser for MessagePack writes it.
#[derive(Serialize)]
struct Packed<'a> {
    r#type: u8,
    nsp: &'static str,
    data: Said<'a>,
}

/// Of a packet that is a `connect_error`.
const CONNECT_ERROR: u8 = 4;
/// The only namespace.
const NAMESPACE: &str = "/";
/// Bytes by which the head of a longer text may be longer, in MessagePack.
const HEADS: std::ops::Range<usize> = 0..5;
/// The largest answer to a poll that may hold a refusal, in bytes.
const MAX_POLL_BYTES: usize = 64 * 1024;

impl Refusal {
    /// The refusal that tells this error; `None` if it cannot be told with its data.
    pub fn of(error: &Error, parser: Parser) -> Option<Self> {
        let mut data = json!(error.payload(""));
        // It answers no command.
        data.as_object_mut()?.remove("requestId");
        let write = |message: &str, data: Option<&Value>| written(parser, Said { message, data });
        // The length of a text that takes a longer head skips one: then a space more makes it right.
        let (message, found, instead) = HEADS.into_iter().find_map(|more| {
            let instead = write(&blown_up(&error.message, more), Some(&data))?;
            let short = instead.len().checked_sub(write(&error.message, None)?.len())?;
            HEADS.into_iter().find_map(|head| {
                let message = blown_up(&error.message, short.checked_sub(head)?);
                let found = write(&message, None).filter(|found| found.len() == instead.len())?;
                Some((message, found, instead.clone()))
            })
        })?;
        let polled = Swap { found: STANDARD.encode(&found).into(), instead: STANDARD.encode(&instead).into() };
        let mut swaps = vec![Swap { found, instead }];
        if parser == Parser::Msgpack {
            swaps.push(polled);
        }
        Some(Self { message, swaps })
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
        self.swaps.iter().find_map(|Swap { found, instead }| {
            let at = bytes.windows(found.len()).position(|window| window == found)?;
            let mut changed = bytes.to_vec();
            changed.get_mut(at..at + found.len())?.copy_from_slice(instead);
            Some(changed)
        })
    }
}

/// As the Socket.IO layer writes it: with the JSON parser after the head of the packet, else with it.
fn written(parser: Parser, said: Said<'_>) -> Option<Vec<u8>> {
    match parser {
        Parser::Json => serde_json::to_vec(&said).ok(),
        Parser::Msgpack => rmp_serde::to_vec_named(&Packed { r#type: CONNECT_ERROR, nsp: NAMESPACE, data: said }).ok(),
    }
}

fn blown_up(message: &str, spaces: usize) -> String {
    format!("{message}{}", " ".repeat(spaces))
}

/// A handshake that cannot be read.
pub fn unreadable(words: String) -> Error {
    Error::new(Code::ValidationError, words)
}
