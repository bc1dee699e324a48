//! A client of any of the five dialects, by what it does and hears.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{connect, words::Dialect};
use crate::support::{Client, Server, fresh, raw::Raw};

/// One of the five.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    SocketIo,
    Raw(Dialect),
}

impl Tongue {
    pub const ALL: [Self; 5] = [
        Self::SocketIo,
        Self::Raw(Dialect::Tagged),
        Self::Raw(Dialect::Envelope),
        Self::Raw(Dialect::Prioritized),
        Self::Raw(Dialect::Dotted),
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::SocketIo => "socketio",
            Self::Raw(dialect) => dialect.name(),
        }
    }

    /// How this user is called by the dialect.
    pub fn calls(self, user: &str) -> String {
        match self {
            Self::Raw(Dialect::Tagged | Dialect::Envelope) => {
                Uuid::new_v5(&Uuid::NAMESPACE_OID, user.as_bytes()).to_string()
            }
            _ => user.to_owned(),
        }
    }
}

/// A client.
pub enum Peer {
    SocketIo(Box<Client>),
    Raw(Dialect, Box<Raw>),
}

impl Peer {
    pub async fn connect(server: &Server, tongue: Tongue, user: &str) -> Self {
        match tongue {
            Tongue::SocketIo => Self::SocketIo(Box::new(connect(server, user).await)),
            Tongue::Raw(dialect) => Self::Raw(dialect, Box::new(Raw::connect(server, &dialect.path(user)).await)),
        }
    }

    /// Sends a message; its own id.
    pub async fn send(&mut self, kind: &str, fields: Value) -> String {
        let id = fresh();
        self.send_as(&id, kind, fields).await;
        id
    }

    /// Sends a message under this id.
    pub async fn send_as(&mut self, id: &str, kind: &str, mut fields: Value) {
        match self {
            Self::SocketIo(client) => {
                fields["requestId"] = json!(id);
                client.emit(kind, &fields).await;
            }
            Self::Raw(dialect, raw) => raw.send(dialect.message(id, kind, fields)).await,
        }
    }

    /// Waits until all that was sent so far is carried out.
    pub async fn settle(&mut self) {
        match self {
            Self::SocketIo(client) => client.settle().await,
            Self::Raw(dialect, raw) => {
                let id = fresh();
                raw.send(dialect.nonsense(&id)).await;
                let answer = |frame: &Value| dialect.refusal(frame).is_some_and(|it| it.id.as_deref() == Some(&*id));
                raw.wait_for("an answer", answer).await;
                raw.log.retain(|frame| !answer(frame));
            }
        }
    }

    /// Joins a room, or subscribes to it; from then on everything is heard.
    pub async fn join(&mut self, room: &str) {
        match self {
            Self::SocketIo(client) => drop(client.ask("room:join", json!({ "roomId": room })).await),
            Self::Raw(dialect, raw) => {
                raw.send(dialect.join(&fresh(), room)).await;
                self.settle().await;
                self.assert_not_refused();
            }
        }
    }

    /// Subscribes to a topic, where the dialect has to.
    pub async fn subscribe(&mut self, topic: &str) {
        match self {
            Self::SocketIo(client) => drop(client.ask("subscription:subscribe", json!({ "topic": topic })).await),
            Self::Raw(Dialect::Envelope, _) => {
                self.send("subscribe", json!({ "command": "subscribe", "topic": topic })).await;
                self.settle().await;
                self.assert_not_refused();
            }
            Self::Raw(..) => {}
        }
    }

    fn assert_not_refused(&self) {
        if let Self::Raw(dialect, raw) = self {
            let refusals: Vec<_> = raw.log.iter().filter_map(|frame| dialect.refusal(frame)).collect();
            assert!(refusals.is_empty(), "{dialect:?}: {refusals:?}");
        }
    }

    /// Waits for a frame, as Socket.IO's `{ type, payload }` or as it came.
    pub async fn hears(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) {
        match self {
            Self::SocketIo(client) => drop(client.wait_for(what, |event| wanted(&event.body)).await),
            Self::Raw(_, raw) => drop(raw.wait_for(what, wanted).await),
        }
    }

    /// The texts of the messages to rooms that it was told, in order, until there are this many.
    pub async fn texts(&mut self, count: usize) -> Vec<String> {
        let enough = |texts: Vec<String>| (texts.len() >= count).then_some(texts);
        match self {
            Self::SocketIo(client) => {
                let text = |frame: &Value| {
                    (frame["type"] == "chat:message")
                        .then(|| frame["payload"]["body"].as_str())
                        .flatten()
                        .map(str::to_owned)
                };
                client.until("messages", |log| enough(log.iter().filter_map(|event| text(&event.body)).collect())).await
            }
            Self::Raw(dialect, raw) => {
                let dialect = *dialect;
                let texts =
                    |log: &[Value]| log.iter().filter_map(|frame| dialect.text_of(frame)).map(str::to_owned).collect();
                raw.until("messages", |log| enough(texts(log))).await
            }
        }
    }
}
