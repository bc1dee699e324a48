//! What clients of each dialect send and look for.

use std::sync::Arc;

use anyhow::{Result, ensure};
use bytes::BytesMut;
use clap::ValueEnum;
use memchr::memmem;

use crate::client::{Client, Target, request_id};
use crate::room::{Member, number_after};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Dialect {
    Socketio,
    Tagged,
    Envelope,
    Prioritized,
    Dotted,
    /// An echo server's: what comes goes back.
    Websocket,
}

impl Dialect {
    /// Connects as the user `bench-<number>`; raw dialects are told positions, as Socket.IO is.
    pub async fn connect(self, target: Target, number: usize) -> Result<Client> {
        let name = match self {
            Self::Socketio | Self::Websocket => return Client::connect(target, number).await,
            Self::Tagged => "tagged",
            Self::Envelope => "envelope",
            Self::Prioritized => "prioritized",
            Self::Dotted => "dotted",
        };
        Client::open(target, &format!("/ws/{name}?user=bench-{number}&resume=%7B%7D")).await
    }

    /// A ping, where the dialect has one, and what its answer holds.
    pub fn ping(self) -> Option<(String, &'static str)> {
        let id = request_id();
        Some(match self {
            Self::Socketio => (format!("42[\"presence:ping\",{{\"requestId\":\"{id}\"}}]"), "\"presence:pong\""),
            Self::Tagged => (format!("{{\"id\":\"{id}\",\"type\":\"ping\"}}"), "\"type\":\"pong\""),
            Self::Envelope => (
                format!("{{\"id\":\"{id}\",\"type\":\"ping\",\"payload\":{{\"command\":\"ping\"}}}}"),
                "\"type\":\"pong\"",
            ),
            Self::Dotted => {
                (format!("{{\"type\":\"presence.ping\",\"op_id\":\"{id}\"}}"), "\"type\":\"presence.pong\"")
            }
            Self::Websocket => (format!("{{\"id\":\"{id}\",\"type\":\"ping\"}}"), "ping"),
            Self::Prioritized => return None,
        })
    }

    /// A message to a room, where the dialect has one, and what the room hears of it.
    pub fn say(self, room: &str, body: &str) -> Option<(String, &'static str)> {
        let id = request_id();
        Some(match self {
            Self::Socketio => (
                format!("42[\"chat:send\",{{\"roomId\":\"{room}\",\"body\":\"{body}\",\"requestId\":\"{id}\"}}]"),
                "42[\"chat:sent\"",
            ),
            Self::Prioritized => (
                format!(
                    "{{\"type\":\"message\",\"messageId\":\"{id}\",\"payload\":{{\"roomId\":\"{room}\",\"content\":\"{body}\"}}}}"
                ),
                "\"messageReceived\"",
            ),
            Self::Dotted => (
                format!(
                    "{{\"type\":\"chat.send\",\"op_id\":\"{id}\",\"data\":{{\"scope\":\"{room}\",\"body\":\"{body}\"}}}}"
                ),
                "\"type\":\"ack\"",
            ),
            Self::Tagged | Self::Envelope | Self::Websocket => return None,
        })
    }

    /// What makes a client hear of a room.
    pub fn join(self, room: &str) -> String {
        let id = request_id();
        match self {
            Self::Tagged => format!("{{\"id\":\"{id}\",\"type\":\"subscribe\",\"channel_id\":\"{room}\"}}"),
            Self::Envelope => format!(
                "{{\"id\":\"{id}\",\"type\":\"subscribe\",\"payload\":{{\"command\":\"subscribe\",\"topic\":\"rooms/{room}\"}}}}"
            ),
            Self::Prioritized => {
                format!("{{\"type\":\"joinRoom\",\"messageId\":\"{id}\",\"payload\":{{\"roomId\":\"{room}\"}}}}")
            }
            Self::Dotted => format!("{{\"type\":\"room.join\",\"op_id\":\"{id}\",\"data\":{{\"room\":\"{room}\"}}}}"),
            Self::Socketio | Self::Websocket => {
                format!("42[\"room:join\",{{\"roomId\":\"{room}\",\"requestId\":\"{id}\"}}]")
            }
        }
    }

    /// What every frame that tells of a message holds.
    fn heard(self) -> &'static [u8] {
        match self {
            Self::Tagged => b"\"message_create\"",
            Self::Envelope => b"\"event.chat\"",
            Self::Prioritized => b"\"messageReceived\"",
            Self::Dotted => b"\"chat.message\"",
            Self::Socketio | Self::Websocket => b"42[\"chat:message\"",
        }
    }
}

/// A reader of a room, who holds each message against the one before.
pub enum Reader {
    Member(Member),
    Raw {
        client: Client,
        dialect: Dialect,
        /// Of the last message that it has got; 0 before the first.
        seq: u64,
    },
}

impl Reader {
    /// Joins a public room.
    pub async fn join(dialect: Dialect, target: Target, number: usize, room: Arc<str>) -> Result<Self> {
        if dialect == Dialect::Socketio {
            return Ok(Self::Member(Member::join(Client::connect(target, number).await?, room).await?));
        }
        // Some dialects say nothing when it is done, so it is done for the user before, and seen to be done
        // by what comes after.
        drop(Member::join(Client::connect(target, number).await?, Arc::clone(&room)).await?);
        let mut client = dialect.connect(target, number).await?;
        client.send(dialect.join(&room).as_bytes()).await?;
        if let Some((ping, pong)) = dialect.ping() {
            client.send(ping.as_bytes()).await?;
            until(&mut client, pong).await?;
        }
        Ok(Self::Raw { client, dialect, seq: 0 })
    }

    pub fn seq(&self) -> u64 {
        match self {
            Self::Member(member) => member.seq,
            Self::Raw { seq, .. } => *seq,
        }
    }

    /// The next event of the room; a gap, a repeat or a wrong order is an error.
    pub async fn next_event(&mut self) -> Result<()> {
        match self {
            Self::Member(member) => member.next_event().await.map(drop),
            Self::Raw { client, dialect, seq } => loop {
                let packet = client.next_packet().await?;
                if memmem::find(&packet, dialect.heard()).is_none() {
                    continue;
                }
                let next = number_after(&packet, b"\"seq\":")?;
                ensure!(*seq == 0 || next == *seq + 1, "seq {next} came after {seq}");
                *seq = next;
                return Ok(());
            },
        }
    }
}

/// Reads until something holds `text`.
pub async fn until(client: &mut Client, text: &str) -> Result<BytesMut> {
    loop {
        let packet = client.next_packet().await?;
        if memmem::find(&packet, text.as_bytes()).is_some() {
            return Ok(packet);
        }
    }
}
