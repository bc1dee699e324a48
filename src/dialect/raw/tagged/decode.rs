//! Client → server.

use std::borrow::Cow;

use serde::Deserialize;

use super::types::{ClientEvent, TYPES};
use crate::{
    connection::Tag,
    contract::{
        Authenticate, Command, Id, NameRoom, Ping, RequestId, SendVoiceIce, SendVoiceSdp, TypeInChat, Unsubscribe,
    },
    dialect::raw::{Asked, Dialect, id_within, own_id, read, refused, request_id, unknown},
    store::room_topic,
};

#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    r#type: Cow<'a, str>,
}

/// A frame → a command of the contract.
pub fn decode(frame: &str) -> Asked {
    let head: Head = match read(frame) {
        Ok(head) => head,
        Err(words) => return refused(id_within(frame).as_deref().and_then(own_id), "", words),
    };
    let id = head.id.as_deref().and_then(own_id);
    if head.id.is_some() && id.is_none() {
        return refused(None, "", "id must have 1 to 128 characters");
    }
    let Some(asked) = TYPES.iter().find(|name| **name == head.r#type) else {
        return unknown(id, &head.r#type);
    };
    match read::<ClientEvent>(frame) {
        Ok(event) => Asked { tag: Tag { id: id.map(Into::into), asked }, command: Ok(command(event)) },
        Err(words) => refused(id, asked, words),
    }
}

fn command(event: ClientEvent) -> Command {
    // None of them is a change that must not be made twice: joining a channel is idempotent by itself,
    // and clients count their ids from 1 on each connection.
    let request_id = request_id(Dialect::Tagged, None);
    let room = |room_id: Id, request_id: RequestId| NameRoom { room_id, request_id };
    let typing = |room_id, typing| TypeInChat { room_id, typing, request_id: None };
    match event {
        ClientEvent::Ping => Command::PresencePing(Ping { request_id: None }),
        ClientEvent::Authenticate { token } => Command::AuthAuthenticate(Authenticate { token, request_id }),
        ClientEvent::Subscribe { channel_id } => Command::RoomJoin(room(channel_id, request_id)),
        ClientEvent::Unsubscribe { channel_id } => {
            let topic = Id::try_from(room_topic(channel_id.as_str()).to_string()).unwrap_or(channel_id);
            Command::SubscriptionUnsubscribe(Unsubscribe { topic, request_id })
        }
        ClientEvent::Typing { channel_id } => Command::ChatTyping(typing(channel_id, true)),
        ClientEvent::StopTyping { channel_id } => Command::ChatTyping(typing(channel_id, false)),
        ClientEvent::VoiceJoin { channel_id } => Command::VoiceJoin(room(channel_id, request_id)),
        ClientEvent::VoiceLeave { channel_id } => Command::VoiceLeave(room(channel_id, request_id)),
        ClientEvent::VoiceMute { channel_id } => Command::VoiceMute(room(channel_id, request_id)),
        ClientEvent::VoiceUnmute { channel_id } => Command::VoiceUnmute(room(channel_id, request_id)),
        ClientEvent::VoiceOffer { channel_id, target_id, sdp } => {
            Command::VoiceOffer(SendVoiceSdp { room_id: channel_id, target_id, sdp, request_id })
        }
        ClientEvent::VoiceAnswer { channel_id, target_id, sdp } => {
            Command::VoiceAnswer(SendVoiceSdp { room_id: channel_id, target_id, sdp, request_id })
        }
        ClientEvent::VoiceIce { channel_id, target_id, candidate } => {
            Command::VoiceIce(SendVoiceIce { room_id: channel_id, target_id, candidate, request_id: None })
        }
    }
}
