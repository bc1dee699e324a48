//! What a dialect of raw WebSockets is made of: two functions.

use serde::Deserialize;

use super::Goodbye;
use crate::{
    connection::Tag,
    contract::{Command, Event},
    error::{Code, Error, ErrorPayload},
};

/// The longest text that says what is wrong with a message, in characters.
const MAX_WORDS: usize = 200;

/// How the clients of a dialect write commands and read what they are told.
pub trait Codec: Send + Sync {
    /// A frame of a client → a command of the contract, or why it is none.
    fn decode(&self, frame: &str) -> Asked;

    /// What a client is told → a frame; `None` if the dialect has no words for it.
    fn encode(&self, said: Said<'_>) -> Option<String>;

    /// An event that its author reads differently: the author's user id and the frame.
    fn encode_for_author(&self, _event: &Event) -> Option<(String, String)> {
        None
    }

    /// The topics that its clients hear of without asking, once they are known.
    fn topics(&self) -> &'static [&'static str] {
        &[]
    }

    /// The close code that says why the server ends a connection.
    fn close_code(&self, why: Goodbye) -> u16 {
        why.code()
    }
}

/// What a frame of a client asks for.
#[derive(Debug)]
pub struct Asked {
    pub tag: Tag,
    pub command: Result<Command, Error>,
}

/// What a client is told.
#[derive(Debug, Clone, Copy)]
pub enum Said<'a> {
    /// Something happened.
    Event(&'a Event),
    /// A command was carried out, perhaps before it was repeated; `payload` is that of its success reply.
    Reply { to: &'a Tag, payload: &'a str, again: bool },
    /// A command failed, or the connection is about to end.
    Failure { to: Option<&'a Tag>, error: &'a ErrorPayload },
}

/// Reads a frame, or a part of one. What is wrong with it is told without more of what the client
/// wrote than fits a line.
pub fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, String> {
    if !json.trim_start().starts_with('{') {
        return Err("A message must be a JSON object".to_owned());
    }
    serde_json::from_str(json).map_err(|error| short(&error.to_string()))
}

/// No more of what a client wrote than fits a line.
pub fn short(words: &str) -> String {
    words.chars().take(MAX_WORDS).collect()
}

/// A name of the contract, `roomId`, as other dialects write it: `room_id`.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The `id` of a frame that cannot be read whole, so that its sender knows what was refused.
pub fn id_within(frame: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Partial {
        id: Option<String>,
    }
    read::<Partial>(frame).ok()?.id
}

/// A frame that is no command, for this reason.
pub fn refused(id: Option<&str>, asked: &'static str, words: impl Into<std::borrow::Cow<'static, str>>) -> Asked {
    Asked { tag: Tag { id: id.map(Into::into), asked }, command: Err(Error::new(Code::ValidationError, words)) }
}

/// A message of a type that the dialect does not have.
pub fn unknown(id: Option<&str>, named: &str) -> Asked {
    let named: String = named.chars().take(64).collect();
    let error = Error::new(Code::UnknownEvent, format!("Unknown message type: {named}"));
    Asked { tag: Tag { id: id.map(Into::into), asked: "" }, command: Err(error) }
}
