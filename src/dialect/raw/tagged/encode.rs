//! Server → client.

use uuid::Uuid;

use super::types::{Message, MessageUpdate, ServerEvent, User, WsMessage};
use crate::{
    connection::Tag,
    contract::{ChatMessage, Event, Reaction},
    dialect::raw::{Said, uuid_of},
    error::{Code, ErrorPayload},
};

/// What is told → a frame.
pub fn encode(said: Said<'_>) -> Option<String> {
    let message = match said {
        Said::Event(event) => WsMessage { id: None, event: event_of(event)? },
        // Success is silent, but for a ping. So is `voice_join`: those who are there hear of who comes and
        // make their offers, which name them; to tell the one who comes of them would have both ends offer.
        Said::Reply { to, .. } if to.asked == "ping" => WsMessage { id: id_of(Some(to)), event: ServerEvent::Pong },
        Said::Reply { .. } => return None,
        Said::Failure { to, error } => WsMessage { id: id_of(to), event: failure(error) },
    };
    serde_json::to_string(&message).ok()
}

fn id_of(to: Option<&Tag>) -> Option<String> {
    to?.id.as_deref().map(str::to_owned)
}

fn failure(error: &ErrorPayload) -> ServerEvent {
    let (code, message) = match error.code {
        // To this dialect every room is a channel; code and words are the seed's.
        Code::NotFound if error.misses("room") => ("CHANNEL_NOT_FOUND", "Channel does not exist"),
        // The seed has one code for whatever is wrong with a message.
        Code::UnknownEvent => (Code::ValidationError.as_str(), &*error.message),
        code => (code.as_str(), &*error.message),
    };
    ServerEvent::Error { code: code.to_owned(), message: message.to_owned() }
}

/// `None` for what the dialect has no words for, and for ids that are no UUIDs where it has only those.
fn event_of(event: &Event) -> Option<ServerEvent> {
    Some(match event {
        Event::Connection(connected) => ServerEvent::Ready { user: user_of(connected.user.as_ref()?) },
        Event::ChatMessage(message) => ServerEvent::MessageCreate { message: message_of(message)? },
        Event::ChatEdited(message) => ServerEvent::MessageUpdate {
            message: MessageUpdate {
                id: id(&message.id)?,
                channel_id: id(&message.room_id)?,
                content: message.body.clone(),
                edited_at: message.edited_at,
            },
        },
        Event::ChatRedacted(redacted) => ServerEvent::MessageUpdate {
            message: MessageUpdate {
                id: id(&redacted.message_id)?,
                channel_id: id(&redacted.room_id)?,
                content: redacted.new_body.clone(),
                edited_at: None,
            },
        },
        Event::ChatDeleted(deleted) => {
            ServerEvent::MessageDelete { channel_id: id(&deleted.room_id)?, message_id: id(&deleted.message_id)? }
        }
        Event::ChatTypingUpdated(typing) => {
            let (channel_id, user_id) = (id(&typing.room_id)?, uuid_of(&typing.user_id));
            match typing.typing {
                true => ServerEvent::TypingStart { channel_id, user_id },
                false => ServerEvent::TypingStop { channel_id, user_id },
            }
        }
        Event::PresenceUpdated(presence) => {
            ServerEvent::PresenceUpdate { user_id: uuid_of(&presence.user_id), status: presence.status }
        }
        Event::VoiceUserJoined(joined) => {
            ServerEvent::VoiceUserJoined { channel_id: id(&joined.room_id)?, user_id: uuid_of(&joined.user.id) }
        }
        Event::VoiceUserLeft(left) => {
            ServerEvent::VoiceUserLeft { channel_id: id(&left.room_id)?, user_id: uuid_of(&left.user_id) }
        }
        Event::VoiceSpeaking(speaking) => ServerEvent::VoiceSpeaking {
            channel_id: id(&speaking.room_id)?,
            user_id: uuid_of(&speaking.user_id),
            speaking: speaking.speaking,
        },
        Event::VoiceOffer(offer) => ServerEvent::VoiceOffer {
            channel_id: id(&offer.room_id)?,
            user_id: uuid_of(&offer.user_id),
            sdp: offer.sdp.clone(),
        },
        Event::VoiceAnswer(answer) => ServerEvent::VoiceAnswer {
            channel_id: id(&answer.room_id)?,
            user_id: uuid_of(&answer.user_id),
            sdp: answer.sdp.clone(),
        },
        Event::VoiceIce(ice) => ServerEvent::VoiceIce {
            channel_id: id(&ice.room_id)?,
            user_id: uuid_of(&ice.user_id),
            candidate: ice.candidate.clone(),
        },
        Event::SyncReset(reset) => ServerEvent::SyncReset { topic: reset.topic.clone(), head_seq: reset.head_seq },
        _ => return None,
    })
}

fn id(id: &str) -> Option<Uuid> {
    Uuid::parse_str(id).ok()
}

fn user_of(user: &crate::contract::User) -> User {
    User { id: uuid_of(&user.id), name: user.name.clone(), avatar_url: user.avatar_url.clone() }
}

fn message_of(message: &ChatMessage) -> Option<Message> {
    let reacted = |reaction: &Reaction| Reaction {
        reaction: reaction.reaction.clone(),
        user_ids: reaction.user_ids.iter().map(|user| uuid_of(user).to_string()).collect(),
    };
    Some(Message {
        id: id(&message.id)?,
        channel_id: id(&message.room_id)?,
        author_id: uuid_of(&message.sender_id),
        content: message.body.clone(),
        attachments: message.attachments.clone(),
        parent_id: message.parent_id.as_deref().and_then(id),
        metadata: message.metadata.clone(),
        created_at: message.created_at,
        edited_at: message.edited_at,
        reactions: message.reactions.iter().map(reacted).collect(),
        reply_count: message.reply_count,
    })
}
