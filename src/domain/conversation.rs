//! Namespace `chat` between people: what they say to a room, and what they do to messages
//! (contract section 3, seeds 002 and 003).

use std::sync::Arc;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Cx, Reply,
    permission::{self, Action},
};
use crate::{
    contract::{
        Acknowledged, Attachment, ChatDeleted, ChatMessage, ChatRedacted, ChatSent, DeleteChat, DeleteMode, EditChat,
        Id, Priority, ReactToChat, ReactionUpdated, ReadChat, ReadUpdated, RedactChat, SendChat, Time, TypeInChat,
        invalid,
    },
    error::Error,
    store::{FileRow, MessageRef, MessageWhat, RoomState, Say, What},
};

/// Bytes of the `metadata` of a message or a task, as JSON.
const MOST_METADATA: usize = 16 * 1024;

/// `chat:send` to a room.
pub async fn say(cx: &Cx, room: &Id, command: &SendChat) -> Result<Reply<ChatSent>, Error> {
    let room = cx.room(room.as_str(), Action::Speak).await?;
    fits(command.metadata.as_ref())?;
    let parent = match &command.parent_id {
        Some(id) => Some(parent(cx, &room, id).await?),
        None => None,
    };
    let say = Say {
        room: room.id.clone(),
        session_owner: room.session_owner.clone(),
        id: Uuid::now_v7().to_string().into(),
        sender: cx.user().clone(),
        body: command.body.as_ref().map(ToString::to_string).unwrap_or_default(),
        attachments: attachments(cx, command).await?,
        parent,
        metadata: command.metadata.clone().map(Value::Object),
        priority: priority(&room, command.priority),
        at: Time::now(),
    };
    let (reply, fresh) = cx.change(What::Say(say)).await?.reply()?;
    if fresh {
        cx.app.typing.end(&cx.app, &room.id, cx.user());
    }
    Ok(Reply::stored(reply))
}

/// In a session no message overtakes what was told of the runs before it: how far a reader has seen the
/// session says which of them it has seen to their end, when it resumes.
fn priority(room: &RoomState, asked: Option<Priority>) -> Priority {
    let asked = asked.unwrap_or(Priority::NORMAL);
    if room.session_owner.is_some() { asked.max(Priority::NORMAL) } else { asked }
}

/// `VALIDATION_ERROR` for more metadata than a message or a task may carry.
pub(super) fn fits(metadata: Option<&Map<String, Value>>) -> Result<(), Error> {
    let bytes = metadata.map(serde_json::to_vec).transpose().map_err(Error::server)?.map_or(0, |json| json.len());
    match bytes <= MOST_METADATA {
        true => Ok(()),
        false => Err(invalid("/metadata", "length", "must be at most 16 KiB of JSON")),
    }
}

/// A reply to a reply belongs to the same thread.
async fn parent(cx: &Cx, room: &RoomState, id: &Id) -> Result<Arc<str>, Error> {
    match message_in(cx, room, id).await? {
        message if message.deleted => Err(Error::not_found("message")),
        message => Ok(message.thread),
    }
}

/// A message of this room; one of another room looks like none.
pub async fn message_in(cx: &Cx, room: &RoomState, id: &Id) -> Result<MessageRef, Error> {
    let message = cx.app.store.message(id.as_str()).await?;
    message.filter(|message| message.room == room.id).ok_or_else(|| Error::not_found("message"))
}

async fn attachments(cx: &Cx, command: &SendChat) -> Result<Vec<Attachment>, Error> {
    let Some(ids) = command.attachments.as_ref().filter(|ids| !ids.is_empty()) else { return Ok(Vec::new()) };
    let ids: Vec<Arc<str>> = ids.iter().map(|id| id.as_str().into()).collect();
    let files = cx.app.store.files(&ids).await?;
    let mine = |id: &Arc<str>| files.iter().find(|file| file.id == *id && file.owner == *cx.user());
    let attachment = |id| mine(id).map(attachment).ok_or_else(|| Error::not_found("file"));
    ids.iter().map(attachment).collect()
}

/// A file as clients see it.
pub fn attachment(file: &FileRow) -> Attachment {
    Attachment {
        id: file.id.to_string(),
        name: file.name.clone(),
        size: file.size,
        mime: file.mime.clone(),
        url: format!("/api/files/{}", file.id),
        width: file.width,
        height: file.height,
    }
}

/// `chat:edit`
pub async fn edit(cx: &Cx, command: EditChat) -> Result<Reply<ChatMessage>, Error> {
    let (message, _) = cx.message(&command.message_id, Action::Speak).await?;
    if message.sender != *cx.user() {
        return Err(permission::denied("Only its author may edit a message"));
    }
    cx.change_message(message.id, MessageWhat::Edit { body: command.new_body.to_string() }).await
}

/// `chat:delete`
pub async fn delete(cx: &Cx, command: DeleteChat) -> Result<Reply<ChatDeleted>, Error> {
    let (message, room) = cx.message(&command.message_id, Action::Read).await?;
    if message.sender != *cx.user() || command.mode == DeleteMode::Hard {
        permission::check(room.role(cx.user()), Action::Moderate, room.kind)?;
    }
    cx.change_message(message.id, MessageWhat::Delete { mode: command.mode }).await
}

/// `chat:redact`
pub async fn redact(cx: &Cx, command: RedactChat) -> Result<Reply<ChatRedacted>, Error> {
    let (message, _) = cx.message(&command.message_id, Action::Moderate).await?;
    cx.change_message(message.id, MessageWhat::Redact { mask: command.mask.to_string() }).await
}

/// `chat:read`
pub async fn read(cx: &Cx, command: ReadChat) -> Result<Reply<ReadUpdated>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Read).await?;
    let message = command.message_id.as_str().into();
    cx.change_message(message, MessageWhat::Read { room: room.id.clone() }).await
}

/// `chat:reaction`
pub async fn react(cx: &Cx, command: ReactToChat) -> Result<Reply<ReactionUpdated>, Error> {
    let (message, _) = cx.message(&command.message_id, Action::Speak).await?;
    let what = MessageWhat::React { reaction: command.reaction.to_string(), action: command.action };
    cx.change_message(message.id, what).await
}

/// `chat:typing`
pub async fn typing(cx: &Cx, command: TypeInChat) -> Result<Reply<Acknowledged>, Error> {
    let room = cx.room(command.room_id.as_str(), Action::Speak).await?;
    match command.typing {
        true => cx.app.typing.begin(&cx.app, &room, cx.user()),
        false => cx.app.typing.end(&cx.app, &room.id, cx.user()),
    }
    Reply::now(&Acknowledged { ok: true })
}
