//! A client that begins, and may stay, on HTTP long polling.
#![allow(dead_code, reason = "each suite uses its own part")]

use serde_json::Value;

use super::support::{PATIENCE, Server};

/// Packets of one response are set apart by this.
const SEPARATOR: char = '\u{1e}';

pub struct Polling {
    http: reqwest::Client,
    url: String,
    /// The engine's id of this client.
    pub sid: String,
}

impl Polling {
    /// Both handshakes, as the user `local`; the answer to CONNECT is left to be polled.
    pub async fn connect(server: &Server) -> Self {
        Self::connect_with(server, "").await
    }

    /// The same with this `auth`, as JSON.
    pub async fn connect_with(server: &Server, auth: &str) -> Self {
        parlance::http::tls::install_crypto_provider();
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let url = server.url("/socket.io/?EIO=4&transport=polling");
        let opening = http.get(&url).send().await.expect("a handshake").text().await.expect("a handshake");
        let opening: Value = serde_json::from_str(&opening[1..]).expect("an open packet");
        let sid = opening["sid"].as_str().expect("a session id").to_owned();
        let polling = Self { http, url: format!("{url}&sid={sid}"), sid };
        assert_eq!(polling.post(format!("40{auth}")).await, 200);
        polling
    }

    /// Sends packets as they are; the status of the response.
    pub async fn post(&self, packets: impl Into<String>) -> u16 {
        let posted = self.http.post(&self.url).body(packets.into()).send().await;
        posted.expect("a response").status().as_u16()
    }

    /// The packets that wait; `None` when the server knows this client no more.
    pub async fn poll(&self) -> Option<Vec<String>> {
        let response = self.http.get(&self.url).send().await.expect("a response");
        if !response.status().is_success() {
            return None;
        }
        let text = response.text().await.expect("packets");
        Some(text.split(SEPARATOR).map(str::to_owned).collect())
    }

    /// Polls until a packet holds `part`.
    pub async fn until(&self, part: &str) -> String {
        let polling = async {
            loop {
                let packets = self.poll().await.expect("to be known to the server");
                if let Some(found) = packets.into_iter().find(|packet| packet.contains(part)) {
                    return found;
                }
            }
        };
        tokio::time::timeout(PATIENCE, polling).await.unwrap_or_else(|_| panic!("no packet with {part}"))
    }
}
