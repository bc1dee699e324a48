//! How a client gets in: the two handshakes, before the first event.

use std::time::Duration;

use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::{Client, PATIENCE, Server};

pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A WebSocket with the engine's handshake behind it.
pub async fn open(server: &Server, query: &str) -> Result<Socket, String> {
    open_from(server, query, &[]).await
}

/// The same through proxies that say, one after the other, whom they speak for.
async fn open_from(server: &Server, query: &str, forwarded: &[&str]) -> Result<Socket, String> {
    let url = format!("ws://{}/socket.io/?transport=websocket{query}", server.address);
    let mut request = url.into_client_request().expect("a request");
    for address in forwarded {
        request.headers_mut().append("X-Forwarded-For", address.parse().expect("a header"));
    }
    let opening = timeout(PATIENCE, connect_async(request)).await.expect("a server that answers");
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
        Self::upgraded(server, &format!("&EIO=4{query}")).await?.admitted(auth).await
    }

    /// The same through proxies that name these addresses.
    pub async fn arrive_from(server: &Server, auth: Value, forwarded: &[&str]) -> Result<Self, String> {
        let socket = open_from(server, "&EIO=4", forwarded).await?;
        Self::greeted(socket).await?.admitted(auth).await
    }

    async fn admitted(mut self, auth: Value) -> Result<Self, String> {
        let auth = if auth.is_null() { String::new() } else { auth.to_string() };
        self.send_text(format!("40{auth}")).await;
        let answer = self.frame().await.expect("an answer to CONNECT");
        match answer.split_at(2) {
            ("40", _) => Ok(self),
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

    /// Goes on with the WebSocket of a client that began by polling, as stock clients do.
    pub async fn switch(server: &Server, sid: &str) -> Self {
        let socket = open(server, &format!("&EIO=4&sid={sid}")).await.expect("a socket");
        let mut client = Self { socket, log: Vec::new(), acks: 0, closed: false };
        client.send_text("2probe").await;
        assert_eq!(client.frame().await.as_deref(), Some("3probe"));
        client.send_text("5").await;
        let connected = client.frame().await.expect("what waited for the switch");
        assert!(connected.starts_with("40"), "not CONNECT: {connected}");
        client.event("connection").await;
        client
    }

    /// Asks to be let in and is gone before it can be.
    pub async fn ring_and_run(server: &Server) {
        let mut client = Self::upgraded(server, "&EIO=4").await.expect("a socket");
        client.send_text("40").await;
        client.cut();
    }

    async fn upgraded(server: &Server, query: &str) -> Result<Self, String> {
        Self::greeted(open(server, query).await?).await
    }

    async fn greeted(socket: Socket) -> Result<Self, String> {
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
