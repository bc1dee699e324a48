//! What the dialect is, in words and types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use ts_rs::TS;
use uuid::Uuid;

use super::types::{
    AckResponse, AuthResponse, CallEvent, ChatEvent, DeviceEvent, ErrorResponse, ForgeEvent, MissionCommand,
    MissionEvent, MissionStatusResponse, PongResponse, PresenceEvent, RoomEvent, SessionCommand, SessionInfoResponse,
    SubscriptionCommand, SubscriptionListResponse, SyncEvent, SystemEvent, TYPES, TaskEvent, VoiceEvent,
};
use crate::{
    contract::Time,
    dialect::raw::{Description, Dialect, FrameInfo},
};

pub static DESCRIPTION: Description = Description {
    dialect: Dialect::Envelope,
    about: "Frames are `{ id, type, timestamp, reply_to?, payload }`; of a client's, `type` and `payload` are enough. The \
            `type` of a client's message chooses the group of its command, `payload.command` the command; where that \
            is left out, the `type` says it. Everything is answered, by a message whose `reply_to` is the `id` of the \
            one that it answers. What happens is told as `event.<category>`, with a payload that says by `event` \
            what it was. Ids of users that are no UUIDs are told as a UUIDv5 of the id in the namespace of object ids.",
    ids: "`id`, a UUID, is the idempotency key: what is sent twice under one is done once, and answered twice.",
    client: FrameInfo { again, ..FrameInfo::of::<ClientMessage>() },
    server: FrameInfo::of::<ServerMessage>(),
};

/// A message of a client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeClientMessage", optional_fields)]
struct ClientMessage {
    /// The client's own id of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    #[serde(flatten)]
    event: ClientEvent,
}

/// Client → server. The `type` says which commands the payload may hold.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
#[ts(rename = "EnvelopeClientEvent")]
enum ClientEvent {
    Subscribe(SubscriptionCommand),
    Unsubscribe(SubscriptionCommand),
    ListSubscriptions(SubscriptionCommand),
    MissionStatus(MissionCommand),
    MissionStart(MissionCommand),
    MissionPause(MissionCommand),
    MissionResume(MissionCommand),
    MissionCancel(MissionCommand),
    Authenticate(SessionCommand),
    SessionInfo(SessionCommand),
    Ping(SessionCommand),
}

/// A message of the server.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[ts(rename = "EnvelopeServerMessage", optional_fields)]
struct ServerMessage {
    /// Made by the server; an event has the same for all its readers.
    id: Uuid,
    timestamp: Time,
    /// The `id` of the message that it answers, if that had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<Uuid>,
    #[serde(flatten)]
    event: ServerEvent,
}

/// Server → client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "type", content = "payload", rename_all = "snake_case")]
#[ts(rename = "EnvelopeServerEvent")]
enum ServerEvent {
    Ack(AckResponse),
    Error(ErrorResponse),
    AuthResult(AuthResponse),
    SubscriptionList(SubscriptionListResponse),
    SessionInfo(SessionInfoResponse),
    MissionStatus(MissionStatusResponse),
    Pong(PongResponse),
    #[serde(rename = "event.mission")]
    Mission(MissionEvent),
    #[serde(rename = "event.forge")]
    Forge(ForgeEvent),
    #[serde(rename = "event.system")]
    System(SystemEvent),
    #[serde(rename = "event.chat")]
    Chat(ChatEvent),
    #[serde(rename = "event.room")]
    Room(RoomEvent),
    #[serde(rename = "event.presence")]
    Presence(PresenceEvent),
    #[serde(rename = "event.device")]
    Device(DeviceEvent),
    #[serde(rename = "event.task")]
    Task(TaskEvent),
    #[serde(rename = "event.call")]
    Call(CallEvent),
    #[serde(rename = "event.voice")]
    Voice(VoiceEvent),
    #[serde(rename = "event.sync")]
    Sync(SyncEvent),
}

/// A payload that does not say which command it is of is of that of its `type`.
fn again(frame: &str) -> Result<String, serde_json::Error> {
    let mut message: Map<String, Value> = serde_json::from_str(frame)?;
    let usual = TYPES.iter().find(|(named, _)| message.get("type").is_some_and(|name| name == named));
    let payload = message.entry("payload").or_insert(Value::Null);
    if payload.is_null() {
        *payload = json!({});
    }
    if let (Some((_, usual)), Some(payload)) = (usual, payload.as_object_mut()) {
        payload.entry("command").or_insert_with(|| (*usual).into());
    }
    let message: ClientMessage = serde_json::from_value(message.into())?;
    serde_json::to_string(&message)
}
