//! How each raw dialect says what all of them can say.

use serde_json::{Value, json};
use uuid::Uuid;

/// One of the raw dialects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Tagged,
    Envelope,
    Prioritized,
    Dotted,
}

/// An error in the words of a dialect.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    pub code: String,
    /// Of the message that it answers, by the client's own id.
    pub id: Option<String>,
}

impl Dialect {
    pub const ALL: [Self; 4] = [Self::Tagged, Self::Envelope, Self::Prioritized, Self::Dotted];

    pub fn name(self) -> &'static str {
        match self {
            Self::Tagged => "tagged",
            Self::Envelope => "envelope",
            Self::Prioritized => "prioritized",
            Self::Dotted => "dotted",
        }
    }

    /// Where this user connects.
    pub fn path(self, user: &str) -> String {
        format!("/ws/{}?user={user}", self.name())
    }

    /// A message with the client's own id; where that has to be a UUID, one that stands for it.
    pub fn message(self, id: &str, kind: &str, fields: Value) -> Value {
        let mut message = match self {
            Self::Tagged => fields,
            Self::Envelope | Self::Prioritized => json!({ "payload": fields }),
            Self::Dotted => json!({ "data": fields }),
        };
        message["type"] = json!(kind);
        message[self.id_field()] = match self {
            Self::Envelope => json!(uuid_for(id)),
            _ => json!(id),
        };
        message
    }

    pub fn id_field(self) -> &'static str {
        match self {
            Self::Tagged | Self::Envelope => "id",
            Self::Prioritized => "messageId",
            Self::Dotted => "op_id",
        }
    }

    /// Joins a room, or subscribes to it.
    pub fn join(self, id: &str, room: &str) -> Value {
        match self {
            Self::Tagged => self.message(id, "subscribe", json!({ "channel_id": room })),
            Self::Envelope => {
                self.message(id, "subscribe", json!({ "command": "subscribe", "topic": format!("rooms/{room}") }))
            }
            Self::Prioritized => self.message(id, "joinRoom", json!({ "roomId": room })),
            Self::Dotted => self.message(id, "room.join", json!({ "room": room })),
        }
    }

    /// A message that only an error can answer, after all that was sent before it.
    pub fn nonsense(self, id: &str) -> Value {
        self.message(id, "no.suchMessage", json!({}))
    }

    /// The error that a frame is, if it is one.
    pub fn refusal(self, frame: &Value) -> Option<Refusal> {
        if frame["type"] != "error" {
            return None;
        }
        let (code, id) = match self {
            Self::Tagged => (&frame["code"], &frame["id"]),
            Self::Envelope => (&frame["payload"]["code"], &frame["reply_to"]),
            Self::Prioritized => (&frame["payload"]["code"], &frame["messageId"]),
            Self::Dotted => (&frame["data"]["code"], &frame["data"]["op_id"]),
        };
        Some(Refusal { code: code.as_str()?.to_owned(), id: id.as_str().map(str::to_owned) })
    }

    /// How a code of the contract is spelled.
    pub fn code(self, code: &str) -> String {
        match (self, code) {
            (Self::Envelope, "VALIDATION_ERROR" | "UNKNOWN_EVENT") => "invalid_message".to_owned(),
            (Self::Envelope, "UNAUTHENTICATED") => "auth_required".to_owned(),
            (Self::Envelope, code) => code.to_ascii_lowercase(),
            (Self::Prioritized, "UNAUTHENTICATED" | "AUTH_EXPIRED") => "4000".to_owned(),
            (Self::Prioritized, "RATE_LIMITED") => "4001".to_owned(),
            (Self::Prioritized, "VALIDATION_ERROR" | "UNKNOWN_EVENT") => "4002".to_owned(),
            (_, code) => code.to_owned(),
        }
    }

    /// The code of a close frame that means this to most: RFC 6455's, but for a dialect that has its own.
    pub fn close_code(self, usual: u16, own: u16) -> u16 {
        if self == Self::Prioritized { own } else { usual }
    }

    /// The text of the message to a room that a frame tells of, if it does.
    pub fn text_of(self, frame: &Value) -> Option<&str> {
        let kind = frame["type"].as_str()?;
        match (self, kind) {
            (Self::Tagged, "message_create") => frame["message"]["content"].as_str(),
            (Self::Envelope, "event.chat") => {
                frame["payload"]["message"]["body"].as_str().filter(|_| frame["payload"]["event"] == "message")
            }
            (Self::Prioritized, "messageReceived") => frame["payload"]["content"].as_str(),
            (Self::Dotted, "chat.message") => frame["data"]["body"].as_str(),
            _ => None,
        }
    }
}

fn uuid_for(id: &str) -> Uuid {
    Uuid::parse_str(id).unwrap_or_else(|_| Uuid::new_v5(&Uuid::NAMESPACE_OID, id.as_bytes()))
}
