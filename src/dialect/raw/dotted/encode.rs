//! Server → client.

use serde::Deserialize;

use super::{
    snake_case,
    types::{ChatMessage, Reaction, ServerEvent, WsMessage},
};
use crate::{
    connection::Tag,
    contract::{self, Event, Time},
    dialect::raw::{self, Said},
    error::{ErrorDetail, ErrorPayload},
};

/// What is told → a frame.
pub fn encode(said: Said<'_>) -> Option<String> {
    let (op_id, event) = match said {
        Said::Event(event) => (None, event_of(event)?),
        Said::Reply { to, payload, .. } if to.asked == "presence.ping" => (id_of(Some(to)), pong(payload)?),
        Said::Reply { to, payload, .. } => (None, ack(to, payload)?),
        Said::Failure { to, error } => (None, failure(to, error)),
    };
    serde_json::to_string(&WsMessage { event, op_id }).ok()
}

fn id_of(to: Option<&Tag>) -> Option<String> {
    to?.id.as_deref().map(str::to_owned)
}

fn pong(payload: &str) -> Option<ServerEvent> {
    #[derive(Deserialize)]
    struct Pong {
        timestamp: Time,
    }
    let pong: Pong = serde_json::from_str(payload).ok()?;
    Some(ServerEvent::Pong { timestamp: pong.timestamp })
}

/// `None` for a command without `op_id`, unless the reply holds what the client cannot do without.
fn ack(to: &Tag, payload: &str) -> Option<ServerEvent> {
    let op_id = id_of(Some(to));
    if op_id.is_none() && to.asked != "auth.refresh" {
        return None;
    }
    Some(ServerEvent::Ack { op_id, data: snake_case::payload(serde_json::from_str(payload).ok()?) })
}

fn failure(to: Option<&Tag>, error: &ErrorPayload) -> ServerEvent {
    let asked = to.map_or("", |to| to.asked);
    let rules: Vec<_> = error.details.iter().map(|detail| in_its_words(asked, detail)).collect();
    ServerEvent::Error {
        code: error.code.as_str().to_owned(),
        message: if rules.is_empty() { error.message.clone() } else { rules.join("; ") },
        op_id: id_of(to),
    }
}

/// A broken rule by the dialect's own name of the field.
fn in_its_words(asked: &str, detail: &ErrorDetail) -> String {
    let field = match &*detail.path {
        "/roomId" if asked.starts_with("room.") || asked == "chat.read" => "/room".to_owned(),
        "/roomId" => "/scope".to_owned(),
        path => raw::snake_case(path),
    };
    format!("{field} {}", detail.message)
}

/// `None` for what the dialect has no words for.
fn event_of(event: &Event) -> Option<ServerEvent> {
    Some(match event {
        Event::ChatMessage(message) => ServerEvent::Message(message_of(message)),
        Event::ChatEdited(message) => ServerEvent::Edited(message_of(message)),
        Event::ChatDeleted(deleted) => {
            ServerEvent::Deleted { message_id: deleted.message_id.clone(), deleted_at: deleted.deleted_at }
        }
        Event::ChatRedacted(redacted) => {
            ServerEvent::Redacted { message_id: redacted.message_id.clone(), new_body: redacted.new_body.clone() }
        }
        Event::ChatReadUpdated(read) => ServerEvent::ReadUpdate {
            message_id: read.message_id.clone(),
            user_id: read.user_id.clone(),
            room: read.room_id.clone(),
        },
        Event::ChatReactionUpdated(reacted) => ServerEvent::ReactionUpdate {
            message_id: reacted.message_id.clone(),
            user_id: reacted.user_id.clone(),
            reaction: reacted.reaction.clone(),
            action: reacted.action,
        },
        Event::ChatTypingUpdated(typing) => ServerEvent::TypingUser {
            scope: typing.room_id.clone(),
            user_id: typing.user_id.clone(),
            typing: typing.typing,
        },
        Event::RoomMemberJoined(member) => {
            ServerEvent::MemberJoined { network_id: member.room_id.clone(), user_id: member.user_id.clone() }
        }
        Event::RoomMemberLeft(member) => {
            ServerEvent::MemberLeft { network_id: member.room_id.clone(), user_id: member.user_id.clone() }
        }
        Event::DeviceOnline(device) => {
            ServerEvent::DeviceOnline { device_id: device.device_id.clone(), user_id: device.user_id.clone() }
        }
        Event::DeviceOffline(device) => {
            ServerEvent::DeviceOffline { device_id: device.device_id.clone(), user_id: device.user_id.clone() }
        }
        Event::PresenceUpdated(presence) => {
            ServerEvent::PresenceUpdate { user_id: presence.user_id.clone(), status: presence.status }
        }
        Event::SyncReset(reset) => ServerEvent::SyncReset { topic: reset.topic.clone(), head_seq: reset.head_seq },
        event => return call_of(event),
    })
}

fn call_of(event: &Event) -> Option<ServerEvent> {
    Some(match event {
        Event::CallOffer(offer) => ServerEvent::Offer {
            from_user: offer.from_user.clone(),
            call_type: offer.call_type,
            sdp: offer.sdp.clone(),
        },
        Event::CallAnswer(answer) => {
            ServerEvent::Answer { from_user: answer.from_user.clone(), sdp: answer.sdp.clone() }
        }
        Event::CallIce(ice) => ServerEvent::Ice { from_user: ice.from_user.clone(), candidate: ice.candidate.clone() },
        Event::CallEnd(end) => ServerEvent::End { from_user: end.from_user.clone(), reason: end.reason.clone() },
        _ => return None,
    })
}

fn message_of(message: &contract::ChatMessage) -> ChatMessage {
    let reacted = |reaction: &contract::Reaction| Reaction {
        reaction: reaction.reaction.clone(),
        user_ids: reaction.user_ids.clone(),
    };
    ChatMessage {
        id: message.id.clone(),
        room: message.room_id.clone(),
        sender_id: message.sender_id.clone(),
        body: message.body.clone(),
        attachments: message.attachments.clone(),
        parent_id: message.parent_id.clone(),
        metadata: message.metadata.clone(),
        created_at: message.created_at,
        edited_at: message.edited_at,
        reactions: message.reactions.iter().map(reacted).collect(),
        reply_count: message.reply_count,
    }
}
