//! kill -9 right after a reply: nothing that was acknowledged is lost, nothing is there twice.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Client, Server, fresh, text, user};

const ROUNDS: usize = 100;
const USERS: [&str; 3] = ["ann", "ben", "eve"];

/// What the server acknowledged to one user.
#[derive(Default)]
struct Ledger {
    /// The session that the user speaks in.
    session: String,
    /// Titles of all sessions, as far as they were given one.
    titles: BTreeMap<String, Option<String>>,
    /// Messages, by their text; the answers to them are `Echo: …`.
    said: Vec<String>,
    /// A `chat:send` whose reply nobody waited for.
    open: Option<Value>,
}

impl Ledger {
    /// A few commands, all of them acknowledged, and one more that is cut off.
    async fn round(&mut self, client: &mut Client, round: usize) {
        if let Some(open) = self.open.take() {
            client.emit("chat:send", &open).await;
            let id = text(&open["requestId"]).to_owned();
            let reply = client.reply(&id).await;
            assert_eq!(reply.name, "chat:response", "{:?}", reply.body);
            self.said.push(text(&open["message"]).to_owned());
        }
        let session = client.session("echo").await;
        self.titles.insert(session.clone(), None);
        if self.session.is_empty() {
            self.session = session.clone();
        }
        let title = format!("round {round}");
        client.ask("session:rename", json!({ "sessionId": session, "title": title })).await;
        self.titles.insert(session, Some(title));
        let message = format!("message {round}");
        client.ask("chat:send", json!({ "sessionId": self.session, "message": message })).await;
        self.said.push(message);
        let open = json!({ "sessionId": self.session, "message": format!("cut off {round}"), "requestId": fresh() });
        client.emit("chat:send", &open).await;
        self.open = Some(open);
    }

    async fn assert_kept(&self, client: &mut Client) {
        let list = client.ask("session:list", json!({})).await;
        let kept: BTreeMap<_, _> = list["sessions"].as_array().unwrap().iter().map(titled).collect();
        for (session, title) in &self.titles {
            assert_eq!(kept.get(session), Some(title), "session {session}");
        }
        let history = history(client, &self.session).await;
        let seqs: Vec<_> = history.iter().map(|message| message["seq"].as_i64().unwrap()).collect();
        assert!(seqs.is_sorted_by(|one, next| one < next), "{seqs:?}");
        let bodies: Vec<_> = history.iter().map(|message| text(&message["body"])).collect();
        for said in &self.said {
            let answer = format!("Echo: {said}");
            let count = |body: &str| bodies.iter().filter(|other| **other == body).count();
            assert_eq!((count(said), count(&answer)), (1, 1), "{said}: {bodies:#?}");
        }
        let ids: BTreeSet<_> = history.iter().map(|message| text(&message["id"])).collect();
        assert_eq!(ids.len(), history.len());
    }
}

fn titled(session: &Value) -> (String, Option<String>) {
    (text(&session["id"]).to_owned(), session["title"].as_str().map(str::to_owned))
}

/// Everything that was said in a session, page by page, oldest first.
async fn history(client: &mut Client, session: &str) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let before = all.first().map(|message| message["seq"].clone()).unwrap_or_default();
        let page = client.ask("session:history", json!({ "sessionId": session, "before": before, "limit": 100 })).await;
        let mut messages = page["messages"].as_array().unwrap().clone();
        messages.append(&mut all);
        all = messages;
        if page["hasMore"] == false {
            return all;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_was_acknowledged_is_lost() {
    let mut ledgers: Vec<Ledger> = USERS.iter().map(|_| Ledger::default()).collect();
    let mut server = Server::start("log.filter = \"warn\"").await;
    for round in 0..ROUNDS {
        let mut clients = Vec::new();
        for name in USERS {
            clients.push(Client::connect_with(&server, user(name)).await);
        }
        let rounds = ledgers.iter_mut().zip(&mut clients).map(|(ledger, client)| ledger.round(client, round));
        futures_util::future::join_all(rounds).await;
        server.kill().await;
        server = server.restarted().await;
    }
    for (ledger, name) in ledgers.iter_mut().zip(USERS) {
        let mut client = Client::connect_with(&server, user(name)).await;
        ledger.assert_kept(&mut client).await;
    }
    server.assert_promises_kept().await;
}
