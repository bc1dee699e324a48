//! What came from the server.

use serde_json::Value;

/// An event, a reply or an acknowledgement, as it came.
#[derive(Debug, Clone)]
pub struct Event {
    /// The event's name; `ack` for an acknowledgement.
    pub name: String,
    /// Its first argument.
    pub body: Value,
    /// The number of the acknowledgement.
    pub ack: Option<u64>,
}

impl Event {
    /// Reads what follows `2` or `3` in a Socket.IO packet: `12["name",{…}]`.
    pub fn parse(kind: char, rest: &str) -> Self {
        let start = rest.find('[').unwrap_or_else(|| panic!("no event: {rest}"));
        let ack = rest[..start].parse().ok();
        let mut arguments: Vec<Value> = serde_json::from_str(&rest[start..]).expect("an event is a JSON array");
        match kind {
            '3' => Self { name: "ack".to_owned(), body: arguments.swap_remove(0), ack },
            _ => {
                let name = arguments[0].as_str().expect("an event has a name").to_owned();
                Self { name, body: arguments.swap_remove(1), ack }
            }
        }
    }

    /// The payload, whichever envelope it came in.
    pub fn payload(&self) -> &Value {
        match self.body.get("type") {
            Some(_) => &self.body["payload"],
            None => &self.body,
        }
    }

    /// What command it answers.
    pub fn request_id(&self) -> Option<&str> {
        self.payload()["requestId"].as_str()
    }

    /// Its place in a topic's stream: only events that are part of the stream have one.
    pub fn place(&self) -> Option<(&str, i64)> {
        match self.request_id() {
            None => self.body["topic"].as_str().zip(self.body["seq"].as_i64()),
            Some(_) => None,
        }
    }

    /// Whether it tells that a command failed.
    pub fn is_error(&self) -> bool {
        self.name == "error" || self.name.ends_with(":error")
    }

    /// The code of an error.
    pub fn code(&self) -> &str {
        self.payload()["code"].as_str().unwrap_or_default()
    }
}
