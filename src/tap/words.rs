//! What is spoken: a dialect of raw WebSockets, or Socket.IO with its handshake.

use serde_json::json;

use super::masked::masked;
use crate::dialect::raw::Dialect;

/// The name of the dialect that is no raw one.
const SOCKET_IO: &str = "socketio";
/// What a Socket.IO client says first, and what stands before an event and its acknowledgement.
const CONNECT: &str = "40";
const EVENT: &str = "42";
const ACK: &str = "43";
/// The engine's opening, its ping, and what answers that.
const OPEN: char = '0';
const PING: &str = "2";
const PONG: &str = "3";

/// How frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    SocketIo,
    Raw(Dialect),
}

impl Words {
    /// The dialect of this name.
    pub fn parse(name: &str) -> Result<Self, String> {
        if name == SOCKET_IO {
            return Ok(Self::SocketIo);
        }
        let names = || Dialect::ALL.map(Dialect::name).join(", ");
        Dialect::parse(name).map(Self::Raw).ok_or_else(|| format!("there are {SOCKET_IO}, {}", names()))
    }

    /// Where it is spoken.
    pub fn path(self) -> String {
        match self {
            Self::SocketIo => "/socket.io/".to_owned(),
            Self::Raw(dialect) => format!("/ws/{}", dialect.name()),
        }
    }

    /// What its handshake has in the query.
    pub fn query(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::SocketIo => &[("EIO", "4"), ("transport", "websocket")],
            Self::Raw(_) => &[],
        }
    }

    pub fn subprotocol(self) -> Option<String> {
        match self {
            Self::SocketIo => None,
            Self::Raw(dialect) => Some(format!("parlance.{}", dialect.name())),
        }
    }

    /// A line that was typed → a frame. Of Socket.IO the bare array of an event is enough.
    pub fn frame(self, line: String) -> String {
        match self {
            Self::SocketIo if line.trim_start().starts_with('[') => format!("{EVENT}{line}"),
            _ => line,
        }
    }

    /// A frame → what it is called, and its JSON on one line, without secrets.
    pub fn read(self, frame: &str) -> (String, String) {
        match self {
            Self::SocketIo => packet(frame),
            Self::Raw(_) => (type_of(frame).unwrap_or_default(), masked(frame)),
        }
    }

    /// What has to be said to a frame of the server's for the connection to go on.
    pub fn answer(self, frame: &str, user: Option<&str>, token: Option<&str>) -> Option<String> {
        match self {
            Self::SocketIo if frame == PING => Some(PONG.to_owned()),
            Self::SocketIo if frame.starts_with(OPEN) => {
                let who = [("userId", user), ("token", token)];
                let auth: serde_json::Map<_, _> =
                    who.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect();
                Some(format!("{CONNECT}{}", serde_json::Value::from(auth)))
            }
            _ => None,
        }
    }
}

fn type_of(frame: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Typed {
        r#type: String,
    }
    serde_json::from_str::<Typed>(frame).ok().map(|typed| typed.r#type)
}

/// A packet of Socket.IO: an event by its name, any other by what it is.
fn packet(frame: &str) -> (String, String) {
    let start = frame.find(['{', '[', '"']).unwrap_or(frame.len());
    let (kind, json) = frame.split_at(start);
    if kind.starts_with(EVENT)
        && let Ok(arguments) = serde_json::from_str::<Vec<&serde_json::value::RawValue>>(json)
        && let Some((name, arguments)) = arguments.split_first()
        && let Ok(name) = serde_json::from_str::<String>(name.get())
    {
        let arguments: Vec<_> = arguments.iter().map(|argument| masked(argument.get())).collect();
        return (name, arguments.join(" "));
    }
    let name = match kind {
        "0" => "open",
        "1" => "close",
        PING => "ping",
        PONG => "pong",
        CONNECT => "connect",
        "41" => "disconnect",
        "44" => "connect_error",
        kind if kind.starts_with(ACK) => "ack",
        other => return (other.to_owned(), masked(json)),
    };
    (name.to_owned(), masked(json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_called_by_what_they_are() {
        let read = |frame: &str| Words::SocketIo.read(frame);
        assert_eq!(read(r#"42["a:b",{"token":"t"}]"#), ("a:b".into(), r#"{"token":"…"}"#.into()));
        assert_eq!(read(r#"427["a:b"]"#), ("a:b".into(), String::new()));
        assert_eq!(read(r#"437[{"ok":true}]"#), ("ack".into(), r#"[{"ok":true}]"#.into()));
        assert_eq!(read(r#"40{"sid":"s"}"#), ("connect".into(), r#"{"sid":"s"}"#.into()));
        assert_eq!(read("2"), ("ping".into(), String::new()));
        assert_eq!(read("what?"), ("what?".into(), String::new()));
    }

    #[test]
    fn the_handshake_says_who_it_is() {
        let answer = |frame: &str| Words::SocketIo.answer(frame, Some("ann"), Some("t"));
        assert_eq!(answer(r#"0{"sid":"s"}"#).as_deref(), Some(r#"40{"token":"t","userId":"ann"}"#));
        assert_eq!(answer(PING).as_deref(), Some(PONG));
        assert_eq!(answer(r#"42["a"]"#), None);
    }
}
