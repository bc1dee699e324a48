//! Server → client.

use serde_json::Value;
use uuid::Uuid;

use super::{
    OWN_ID,
    types::{Details, ServerEvent, WsMessage},
};
use crate::{
    connection::Tag,
    contract::{ChatMessage, ChatSent, Event, Priority, Time},
    dialect::raw::{Said, own_id},
    error::{Code, ErrorDetail, ErrorPayload},
};

/// What is told → a frame.
pub fn encode(said: Said<'_>) -> Option<String> {
    match said {
        Said::Event(Event::ChatMessage(message)) => received(message, &message.id),
        Said::Event(event) => frame(event_of(event)?, None, event.priority()),
        // Who repeats a message may not have heard that it was said.
        Said::Reply { to, payload, again: true } if to.asked == "message" => {
            let sent: ChatSent = serde_json::from_str(payload).ok()?;
            received(&sent.message, to.id.as_deref().unwrap_or(&sent.message.id))
        }
        // Success is silent.
        Said::Reply { .. } => None,
        Said::Failure { to, error } => frame(failure(to, error), to.and_then(|to| to.id.as_deref()), Priority::NORMAL),
    }
}

/// What the author of a message is told: it has the id that they gave it.
pub fn encode_for_author(event: &Event) -> Option<(String, String)> {
    let Event::ChatMessage(message) = event else { return None };
    let own = message.metadata.as_ref()?.get(OWN_ID)?.as_str().and_then(own_id)?;
    Some((message.sender_id.clone(), received(message, own)?))
}

fn frame(event: ServerEvent, id: Option<&str>, priority: Priority) -> Option<String> {
    let message = WsMessage {
        event,
        timestamp: Time::now().0,
        message_id: id.map_or_else(|| Uuid::new_v4().to_string(), str::to_owned),
        priority: (priority != Priority::NORMAL).then_some(priority),
    };
    serde_json::to_string(&message).ok()
}

/// `None` for one that was deleted: that somebody hears it late does not bring it back, and the
/// dialect has no words for the deletion that follows it.
fn received(message: &ChatMessage, id: &str) -> Option<String> {
    if message.deleted_at.is_some() {
        return None;
    }
    let mut metadata = message.metadata.as_ref().and_then(Value::as_object).cloned().unwrap_or_default();
    metadata.remove(OWN_ID);
    let event = ServerEvent::MessageReceived {
        message_id: id.to_owned(),
        room_id: message.room_id.clone(),
        sender_id: message.sender_id.clone(),
        timestamp: message.created_at.0,
        content: message.body.clone(),
        metadata: (!metadata.is_empty()).then_some(metadata),
    };
    frame(event, Some(id), Priority::NORMAL)
}

/// `None` for what the dialect has no words for.
fn event_of(event: &Event) -> Option<ServerEvent> {
    Some(match event {
        Event::TaskCreated(task) | Event::TaskUpdated(task) => ServerEvent::TaskUpdate {
            task_id: task.id.clone(),
            status: task.status.clone(),
            progress: task.progress,
            metadata: task.metadata.clone(),
        },
        Event::TaskAssigned(task) => ServerEvent::TaskAssign {
            task_id: task.id.clone(),
            assignee_id: task.assignee_id.clone()?,
            priority: task.priority,
        },
        Event::SystemHealth(health) => {
            ServerEvent::HealthUpdate { status: health.status, metrics: health.metrics.clone() }
        }
        Event::SyncReset(reset) => ServerEvent::SyncReset { topic: reset.topic.clone(), head_seq: reset.head_seq },
        _ => return None,
    })
}

fn failure(to: Option<&Tag>, error: &ErrorPayload) -> ServerEvent {
    let about_room = to.is_some_and(|to| matches!(to.asked, "joinRoom" | "leaveRoom" | "message"));
    let code = match error.code {
        Code::Unauthenticated | Code::AuthExpired => "4000",
        Code::RateLimited => "4001",
        Code::ValidationError | Code::UnknownEvent => "4002",
        Code::NotFound if about_room => "4003",
        Code::PermissionDenied => "4004",
        code => code.as_str(),
    };
    let rules: Vec<_> = error.details.iter().map(in_its_words).collect();
    let details = Details { rules, retry_after_ms: error.retry_after_ms };
    let nothing = details.rules.is_empty() && details.retry_after_ms.is_none();
    ServerEvent::Error {
        code: code.to_owned(),
        message: match details.rules.as_slice() {
            [only] => format!("{} {}", only.path, only.message),
            _ => error.message.clone(),
        },
        details: (!nothing).then_some(details),
    }
}

/// A broken rule by the dialect's own name of the field: all others are called as in the contract.
fn in_its_words(detail: &ErrorDetail) -> ErrorDetail {
    let path = match &*detail.path {
        "/body" => "/content".to_owned(),
        path => path.to_owned(),
    };
    ErrorDetail { path, ..detail.clone() }
}
