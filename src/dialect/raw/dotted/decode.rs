//! Client → server.

use serde::Deserialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::types::{ClientEvent, TYPES};
use crate::{
    connection::Tag,
    contract::{
        AnswerCall, Authenticate, Command, DeleteChat, EditChat, EndCall, Id, NameRoom, OfferCall, Ping, ReactToChat,
        ReadChat, RedactChat, RefreshAuth, RequestId, SendCallIce, SendChat, SetPresence, Text, TypeInChat,
    },
    dialect::raw::{Asked, Dialect, own_id, read, refused, request_id, unknown},
};

/// What stands beside the data: read one by one, so that an error can name the message.
#[derive(Deserialize)]
struct Head<'a> {
    #[serde(borrow, default)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow, default)]
    op_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

/// A frame → a command of the contract.
pub fn decode(frame: &str) -> Asked {
    let head: Head = match read(frame) {
        Ok(head) => head,
        Err(words) => return refused(None, "", words),
    };
    let text = |raw: &RawValue| serde_json::from_str::<String>(raw.get()).ok();
    let id = match head.op_id.map(text) {
        None => None,
        Some(Some(id)) if own_id(&id).is_some() => Some(id),
        Some(_) => return refused(None, "", "op_id must be a string of 1 to 128 characters"),
    };
    let id = id.as_deref();
    let Some(named) = head.r#type.and_then(text) else {
        return refused(id, "", "type must be a string");
    };
    let Some(asked) = TYPES.iter().find(|name| **name == named) else {
        return unknown(id, &named);
    };
    match event(frame, head.data) {
        Ok(event) => {
            let command = command(event, request_id(Dialect::Dotted, id));
            Asked { tag: Tag { id: id.map(Into::into), asked }, command: Ok(command) }
        }
        Err(words) => refused(id, asked, words),
    }
}

fn event(frame: &str, data: Option<&RawValue>) -> Result<ClientEvent, String> {
    match data {
        Some(data) if data.get().starts_with('{') => read(frame),
        // A list would count as the values of the fields.
        Some(_) => Err("data must be an object".to_owned()),
        None => {
            let mut fields: Map<String, Value> = read(frame)?;
            let named = fields.remove("type");
            fields.retain(|field, _| field != "op_id" && field != "data");
            read(&json!({ "type": named, "data": fields }).to_string())
        }
    }
}

fn command(event: ClientEvent, request_id: RequestId) -> Command {
    let room = |room_id, request_id| NameRoom { room_id, request_id };
    match event {
        ClientEvent::Authenticate { token } => Command::AuthAuthenticate(Authenticate { token, request_id }),
        ClientEvent::Refresh { refresh_token } => Command::AuthRefresh(RefreshAuth { refresh_token, request_id }),
        ClientEvent::Send { scope, body, attachments, parent_id } => {
            Command::ChatSend(message(scope, body, attachments, parent_id, request_id))
        }
        ClientEvent::Edit { message_id, new_body } => Command::ChatEdit(EditChat { message_id, new_body, request_id }),
        ClientEvent::Delete { message_id, mode } => Command::ChatDelete(DeleteChat { message_id, mode, request_id }),
        ClientEvent::Redact { message_id, mask } => Command::ChatRedact(RedactChat { message_id, mask, request_id }),
        ClientEvent::Read { message_id, room } => Command::ChatRead(ReadChat { room_id: room, message_id, request_id }),
        ClientEvent::React { message_id, reaction, action, .. } => {
            Command::ChatReaction(ReactToChat { message_id, reaction, action, request_id })
        }
        ClientEvent::Typing { scope, typing } => {
            Command::ChatTyping(TypeInChat { room_id: scope, typing, request_id: None })
        }
        ClientEvent::Offer { target_id, call_type, sdp } => {
            Command::CallOffer(OfferCall { target_id, call_type, sdp, request_id })
        }
        ClientEvent::Answer { target_id, sdp } => {
            Command::CallAnswer(AnswerCall { target_id, call_id: None, sdp, request_id })
        }
        ClientEvent::Ice { target_id, candidate } => {
            Command::CallIce(SendCallIce { target_id, call_id: None, candidate, request_id: None })
        }
        ClientEvent::End { target_id, reason } => {
            Command::CallEnd(EndCall { target_id, call_id: None, reason, request_id })
        }
        ClientEvent::Join { room: id } => Command::RoomJoin(room(id, request_id)),
        ClientEvent::Leave { room: id } => Command::RoomLeave(room(id, request_id)),
        ClientEvent::SetPresence { status } => Command::PresenceSet(SetPresence { status, request_id }),
        ClientEvent::Ping {} => Command::PresencePing(Ping { request_id: None }),
    }
}

fn message(
    scope: Id,
    body: Text,
    attachments: Option<Vec<Id>>,
    parent_id: Option<Id>,
    request_id: RequestId,
) -> SendChat {
    SendChat {
        session_id: None,
        message: None,
        room_id: Some(scope),
        body: Some(body),
        attachments,
        parent_id,
        metadata: None,
        priority: None,
        request_id,
    }
}
