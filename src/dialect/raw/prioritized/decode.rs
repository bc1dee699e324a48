//! Client → server.

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::{
    OWN_ID,
    types::{ClientEvent, TYPES},
};
use crate::{
    connection::Tag,
    contract::{AssignTask, Authenticate, Command, NameRoom, Priority, SendChat, UpdateTask},
    dialect::raw::{Asked, Dialect, own_id, read, refused, request_id, unknown},
};

/// What stands beside the payload: read one by one, so that an error can name the message.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head<'a> {
    #[serde(borrow, default)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    payload: Option<&'a RawValue>,
    #[serde(borrow, default)]
    timestamp: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    priority: Option<&'a RawValue>,
}

/// A frame → a command of the contract.
pub fn decode(frame: &str) -> Asked {
    let head: Head = match read(frame) {
        Ok(head) => head,
        Err(words) => return refused(None, "", words),
    };
    let id = match head.message_id.map(part::<String>) {
        None => None,
        Some(Some(id)) if own_id(&id).is_some() => Some(id),
        Some(_) => return refused(None, "", "messageId must be a string of 1 to 128 characters"),
    };
    let id = id.as_deref();
    let Some(named) = head.r#type.and_then(part::<String>) else {
        return refused(id, "", "type must be a string");
    };
    let Some(asked) = TYPES.iter().find(|name| **name == named) else {
        return unknown(id, &named);
    };
    if head.timestamp.is_some_and(|raw| part::<f64>(raw).is_none()) {
        return refused(id, asked, "timestamp must be a number of milliseconds");
    }
    let priority = head.priority.map(part::<Priority>);
    if priority == Some(None) {
        return refused(id, asked, "priority must be a whole number from 0 to 4");
    }
    // A list would count as the values of the fields.
    if !head.payload.is_some_and(|payload| payload.get().starts_with('{')) {
        return refused(id, asked, "payload must be an object");
    }
    match read::<ClientEvent>(frame) {
        Ok(event) => {
            let command = command(event, id, priority.flatten());
            Asked { tag: Tag { id: id.map(Into::into), asked }, command: Ok(command) }
        }
        Err(words) => refused(id, asked, words),
    }
}

/// A part of a frame; `None` if it is something else.
fn part<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Option<T> {
    serde_json::from_str(raw.get()).ok()
}

fn command(event: ClientEvent, id: Option<&str>, priority: Option<Priority>) -> Command {
    let request_id = request_id(Dialect::Prioritized, id);
    match event {
        ClientEvent::Authenticate { token } => Command::AuthAuthenticate(Authenticate { token, request_id }),
        ClientEvent::JoinRoom { room_id } => Command::RoomJoin(NameRoom { room_id, request_id }),
        ClientEvent::LeaveRoom { room_id } => Command::RoomLeave(NameRoom { room_id, request_id }),
        ClientEvent::Message { room_id, content, metadata } => Command::ChatSend(SendChat {
            session_id: None,
            message: None,
            room_id: Some(room_id),
            body: Some(content),
            attachments: None,
            parent_id: None,
            metadata: with_own_id(metadata, id),
            priority,
            request_id,
        }),
        ClientEvent::TaskUpdate { task_id, status, progress, metadata } => {
            Command::TaskUpdate(UpdateTask { task_id, status, progress, metadata, request_id })
        }
        ClientEvent::TaskAssign { task_id, assignee_id, priority } => {
            Command::TaskAssign(AssignTask { task_id, assignee_id, priority, request_id })
        }
    }
}

/// The metadata of a message with its author's own id of it, if there is one.
fn with_own_id(metadata: Option<Map<String, Value>>, id: Option<&str>) -> Option<Map<String, Value>> {
    let Some(id) = id else { return metadata };
    let mut metadata = metadata.unwrap_or_default();
    metadata.insert(OWN_ID.to_owned(), id.into());
    Some(metadata)
}
