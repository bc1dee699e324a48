//! A small Socket.IO client with exact control of its frames. It reads only while it is asked to
//! wait for something, so that a test can be a slow reader, and keeps everything it was told.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Message;

use super::{Event, connect::Socket, fresh};

/// How long anything is waited for.
pub const PATIENCE: Duration = Duration::from_secs(15);

/// What has arrived is there within this time.
const ARRIVED: Duration = Duration::from_millis(1);

pub struct Client {
    pub(super) socket: Socket,
    /// Everything the server told, in its order.
    pub log: Vec<Event>,
    pub(super) acks: u64,
    pub(super) closed: bool,
}

impl Client {
    /// Sends one text frame as it is.
    pub async fn send_text(&mut self, frame: impl Into<String>) {
        self.send(Message::Text(frame.into().into())).await;
    }

    /// Sends one frame. A server that has closed takes none: what comes back is then the test's
    /// matter.
    pub async fn send(&mut self, frame: Message) {
        self.closed |= self.socket.send(frame).await.is_err();
    }

    /// Emits `["name",payload]`.
    pub async fn emit(&mut self, name: &str, payload: &Value) {
        self.send_text(event_frame("", name, payload)).await;
    }

    /// Emits all of them in one burst.
    pub async fn emit_all(&mut self, events: &[(&str, Value)]) {
        for (name, payload) in events {
            let frame = Message::Text(event_frame("", name, payload).into());
            self.closed |= self.socket.feed(frame).await.is_err();
        }
        self.closed |= self.socket.flush().await.is_err();
    }

    /// Emits with an acknowledgement callback; its number.
    pub async fn emit_with_ack(&mut self, name: &str, payload: &Value) -> u64 {
        self.acks += 1;
        let number = self.acks;
        self.send_text(event_frame(&number.to_string(), name, payload)).await;
        number
    }

    /// Emits with a fresh `requestId`; the id.
    pub async fn begin(&mut self, name: &str, mut payload: Value) -> String {
        let id = fresh();
        payload["requestId"] = json!(id);
        self.emit(name, &payload).await;
        id
    }

    /// Emits with a fresh `requestId` and waits for what answers it.
    pub async fn request(&mut self, name: &str, payload: Value) -> Event {
        let id = self.begin(name, payload).await;
        self.reply(&id).await
    }

    /// Emits a command with the `requestId` that it carries, perhaps not for the first time; the
    /// reply to this sending.
    pub async fn send_again(&mut self, name: &str, payload: &Value) -> Event {
        let id = payload["requestId"].as_str().expect("a requestId").to_owned();
        let before = self.replies(&id).len();
        self.emit(name, payload).await;
        let newest = |log: &[Event]| log.iter().filter(|event| event.request_id() == Some(&*id)).nth(before).cloned();
        self.until("a reply to this sending", newest).await
    }

    /// The payload of the success reply.
    pub async fn ask(&mut self, name: &str, payload: Value) -> Value {
        let reply = self.request(name, payload).await;
        assert!(!reply.is_error(), "{name} failed: {}", reply.payload());
        reply.payload().clone()
    }

    /// The payload of the error reply.
    pub async fn fail(&mut self, name: &str, payload: Value) -> Value {
        let reply = self.request(name, payload).await;
        assert!(reply.is_error(), "{name} did not fail: {}", reply.payload());
        reply.payload().clone()
    }

    /// Makes a session with this model; its id.
    pub async fn session(&mut self, model: &str) -> String {
        let session = self.ask("session:create", json!({ "model": model })).await;
        session["id"].as_str().expect("a session has an id").to_owned()
    }

    /// The reply to a command.
    pub async fn reply(&mut self, request_id: &str) -> Event {
        let what = format!("a reply to {request_id}");
        self.wait_for(&what, |event| event.request_id() == Some(request_id)).await
    }

    /// The first event of this name that was ever told.
    pub async fn event(&mut self, name: &str) -> Event {
        self.wait_for(name, |event| event.name == name).await
    }

    /// The first thing ever told for which `wanted` holds.
    pub async fn wait_for(&mut self, what: &str, wanted: impl Fn(&Event) -> bool) -> Event {
        self.until(what, |log| log.iter().find(|event| wanted(event)).cloned()).await
    }

    /// Reads until all that was told so far says what `told` looks for.
    pub async fn until<T>(&mut self, what: &str, told: impl Fn(&[Event]) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = told(&self.log) {
                return found;
            }
            let read = timeout_at(deadline, self.read()).await;
            match read {
                Ok(true) => {}
                Ok(false) => panic!("closed while waiting for {what}; {}", self.told_last()),
                Err(_) => panic!("waited in vain for {what}; {}", self.told_last()),
            }
        }
    }

    fn told_last(&self) -> String {
        let last: Vec<_> = self.log.iter().rev().take(5).map(|event| event.body.to_string()).collect();
        format!("told {} things, the last ones first:\n{}", self.log.len(), last.join("\n"))
    }

    /// Reads until all commands sent so far that are answered at once have been answered.
    pub async fn settle(&mut self) {
        self.ask("presence:ping", json!({})).await;
    }

    /// Reads until the server closes.
    pub async fn until_closed(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while timeout_at(deadline, self.read()).await.expect("the server to close the connection") {}
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

    /// Takes in one frame; whether there was one.
    async fn read(&mut self) -> bool {
        let Some(frame) = self.frame().await else {
            self.closed = true;
            return false;
        };
        self.note(&frame);
        true
    }

    fn note(&mut self, frame: &str) {
        let rest = frame.strip_prefix('4').unwrap_or_else(|| panic!("no packet: {frame}"));
        match rest.chars().next() {
            Some(kind @ ('2' | '3')) => self.log.push(Event::parse(kind, &rest[1..])),
            _ => panic!("no event: {frame}"),
        }
    }

    /// Waits until the server has taken all that was sent so far, whether it is carried out or waits.
    pub async fn taken(&mut self) {
        self.send(Message::Ping(Vec::new().into())).await;
        loop {
            let next = timeout_at(Instant::now() + PATIENCE, self.socket.next()).await;
            match next.expect("the server to answer a ping") {
                Some(Ok(Message::Pong(_))) => return,
                Some(Ok(Message::Text(text))) if text.as_str() == "2" => self.send_text("3").await,
                Some(Ok(Message::Text(text))) => self.note(&text),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => panic!("closed while it was to answer a ping"),
            }
        }
    }

    /// Everything that answered a command.
    pub fn replies(&self, request_id: &str) -> Vec<&Event> {
        self.log.iter().filter(|event| event.request_id() == Some(request_id)).collect()
    }

    /// What acknowledgement `number` said.
    pub async fn ack(&mut self, number: u64) -> Value {
        self.wait_for("an acknowledgement", |event| event.ack == Some(number)).await.body
    }

    /// The network goes away: nobody says goodbye.
    pub fn cut(self) {
        drop(self.socket);
    }
}

fn event_frame(ack: &str, name: &str, payload: &Value) -> String {
    format!("42{ack}[{},{payload}]", Value::from(name))
}
