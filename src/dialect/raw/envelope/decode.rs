//! Client → server.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    names,
    types::{IncomingMessage, MissionCommand, SessionCommand, SubscriptionCommand, SubscriptionFilters, TYPES},
};
use crate::{
    connection::Tag,
    contract::{
        Authenticate, Command, Filters, GetAuthInfo, Id, ListSubscriptions, NameMission, NameRoom, Ping, RequestId,
        Subscribe, Unsubscribe,
    },
    dialect::raw::{Asked, Dialect, id_within, read, refused, request_id, short, unknown},
};

/// The topics of rooms begin like this.
const ROOMS: &str = "rooms/";

/// A command, by the `type` of a message that asks for it: that decides how it is answered.
type Named = (&'static str, Command);

/// A frame → a command of the contract.
pub fn decode(frame: &str) -> Asked {
    let message: IncomingMessage = match read(frame) {
        Ok(message) => message,
        Err(words) => {
            let own = id_within(frame).filter(|id| Uuid::parse_str(id).is_ok());
            return refused(own.as_deref(), "", words);
        }
    };
    let own = message.id.map(|id| id.to_string());
    let id = own.as_deref();
    let Some((named, usual)) = TYPES.iter().find(|(named, _)| *named == message.msg_type) else {
        return unknown(id, &message.msg_type);
    };
    let request_id = request_id(Dialect::Envelope, id);
    let payload = payload(&message, usual);
    let command = payload.and_then(|payload| match *named {
        "subscribe" | "unsubscribe" | "list_subscriptions" => subscription(parse(payload)?, request_id),
        "authenticate" | "session_info" | "ping" => Ok(session(parse(payload)?, request_id)),
        _ => mission(parse(payload)?, request_id),
    });
    match command {
        Ok((asked, command)) => Asked { tag: Tag { id: id.map(Into::into), asked }, command: Ok(command) },
        Err(words) => refused(id, named, words),
    }
}

/// The payload of a message; one that does not say which command it is of is of that of its `type`.
fn payload(message: &IncomingMessage<'_>, usual: &str) -> Result<Map<String, Value>, String> {
    let mut payload = match message.payload {
        None => Map::new(),
        Some(payload) if payload.get().starts_with('{') => read::<Map<String, Value>>(payload.get())?,
        Some(_) => return Err("payload must be an object".to_owned()),
    };
    payload.entry("command").or_insert_with(|| usual.into());
    Ok(payload)
}

fn parse<T: DeserializeOwned>(payload: Map<String, Value>) -> Result<T, String> {
    serde_json::from_value(Value::Object(payload)).map_err(|error| short(&error.to_string()))
}

fn subscription(command: SubscriptionCommand, request_id: RequestId) -> Result<Named, String> {
    Ok(match command {
        SubscriptionCommand::Subscribe { topic, filters } => {
            let room = topic.as_str().strip_prefix(ROOMS).map(id_of).transpose()?;
            let filters = filters.map(wanted).transpose()?;
            let command = match room.filter(|_| filters.is_none()) {
                // The dialect has no other way into a room.
                Some(room_id) => Command::RoomJoin(NameRoom { room_id, request_id }),
                None => Command::SubscriptionSubscribe(Subscribe { topic, filters, request_id }),
            };
            ("subscribe", command)
        }
        SubscriptionCommand::Unsubscribe { topic } => {
            ("unsubscribe", Command::SubscriptionUnsubscribe(Unsubscribe { topic, request_id }))
        }
        SubscriptionCommand::ListSubscriptions => {
            ("list_subscriptions", Command::SubscriptionList(ListSubscriptions { request_id }))
        }
    })
}

fn wanted(filters: SubscriptionFilters) -> Result<Filters, String> {
    let id = |id: Option<Uuid>| id.map(|id| id_of(&id.to_string())).transpose();
    Ok(Filters {
        mission_id: id(filters.mission_id)?,
        session_id: id(filters.session_id)?,
        event_types: filters.event_types.as_deref().map(names::wanted).transpose()?,
    })
}

fn mission(command: MissionCommand, request_id: RequestId) -> Result<Named, String> {
    let named =
        |mission_id: Uuid| Ok::<_, String>(NameMission { mission_id: id_of(&mission_id.to_string())?, request_id });
    Ok(match command {
        MissionCommand::GetStatus { mission_id } => ("mission_status", Command::MissionGetStatus(named(mission_id)?)),
        MissionCommand::Start { mission_id } => ("mission_start", Command::MissionStart(named(mission_id)?)),
        MissionCommand::Pause { mission_id } => ("mission_pause", Command::MissionPause(named(mission_id)?)),
        MissionCommand::Resume { mission_id } => ("mission_resume", Command::MissionResume(named(mission_id)?)),
        MissionCommand::Cancel { mission_id } => ("mission_cancel", Command::MissionCancel(named(mission_id)?)),
    })
}

fn session(command: SessionCommand, request_id: RequestId) -> Named {
    match command {
        SessionCommand::Authenticate { token } => {
            ("authenticate", Command::AuthAuthenticate(Authenticate { token, request_id }))
        }
        SessionCommand::GetInfo => ("session_info", Command::AuthInfo(GetAuthInfo { request_id })),
        SessionCommand::Ping => ("ping", Command::PresencePing(Ping { request_id: None })),
    }
}

fn id_of(text: &str) -> Result<Id, String> {
    Id::try_from(text.to_owned()).map_err(str::to_owned)
}
