//! Events beside the seed: rooms and what is said in them, people, calls and tasks.

use super::{
    events::{Payload, id},
    types::{
        CallEvent, ChatEvent, DeviceEvent, Message, PresenceEvent, Reaction, Room, RoomEvent, SyncEvent, Task,
        TaskEvent, VoiceEvent,
    },
};
use crate::contract::{self, ChatMessage, Event, uuid_of};

/// The `type` of an event's message and its payload; `None` for what the dialect has no words for.
pub fn payload_of(event: &Event) -> Option<(&'static str, Payload)> {
    chat(event)
        .map(|event| ("event.chat", Payload::Chat(event)))
        .or_else(|| room(event).map(|event| ("event.room", Payload::Room(event))))
        .or_else(|| presence(event))
        .or_else(|| task(event).map(|event| ("event.task", Payload::Task(event))))
        .or_else(|| call(event).map(|event| ("event.call", Payload::Call(event))))
        .or_else(|| voice(event).map(|event| ("event.voice", Payload::Voice(event))))
}

fn chat(event: &Event) -> Option<ChatEvent> {
    Some(match event {
        Event::ChatMessage(message) => ChatEvent::Message { message: message_of(message)? },
        Event::ChatEdited(message) => ChatEvent::Edited { message: message_of(message)? },
        Event::ChatDeleted(deleted) => ChatEvent::Deleted {
            room_id: id(&deleted.room_id)?,
            message_id: id(&deleted.message_id)?,
            deleted_at: deleted.deleted_at,
        },
        Event::ChatRedacted(redacted) => ChatEvent::Redacted {
            room_id: id(&redacted.room_id)?,
            message_id: id(&redacted.message_id)?,
            body: redacted.new_body.clone(),
        },
        Event::ChatReadUpdated(read) => ChatEvent::Read {
            room_id: id(&read.room_id)?,
            message_id: id(&read.message_id)?,
            user_id: uuid_of(&read.user_id),
        },
        Event::ChatReactionUpdated(reaction) => ChatEvent::Reaction {
            room_id: id(&reaction.room_id)?,
            message_id: id(&reaction.message_id)?,
            user_id: uuid_of(&reaction.user_id),
            reaction: reaction.reaction.clone(),
            action: reaction.action,
        },
        Event::ChatTypingUpdated(typing) => ChatEvent::Typing {
            room_id: id(&typing.room_id)?,
            user_id: uuid_of(&typing.user_id),
            typing: typing.typing,
        },
        Event::ChatDelta(delta) => ChatEvent::Delta {
            session_id: id(&delta.session_id)?,
            run_id: id(&delta.run_id)?,
            offset: delta.offset,
            text: delta.text.clone(),
        },
        Event::Log(log) => ChatEvent::Log {
            session_id: id(&log.session_id)?,
            run_id: id(&log.run_id)?,
            level: log.level,
            message: log.data.clone(),
        },
        _ => return None,
    })
}

fn room(event: &Event) -> Option<RoomEvent> {
    Some(match event {
        Event::RoomMemberJoined(joined) => {
            RoomEvent::MemberJoined { room_id: id(&joined.room_id)?, user_id: uuid_of(&joined.user_id) }
        }
        Event::RoomMemberLeft(left) => {
            RoomEvent::MemberLeft { room_id: id(&left.room_id)?, user_id: uuid_of(&left.user_id) }
        }
        Event::RoomRoleSet(set) => {
            RoomEvent::RoleSet { room_id: id(&set.room_id)?, user_id: uuid_of(&set.user_id), role: set.role }
        }
        Event::RoomUpdated(room) => RoomEvent::Updated { room: room_of(room)? },
        Event::RoomDeleted(room) => RoomEvent::Deleted { room_id: id(&room.room_id)? },
        Event::RoomInvited(invited) => RoomEvent::Invited {
            room_id: id(&invited.room_id)?,
            user_id: uuid_of(&invited.user_id),
            invited_by: uuid_of(&invited.invited_by),
            room: room_of(&invited.room)?,
        },
        Event::RoomKicked(kicked) => RoomEvent::Kicked {
            room_id: id(&kicked.room_id)?,
            user_id: uuid_of(&kicked.user_id),
            reason: kicked.reason.clone(),
        },
        _ => return None,
    })
}

/// Who is there, on what, and from where on a client has to load anew.
fn presence(event: &Event) -> Option<(&'static str, Payload)> {
    Some(match event {
        Event::PresenceUpdated(presence) => {
            let (user_id, status) = (uuid_of(&presence.user_id), presence.status);
            let updated = PresenceEvent::Updated { user_id, status, last_seen_at: presence.last_seen_at };
            ("event.presence", Payload::Presence(updated))
        }
        Event::DeviceOnline(device) => {
            let (device_id, user_id) = (device.device_id.clone(), uuid_of(&device.user_id));
            ("event.device", Payload::Device(DeviceEvent::Online { device_id, user_id }))
        }
        Event::DeviceOffline(device) => {
            let (device_id, user_id) = (device.device_id.clone(), uuid_of(&device.user_id));
            ("event.device", Payload::Device(DeviceEvent::Offline { device_id, user_id }))
        }
        Event::SyncReset(reset) => {
            let reset = SyncEvent::Reset { topic: reset.topic.clone(), head_seq: reset.head_seq };
            ("event.sync", Payload::Sync(reset))
        }
        _ => return None,
    })
}

fn task(event: &Event) -> Option<TaskEvent> {
    Some(match event {
        Event::TaskCreated(task) => TaskEvent::Created { task: task_of(task)? },
        Event::TaskUpdated(task) => TaskEvent::Updated { task: task_of(task)? },
        Event::TaskAssigned(task) => TaskEvent::Assigned { task: task_of(task)? },
        _ => return None,
    })
}

fn call(event: &Event) -> Option<CallEvent> {
    Some(match event {
        Event::CallOffer(offer) => CallEvent::Offer {
            call_id: id(&offer.call_id)?,
            from_user: uuid_of(&offer.from_user),
            call_type: offer.call_type,
            sdp: offer.sdp.clone(),
        },
        Event::CallAnswer(answer) => CallEvent::Answer {
            call_id: id(&answer.call_id)?,
            from_user: uuid_of(&answer.from_user),
            sdp: answer.sdp.clone(),
        },
        Event::CallIce(ice) => CallEvent::Ice {
            call_id: id(&ice.call_id)?,
            from_user: uuid_of(&ice.from_user),
            candidate: ice.candidate.clone(),
        },
        Event::CallEnd(end) => CallEvent::End {
            call_id: id(&end.call_id)?,
            from_user: uuid_of(&end.from_user),
            reason: end.reason.clone(),
        },
        _ => return None,
    })
}

fn voice(event: &Event) -> Option<VoiceEvent> {
    Some(match event {
        Event::VoiceUserJoined(joined) => {
            VoiceEvent::UserJoined { room_id: id(&joined.room_id)?, user_id: uuid_of(&joined.user.id) }
        }
        Event::VoiceUserLeft(left) => {
            VoiceEvent::UserLeft { room_id: id(&left.room_id)?, user_id: uuid_of(&left.user_id) }
        }
        Event::VoiceOffer(offer) => {
            VoiceEvent::Offer { room_id: id(&offer.room_id)?, user_id: uuid_of(&offer.user_id), sdp: offer.sdp.clone() }
        }
        Event::VoiceAnswer(answer) => VoiceEvent::Answer {
            room_id: id(&answer.room_id)?,
            user_id: uuid_of(&answer.user_id),
            sdp: answer.sdp.clone(),
        },
        Event::VoiceIce(ice) => VoiceEvent::Ice {
            room_id: id(&ice.room_id)?,
            user_id: uuid_of(&ice.user_id),
            candidate: ice.candidate.clone(),
        },
        Event::VoiceMuteUpdated(mute) => {
            VoiceEvent::Mute { room_id: id(&mute.room_id)?, user_id: uuid_of(&mute.user_id), muted: mute.muted }
        }
        Event::VoiceSpeaking(speaking) => VoiceEvent::Speaking {
            room_id: id(&speaking.room_id)?,
            user_id: uuid_of(&speaking.user_id),
            speaking: speaking.speaking,
        },
        _ => return None,
    })
}

fn message_of(message: &ChatMessage) -> Option<Message> {
    let reacted = |reaction: &contract::Reaction| Reaction {
        reaction: reaction.reaction.clone(),
        user_ids: reaction.user_ids.iter().map(|user| uuid_of(user)).collect(),
    };
    Some(Message {
        id: id(&message.id)?,
        room_id: id(&message.room_id)?,
        seq: message.seq,
        sender_id: uuid_of(&message.sender_id),
        body: message.body.clone(),
        attachments: message.attachments.clone(),
        parent_id: message.parent_id.as_deref().and_then(id),
        metadata: message.metadata.clone(),
        created_at: message.created_at,
        edited_at: message.edited_at,
        deleted_at: message.deleted_at,
        redacted_at: message.redacted_at,
        reactions: message.reactions.iter().map(reacted).collect(),
        reply_count: message.reply_count,
    })
}

fn room_of(room: &contract::Room) -> Option<Room> {
    Some(Room {
        id: id(&room.id)?,
        name: room.name.clone(),
        kind: room.kind,
        visibility: room.visibility,
        slug: room.slug.clone(),
        created_at: room.created_at,
        member_count: room.member_count,
    })
}

fn task_of(task: &contract::Task) -> Option<Task> {
    Some(Task {
        id: id(&task.id)?,
        title: task.title.clone(),
        room_id: task.room_id.as_deref().and_then(id),
        status: task.status.clone(),
        progress: task.progress,
        assignee_id: task.assignee_id.as_deref().map(uuid_of),
        priority: task.priority,
        metadata: task.metadata.clone(),
        created_by: uuid_of(&task.created_by),
        created_at: task.created_at,
        updated_at: task.updated_at,
    })
}
