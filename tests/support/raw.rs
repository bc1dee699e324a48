//! A client of a raw WebSocket with exact control of its frames. It keeps everything it was told.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::{
    connect_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::HeaderValue, protocol::CloseFrame},
};

use super::{PATIENCE, Server, connect::Socket};

/// What has arrived is there within this time.
const ARRIVED: Duration = Duration::from_millis(1);

pub struct Raw {
    pub socket: Socket,
    /// Every text frame the server sent, in its order.
    pub log: Vec<Value>,
    /// How the server ended the connection.
    pub end: Option<(u16, String)>,
    pub closed: bool,
}

impl Raw {
    /// Connects to a path with its query, such as `/ws/tagged?user=bo`.
    pub async fn connect(server: &Server, path: &str) -> Self {
        Self::connect_with(server, path, &[]).await.expect("to be let in")
    }

    /// Connects with headers; the error is the status and the body of a refusal.
    pub async fn connect_with(
        server: &Server,
        path: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, (u16, Value)> {
        let mut request = format!("ws://{}{path}", server.address).into_client_request().expect("a request");
        for (name, value) in headers {
            request.headers_mut().append(*name, HeaderValue::from_str(value).expect("a header"));
        }
        let opening =
            timeout_at(Instant::now() + PATIENCE, connect_async(request)).await.expect("a server that answers");
        match opening {
            Ok((socket, _)) => Ok(Self { socket, log: Vec::new(), end: None, closed: false }),
            Err(Error::Http(response)) => {
                let body = response.body().clone().unwrap_or_default();
                Err((response.status().as_u16(), serde_json::from_slice(&body).unwrap_or_default()))
            }
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends a message.
    pub async fn send(&mut self, message: Value) {
        self.send_frame(Message::text(message.to_string())).await;
    }

    /// Sends a frame as it is. A server that has closed takes none: what comes back is then the
    /// test's matter.
    pub async fn send_frame(&mut self, frame: Message) {
        self.closed |= self.socket.send(frame).await.is_err();
    }

    /// The first message ever told for which `wanted` holds.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.until(what, |log| log.iter().find(|message| wanted(message)).cloned()).await
    }

    /// The first message of this `type` that was ever told.
    pub async fn told(&mut self, name: &str) -> Value {
        self.wait_for(name, |message| message["type"] == name).await
    }

    /// Reads until all that was told so far says what `told` looks for.
    pub async fn until<T>(&mut self, what: &str, told: impl Fn(&[Value]) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = told(&self.log) {
                return found;
            }
            match timeout_at(deadline, self.read()).await {
                Ok(true) => {}
                Ok(false) => panic!("closed ({:?}) while waiting for {what}: {:#?}", self.end, self.log),
                Err(_) => panic!("waited in vain for {what}: {:#?}", self.log),
            }
        }
    }

    /// Reads until the server closes; the code and the reason of its close frame.
    pub async fn ended(&mut self) -> Option<(u16, String)> {
        let deadline = Instant::now() + PATIENCE;
        while timeout_at(deadline, self.read()).await.expect("the server to close the connection") {}
        self.end.clone()
    }

    /// Takes in what has arrived; whether the server still holds the connection.
    pub async fn take(&mut self) -> bool {
        while !self.closed {
            if tokio::time::timeout(ARRIVED, self.read()).await.is_err() {
                return true;
            }
        }
        false
    }

    /// Messages of this `type`, as far as they were read.
    pub fn all(&self, name: &str) -> Vec<&Value> {
        self.log.iter().filter(|message| message["type"] == name).collect()
    }

    /// Takes in one frame; whether there was one.
    async fn read(&mut self) -> bool {
        match self.socket.next().await {
            Some(Ok(Message::Text(text))) => self.log.push(serde_json::from_str(&text).expect("a frame of JSON")),
            Some(Ok(Message::Close(frame))) => {
                self.end = frame.map(|CloseFrame { code, reason }| (code.into(), reason.to_string()));
            }
            Some(Ok(_)) => {}
            Some(Err(_)) | None => {
                self.closed = true;
                return false;
            }
        }
        true
    }
}
