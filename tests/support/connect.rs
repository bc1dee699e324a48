//! How a client gets in: the two handshakes, before the first event.

use std::time::Duration;

use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use super::{Client, PATIENCE, Server};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A WebSocket with the engine's handshake behind it.
pub async fn open(server: &Server, query: &str) -> Result<Socket, String> {
    let url = format!("ws://{}/socket.io/?transport=websocket{query}", server.address);
    let opening = timeout(PATIENCE, connect_async(url)).await.expect("a server that answers");
    opening.map(|(socket, _)| socket).map_err(|error| error.to_string())
}

impl Client {
    /// Connects as the user `local` and waits for the `connection` event.
    pub async fn connect(server: &Server) -> Self {
        Self::connect_with(server, Value::Null).await
    }

    /// Connects with this `auth` and waits for the `connection` event.
    pub async fn connect_with(server: &Server, auth: Value) -> Self {
        let mut client = Self::arrive(server, auth, "").await.expect("to be let in");
        client.event("connection").await;
        client
    }

    /// Connects and waits for nothing but CONNECT; the error is what a `connect_error` says.
    pub async fn arrive(server: &Server, auth: Value, query: &str) -> Result<Self, String> {
        let mut client = Self::upgraded(server, &format!("&EIO=4{query}")).await?;
        let auth = if auth.is_null() { String::new() } else { auth.to_string() };
        client.send_text(format!("40{auth}")).await;
        let answer = client.frame().await.expect("an answer to CONNECT");
        match answer.split_at(2) {
            ("40", _) => Ok(client),
            ("44", error) => Err(error.to_owned()),
            _ => panic!("neither CONNECT nor its refusal: {answer}"),
        }
    }

    /// Connects with protocol 4, in which the server speaks first and the client pings.
    pub async fn arrive_as_older(server: &Server, query: &str) -> Result<Self, String> {
        let mut client = Self::upgraded(server, &format!("&EIO=3{query}")).await?;
        match client.frame().await.as_deref() {
            Some("40") => Ok(client),
            answer => panic!("no CONNECT: {answer:?}"),
        }
    }

    /// Asks to be let in and is gone before it can be.
    pub async fn ring_and_run(server: &Server) {
        let mut client = Self::upgraded(server, "&EIO=4").await.expect("a socket");
        client.send_text("40").await;
        client.cut();
    }

    async fn upgraded(server: &Server, query: &str) -> Result<Self, String> {
        let socket = open(server, query).await?;
        let mut client = Self { socket, log: Vec::new(), acks: 0, closed: false };
        let opening = client.frame().await.ok_or("the server closed the socket")?;
        assert!(opening.starts_with("0{"), "no engine handshake: {opening}");
        Ok(client)
    }

    /// The next frame that is neither a ping nor a pong; `None` when the server has closed.
    pub(super) async fn frame(&mut self) -> Option<String> {
        use futures_util::StreamExt;
        loop {
            let next = timeout(PATIENCE + Duration::from_secs(1), self.socket.next()).await.ok()?;
            match next {
                Some(Ok(Message::Text(text))) => match text.as_str() {
                    "2" => self.send_text("3").await,
                    "3" | "6" => {}
                    // The server's own goodbye: the rest of the socket's life is of no interest.
                    "1" | "41" => return None,
                    other => return Some(other.to_owned()),
                },
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}
