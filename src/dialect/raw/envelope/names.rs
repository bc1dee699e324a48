//! What events are called in filters: by the words of the dialect, which are those of the contract's table
//! in snake_case.

use std::sync::LazyLock;

use crate::{
    contract::{EVENTS, EventType, MAX_EVENT_TYPES},
    dialect::raw::{short, snake_case},
};

/// The category of events whose row of the table names none.
const USUAL_CATEGORY: &str = "chat";

/// What the dialect has words for: by category, the `event` of each payload.
pub const SPOKEN: &[(&str, &[&str])] = &[
    ("mission", &["created", "started", "progress", "completed", "failed", "status_changed"]),
    ("forge", &["started", "token_usage", "tool_execution", "completed", "log"]),
    ("system", &["server_status", "maintenance", "version_update"]),
    ("chat", &["message", "edited", "deleted", "redacted", "read", "reaction", "typing", "delta", "log"]),
    ("room", &["member_joined", "member_left", "role_set", "updated", "deleted", "invited", "kicked"]),
    ("presence", &["updated"]),
    ("device", &["online", "offline"]),
    ("task", &["created", "updated", "assigned"]),
    ("call", &["offer", "answer", "ice", "end"]),
    ("voice", &["user_joined", "user_left", "offer", "answer", "ice", "mute", "speaking"]),
    ("sync", &["reset"]),
];

/// The events of the table that the dialect has words for.
pub static NAMES: LazyLock<Vec<Names>> =
    LazyLock::new(|| EVENTS.iter().filter_map(|row| Names::of(row.name)).collect());

/// What a filter may call an event.
pub struct Names {
    /// In the table.
    pub row: &'static str,
    /// As the payload says.
    pub event: String,
    /// The same after its category.
    qualified: String,
    /// With all others of its category.
    pub category: String,
}

impl Names {
    /// `None` for what the dialect has no words for.
    fn of(row: &'static str) -> Option<Self> {
        let (category, name) = row.split_once(':').unwrap_or((USUAL_CATEGORY, row));
        // Where the table says `readUpdated`, the dialect says `read`.
        let event = snake_case(name.strip_suffix("Updated").unwrap_or(name));
        let spoken = SPOKEN.iter().any(|(spoken, events)| *spoken == category && events.contains(&&*event));
        let qualified = format!("{category}_{event}");
        spoken.then(|| Self { row, event, qualified, category: format!("event.{category}") })
    }
}

/// The events that a filter lets pass. `started` is the start of a mission as well as that of a forge
/// session: what of both is told is decided by the topic.
pub fn wanted(types: &[String]) -> Result<Vec<EventType>, String> {
    if types.len() as u64 > MAX_EVENT_TYPES {
        return Err(format!("event_types may name at most {MAX_EVENT_TYPES}"));
    }
    let means = |wanted: &String, names: &Names| [&names.event, &names.qualified, &names.category].contains(&wanted);
    if let Some(unknown) = types.iter().find(|wanted| !NAMES.iter().any(|names| means(wanted, names))) {
        return Err(short(&format!("Unknown event type: {unknown}")));
    }
    let named = NAMES.iter().filter(|names| types.iter().any(|wanted| means(wanted, names)));
    Ok(named.map(|names| EventType(names.row)).collect())
}
