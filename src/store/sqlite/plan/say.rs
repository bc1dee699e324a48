//! A message of a person to a room.

use serde_json::json;

use super::{CacheChange, Kept, Known, Plan, Planned, body, room_topic};
use crate::{
    contract::{ChatMessage, ChatSent, Event},
    error::Error,
    store::{
        Audience, Committed, Done, Ends, ReplyBody, RequestKey, Say, StoredEvent,
        sqlite::{rooms::RoomUpdate, rows::Cell},
    },
};

impl Plan {
    pub(super) fn say(&mut self, say: &Say, key: Option<&RequestKey>, known: &mut Known) -> Planned {
        // Somebody may have been removed, or the room deleted, while the message waited for its turn.
        let own = say.session_owner.as_ref() == Some(&say.sender);
        let speaks = own || known.speakers.contains(&(say.room.clone(), say.sender.clone()));
        if !known.rooms.contains_key(&say.room) || !speaks {
            return Ok((Done::Refused(Error::not_found("room")), Vec::new()));
        }
        let seq = known.next_room_seq(&say.room);
        let message = ChatMessage {
            attachments: say.attachments.clone(),
            parent_id: say.parent.as_ref().map(ToString::to_string),
            metadata: say.metadata.clone(),
            ..ChatMessage::plain(&say.id, &say.room, seq, say.sender.to_string(), &say.body, say.at)
        };
        let text = |json: Option<String>| json.map_or(Cell::Null, Cell::Owned);
        let attachments = (!say.attachments.is_empty()).then(|| json!(say.attachments).to_string());
        self.messages.push([
            Cell::text(&say.room),
            Cell::Int(seq),
            Cell::text(&say.id),
            Cell::text(&say.sender),
            Cell::Owned(say.body.clone()),
            text(say.metadata.as_ref().map(ToString::to_string)),
            Cell::Int(say.at.0),
            say.parent.as_ref().map_or(Cell::Null, Cell::text),
            text(attachments),
        ]);
        self.heads.insert(say.room.clone(), (seq, Some(say.at)));
        self.rooms.push((say.room.clone(), RoomUpdate::Head(seq)));
        if let Some(owner) = &say.session_owner {
            self.cache.push(CacheChange::Head {
                owner: owner.clone(),
                session: say.room.clone(),
                head: seq,
                at: say.at,
            });
        }
        if let Some(parent) = &say.parent {
            self.replied.push([Cell::text(parent)]);
        }
        for file in &say.attachments {
            self.posted.push([Cell::text(&say.room), Cell::Owned(file.id.clone())]);
        }
        let event = Event::ChatMessage(message.clone());
        let event = StoredEvent { priority: say.priority, ..StoredEvent::new(room_topic(&say.room), seq, &event)? };
        let reply = body(&ChatSent { message }, Some((event.topic.clone(), seq)))?;
        let reply = ReplyBody { other: true, ..reply };
        self.request(key, Kept { reply: Some(&reply), message: Some(&say.id), ..Kept::default() }, known)?;
        let audience = Audience::Room { room: say.room.clone(), session_owner: say.session_owner.clone() };
        Ok((Done::Made(reply), vec![Committed { audience, event, ends: Ends::Nobody }]))
    }
}
