//! One client: Engine.IO 4 and Socket.IO 5 over WebSocket, with as little work per packet as possible,
//! so that what is measured is the server.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail, ensure};
use bytes::{Buf, BytesMut};
use memchr::memmem;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use uuid::Uuid;

use crate::frame;

/// Where and as what a client connects.
#[derive(Clone, Copy)]
pub struct Target {
    pub server: SocketAddr,
    /// Which of the loopback addresses the client comes from: each gives about 28,000 ports.
    pub source: Option<IpAddr>,
    /// Speak bare WebSocket text, without the Engine.IO and Socket.IO handshakes (to measure an echo server).
    pub raw: bool,
}

impl Target {
    /// The same server, from the source address of this number: ports stay taken for a minute after a connection
    /// ends, so that every crowd of clients comes from an address of its own.
    pub fn with_source(self, number: usize) -> Result<Self> {
        let run = (std::process::id() % 250 + 1) as u8;
        let source = IpAddr::V4(Ipv4Addr::new(127, 1, run, u8::try_from(number + 1)?));
        Ok(Self { source: Some(source), ..self })
    }
}

pub struct Client {
    stream: TcpStream,
    received: BytesMut,
    outgoing: Vec<u8>,
    /// Text frames and their bytes that came since the connection opened.
    pub frames: u64,
    pub bytes: u64,
}

impl Client {
    /// Connects as the user `bench-<number>` and returns when the server has accepted the CONNECT packet.
    pub async fn connect(target: Target, number: usize) -> Result<Self> {
        Self::connect_with(target, &format!("{{\"userId\":\"bench-{number}\"}}")).await
    }

    /// Connects with this handshake `auth`, a JSON object.
    pub async fn connect_with(target: Target, auth: &str) -> Result<Self> {
        let mut client = Self::open(target, "/socket.io/?EIO=4&transport=websocket").await?;
        if !target.raw {
            client.expect("0{").await?;
            client.send(format!("40{auth}").as_bytes()).await?;
            client.expect("40{").await?;
        }
        Ok(client)
    }

    /// A WebSocket, as the server opened it.
    pub async fn open(target: Target, path: &str) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        if let Some(source) = target.source {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        let stream = socket.connect(target.server).await.context("connecting")?;
        stream.set_nodelay(true)?;
        let mut client = Self { stream, received: BytesMut::new(), outgoing: Vec::new(), frames: 0, bytes: 0 };
        client.upgrade(target.server, path).await?;
        Ok(client)
    }

    async fn upgrade(&mut self, server: SocketAddr, path: &str) -> Result<()> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes()).await?;
        loop {
            if let Some(end) = memmem::find(&self.received, b"\r\n\r\n") {
                let head = self.received.split_to(end + 4);
                ensure!(head.starts_with(b"HTTP/1.1 101"), "no upgrade: {}", String::from_utf8_lossy(&head));
                return Ok(());
            }
            self.read_more().await?;
        }
    }

    async fn expect(&mut self, prefix: &str) -> Result<()> {
        let packet = self.next_packet().await?;
        let matches = packet.starts_with(prefix.as_bytes());
        ensure!(matches, "expected {prefix}, got {}", String::from_utf8_lossy(&packet));
        Ok(())
    }

    /// Sends one text frame of at most 65,535 bytes.
    pub async fn send(&mut self, packet: &[u8]) -> Result<()> {
        self.send_frame(frame::TEXT, packet).await
    }

    async fn send_frame(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        frame::encode(opcode, payload, &mut self.outgoing)?;
        Ok(self.stream.write_all(&self.outgoing).await?)
    }

    /// The next packet that means something; heartbeats are answered on the way.
    /// An error event, a disconnect or a closed connection is an error that shows the frame.
    pub async fn next_packet(&mut self) -> Result<BytesMut> {
        loop {
            let (opcode, payload) = self.next_frame().await?;
            match (opcode, &payload[..]) {
                (frame::TEXT, b"2") => self.send(b"3").await?,
                (frame::TEXT, packet) => {
                    self.frames += 1;
                    self.bytes += packet.len() as u64;
                    refuse_errors(packet)?;
                    return Ok(payload);
                }
                (frame::PING, content) => self.send_frame(frame::PONG, content).await?,
                (frame::PONG, _) => {}
                (frame::CLOSE, content) => {
                    bail!("closed by the server: {}", String::from_utf8_lossy(content))
                }
                (other, _) => bail!("unexpected WebSocket opcode {other}"),
            }
        }
    }

    async fn next_frame(&mut self) -> Result<(u8, BytesMut)> {
        loop {
            if let Some(frame) = frame::decode(&self.received)? {
                let mut payload = self.received.split_to(frame.payload.end);
                payload.advance(frame.payload.start);
                return Ok((frame.opcode, payload));
            }
            self.read_more().await?;
        }
    }

    async fn read_more(&mut self) -> Result<()> {
        self.received.reserve(2048);
        ensure!(self.stream.read_buf(&mut self.received).await? > 0, "the server ended the connection");
        Ok(())
    }

    /// Waits for the `connection` event and returns the id of the user's first session.
    pub async fn first_session(&mut self) -> Result<String> {
        loop {
            let packet = self.next_packet().await?;
            if packet.starts_with(CONNECTION_EVENT) {
                let event: serde_json::Value = serde_json::from_slice(&packet[2..])?;
                let id = event.pointer("/1/payload/sessions/0/id").and_then(|id| id.as_str());
                return Ok(id.with_context(|| format!("no session in {event}"))?.to_owned());
            }
        }
    }
}

pub const CONNECTION_EVENT: &[u8] = b"42[\"connection\",";

/// A random id as browsers make them, so that no server profits from neighbours in an index.
pub fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(fastrand::u128(..).to_ne_bytes()).into_uuid()
}

/// Fails on `41` (disconnect), `44` (connect error), on any event whose name ends in `error`, and on an `error` of the
/// raw dialects.
fn refuse_errors(packet: &[u8]) -> Result<()> {
    let refused = match packet {
        [b'{', ..] => memmem::find(packet, b"\"type\":\"error\"").is_some(),
        [b'4', b'1' | b'4', ..] => true,
        [b'4', b'2', b'[', b'"', rest @ ..] => {
            memchr::memchr(b'"', rest).is_some_and(|end| rest[..end].ends_with(b"error"))
        }
        _ => false,
    };
    ensure!(!refused, "the server answered {}", String::from_utf8_lossy(packet));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_from_events() {
        for bad in [
            "41",
            "44{\"message\":\"no\"}",
            "42[\"chat:error\",{}]",
            "42[\"session:error\",{}]",
            "42[\"error\",{}]",
            "{\"id\":\"1\",\"type\":\"error\"}",
        ] {
            assert!(refuse_errors(bad.as_bytes()).is_err(), "{bad}");
        }
        for good in ["40{\"sid\":\"a\"}", "42[\"log\",{\"data\":\"error\"}]", "0{\"sid\":\"a\"}"] {
            assert!(refuse_errors(good.as_bytes()).is_ok(), "{good}");
        }
    }
}
