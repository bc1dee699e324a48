//! A client as a good one is: it remembers where it was, and repeats what was not answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};
use tokio::time::{Instant, sleep};

use crate::support::{Client, Event, PATIENCE, Server, fresh, text};

pub struct Reader {
    pub name: String,
    client: Option<Client>,
    /// The last `seq` of each room.
    seen: BTreeMap<String, i64>,
    /// By room: everything that it was told, in its order.
    pub told: HashMap<String, Vec<String>>,
    /// The newest message of each room.
    newest: HashMap<String, String>,
    /// Commands without an answer, by their `requestId`.
    pending: BTreeMap<String, (&'static str, Value)>,
    /// Answered on this connection.
    answered: HashSet<String>,
    said: HashMap<String, usize>,
    acknowledged: Vec<(String, String)>,
}

impl Reader {
    /// One who has read everything so far.
    pub fn new(name: String, mut client: Client, rooms: &[String]) -> Self {
        let log = std::mem::take(&mut client.log);
        let head = |room: &String| {
            let topic = format!("rooms/{room}");
            let places = log.iter().filter_map(Event::place).filter(|(of, _)| *of == topic);
            (room.clone(), places.map(|(_, seq)| seq).max().expect("a room tells of who joins"))
        };
        let seen = rooms.iter().map(head).collect();
        let told = rooms.iter().map(|room| (room.clone(), Vec::new())).collect();
        let (newest, pending, answered) = Default::default();
        let (said, acknowledged) = Default::default();
        Self { name, client: Some(client), seen, told, newest, pending, answered, said, acknowledged }
    }

    pub async fn say(&mut self, room: &str) {
        *self.said.entry(room.to_owned()).or_default() += 1;
        self.command("chat:send", json!({ "roomId": room, "body": format!("{} says {}", self.name, fresh()) })).await;
    }

    pub async fn react(&mut self, room: &str, add: bool) {
        let action = if add { "add" } else { "remove" };
        if let Some(id) = self.newest.get(room) {
            let payload = json!({ "messageId": id, "reaction": "+1", "action": action });
            self.command("chat:reaction", payload).await;
        }
    }

    pub async fn edit(&mut self) {
        if let Some((_, id)) = self.acknowledged.last() {
            let payload = json!({ "messageId": id, "newBody": format!("edited {}", fresh()) });
            self.command("chat:edit", payload).await;
        }
    }

    pub async fn delete(&mut self) {
        if let Some((_, id)) = self.acknowledged.last() {
            self.command("chat:delete", json!({ "messageId": id, "mode": "soft" })).await;
        }
    }

    pub async fn read(&mut self, room: &str) {
        if let Some(id) = self.newest.get(room) {
            self.command("chat:read", json!({ "roomId": room, "messageId": id })).await;
        }
    }

    /// Sends it now, if there is a connection, and again after each reconnect until it is answered.
    async fn command(&mut self, name: &'static str, mut payload: Value) {
        let id = fresh();
        payload["requestId"] = json!(id);
        if let Some(client) = &mut self.client {
            client.emit(name, &payload).await;
        }
        self.pending.insert(id, (name, payload));
    }

    pub async fn look(&mut self) {
        if let Some(mut client) = self.client.take() {
            let open = client.take().await;
            let log = std::mem::take(&mut client.log);
            log.iter().for_each(|event| self.hear(event));
            self.client = Some(client).filter(|_| open);
        }
    }

    /// What has not been read by now is lost with the connection.
    pub async fn cut(&mut self) {
        if let Some(client) = self.client.take() {
            client.cut();
        }
    }

    pub async fn come_back(&mut self, server: &Server) {
        self.look().await;
        if self.client.is_some() {
            return;
        }
        let resume: Map<_, _> = self.seen.iter().map(|(room, seq)| (format!("rooms/{room}"), json!(seq))).collect();
        let auth = json!({ "userId": self.name, "resume": resume });
        let mut client = Client::arrive(server, auth, "").await.expect("to be let in");
        client.event("connection").await;
        self.answered.clear();
        let commands: Vec<_> = self.pending.values().cloned().collect();
        client.emit_all(&commands).await;
        self.client = Some(client);
    }

    fn hear(&mut self, event: &Event) {
        assert_ne!(event.name, "sync:reset", "{} was told to start anew: {}", self.name, event.body);
        if let Some((topic, seq)) = event.place() {
            if let Some(room) = topic.strip_prefix("rooms/") {
                self.hear_of(room, seq, event);
            }
        } else if let Some(id) = event.request_id() {
            self.hear_answer(id, event);
        }
    }

    fn hear_of(&mut self, room: &str, seq: i64, event: &Event) {
        let Some(seen) = self.seen.get_mut(room) else { return };
        assert_eq!(seq, *seen + 1, "{} in {room}: not the event after the last: {}", self.name, event.body);
        *seen = seq;
        let payload = event.payload();
        let about = payload.get("id").or(payload.get("messageId")).map_or("", text);
        self.told.get_mut(room).unwrap().push(format!("{} {about}", event.name));
        if event.name == "chat:message" {
            self.newest.insert(room.to_owned(), about.to_owned());
        }
    }

    fn hear_answer(&mut self, id: &str, event: &Event) {
        assert!(self.answered.insert(id.to_owned()), "{} got two replies: {}", self.name, event.body);
        if event.payload()["retryable"] == json!(true) {
            return;
        }
        let Some((name, payload)) = self.pending.remove(id) else { return };
        match (name, event.is_error()) {
            ("chat:send", false) => {
                let message = text(&event.payload()["message"]["id"]).to_owned();
                self.acknowledged.push((text(&payload["roomId"]).to_owned(), message));
            }
            (_, false) => {}
            // Somebody may have deleted the message meanwhile.
            (_, true) => assert_eq!((event.code(), name != "chat:send"), ("NOT_FOUND", true), "{}", event.body),
        }
    }

    /// Waits until everything has been answered.
    pub async fn finish(&mut self, server: &Server) {
        let deadline = Instant::now() + PATIENCE;
        while !self.pending.is_empty() {
            assert!(Instant::now() < deadline, "{} was never answered: {:?}", self.name, self.pending);
            self.come_back(server).await;
            let refused: Vec<_> = self.pending.iter().filter(|(id, _)| self.answered.contains(*id)).collect();
            if !refused.is_empty() {
                self.cut().await;
            }
            sleep(std::time::Duration::from_millis(1)).await;
        }
    }

    /// The newest `seq` of each room.
    pub async fn heads(&mut self) -> BTreeMap<String, i64> {
        let heads = self.client.as_mut().unwrap().ask("presence:ping", json!({})).await["heads"].clone();
        let head = |room: &String| (room.clone(), heads[format!("rooms/{room}")].as_i64().expect("a head"));
        self.seen.keys().map(head).collect()
    }

    /// Waits until everything has been told.
    pub async fn reach(&mut self, heads: &BTreeMap<String, i64>) {
        let deadline = Instant::now() + PATIENCE;
        while self.seen != *heads {
            assert!(Instant::now() < deadline, "{} was told {:?} of {heads:?}", self.name, self.seen);
            self.look().await;
            assert!(self.client.is_some(), "{} lost its connection", self.name);
        }
    }

    pub fn said(&self, room: &str) -> usize {
        self.said.get(room).copied().unwrap_or_default()
    }

    pub fn acknowledged<'a>(&'a self, room: &'a str) -> impl Iterator<Item = &'a str> {
        self.acknowledged.iter().filter(move |(of, _)| of == room).map(|(_, id)| id.as_str())
    }
}
