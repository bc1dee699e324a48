//! One event of each kind, and what the types of a dialect say of themselves: for the tests of the codecs.
#![allow(clippy::expect_used, reason = "a test may fail where it stands")]

use schemars::{JsonSchema, generate::SchemaGenerator};
use serde_json::{Value, json};

use crate::contract::Event;

/// A room, a message, a mission or whatever else has an id.
pub const ID: &str = "01936e9a-4b7e-7f3c-8d5a-2f1e3c4b5a6d";
const AT: &str = "2026-11-20T18:17:00.000Z";

/// The values of the tag of an enum, as its schema lists them.
pub fn tags<T: JsonSchema>(tag: &str) -> Vec<String> {
    let schema: Value = SchemaGenerator::default().into_root_schema_for::<T>().into();
    let variants = schema["oneOf"].as_array().expect("an enum").iter();
    variants.map(|variant| variant["properties"][tag]["const"].as_str().expect("a tag").to_owned()).collect()
}

macro_rules! events {
    ($($variant:ident $payload:tt)*) => {
        vec![$( Event::$variant(serde_json::from_value(json!($payload)).expect(stringify!($variant))) ),*]
    };
}

/// What is told, one of each kind that is told to others.
pub fn events() -> Vec<Event> {
    [of_the_connection(), of_rooms(), of_people(), of_work()].concat()
}

fn of_the_connection() -> Vec<Event> {
    let user = json!({ "id": "bo", "name": "Bo" });
    let contract = json!({ "version": "1", "hash": "h" });
    events! {
        Connection {
            "status": "connected", "sessions": [], "connectionId": ID, "user": user, "contract": contract,
            "resume": { "replayed": 0 }
        }
        SyncReset { "topic": "missions", "headSeq": 7 }
    }
}

fn of_rooms() -> Vec<Event> {
    let message = json!({
        "id": ID, "roomId": ID, "seq": 3, "senderId": "ann", "body": "hello", "attachments": [], "createdAt": AT,
        "editedAt": AT, "reactions": [{ "reaction": "+1", "userIds": ["bo"] }], "replyCount": 0
    });
    let room = json!({
        "id": ID, "name": "Lobby", "kind": "text", "visibility": "public", "createdAt": AT, "headSeq": 3,
        "memberCount": 2
    });
    let chat = events! {
        ChatMessage(message)
        ChatEdited(message)
        ChatDeleted { "messageId": ID, "roomId": ID, "deletedAt": AT }
        ChatRedacted { "messageId": ID, "roomId": ID, "newBody": "…" }
        ChatReadUpdated { "roomId": ID, "messageId": ID, "userId": "bo" }
        ChatReactionUpdated { "messageId": ID, "roomId": ID, "userId": "bo", "reaction": "+1", "action": "add" }
        ChatTypingUpdated { "roomId": ID, "userId": "bo", "typing": true }
        ChatTypingUpdated { "roomId": ID, "userId": "bo", "typing": false }
        ChatDelta { "sessionId": ID, "runId": ID, "offset": 4, "text": "more" }
        Log { "sessionId": ID, "runId": ID, "data": "a line", "level": "info" }
    };
    let rooms = events! {
        RoomMemberJoined { "roomId": ID, "userId": "bo" }
        RoomMemberLeft { "roomId": ID, "userId": "bo" }
        RoomRoleSet { "roomId": ID, "userId": "bo", "role": "moderator" }
        RoomUpdated(room)
        RoomDeleted { "roomId": ID }
        RoomInvited { "roomId": ID, "userId": "bo", "invitedBy": "ann", "room": room }
        RoomKicked { "roomId": ID, "userId": "bo", "reason": "noise" }
    };
    [chat, rooms].concat()
}

fn of_people() -> Vec<Event> {
    let sdp = json!({ "type": "offer", "sdp": "v=0" });
    events! {
        PresenceUpdated { "userId": "bo", "status": "away", "lastSeenAt": AT }
        DeviceOnline { "deviceId": "phone", "userId": "bo" }
        DeviceOffline { "deviceId": "phone", "userId": "bo" }
        CallOffer { "callId": ID, "fromUser": "bo", "callType": "video", "sdp": sdp }
        CallAnswer { "callId": ID, "fromUser": "bo", "sdp": "v=0" }
        CallIce { "callId": ID, "fromUser": "bo", "candidate": "candidate:1" }
        CallEnd { "callId": ID, "fromUser": "bo", "reason": "hangup" }
        VoiceUserJoined { "roomId": ID, "user": { "id": "bo", "name": "Bo" } }
        VoiceUserLeft { "roomId": ID, "userId": "bo" }
        VoiceOffer { "roomId": ID, "userId": "bo", "sdp": sdp }
        VoiceAnswer { "roomId": ID, "userId": "bo", "sdp": "v=0" }
        VoiceIce { "roomId": ID, "userId": "bo", "candidate": null }
        VoiceMuteUpdated { "roomId": ID, "userId": "bo", "muted": true }
        VoiceSpeaking { "roomId": ID, "userId": "bo", "speaking": true }
    }
}

fn of_work() -> Vec<Event> {
    let task = json!({
        "id": ID, "title": "Sweep", "status": "open", "progress": 10, "assigneeId": "bo", "priority": 2,
        "metadata": { "colour": "red" }, "createdBy": "ann", "createdAt": AT, "updatedAt": AT
    });
    events! {
        TaskCreated(task)
        TaskUpdated(task)
        TaskAssigned(task)
        MissionCreated {
            "missionId": ID, "id": ID, "name": "Work", "status": "pending", "model": "echo", "createdBy": "ann",
            "completedSpecs": 0, "totalSpecs": 3, "percentage": 0.0, "createdAt": AT
        }
        MissionStarted { "missionId": ID }
        MissionProgress {
            "missionId": ID, "currentSpec": "s1", "completedSpecs": 1, "totalSpecs": 4, "percentage": 25.0
        }
        MissionCompleted { "missionId": ID, "success": true, "durationSeconds": 5 }
        MissionFailed { "missionId": ID, "error": "trouble" }
        MissionStatusChanged { "missionId": ID, "oldStatus": "pending", "newStatus": "running" }
        ForgeStarted {
            "runId": ID, "sessionId": ID, "missionId": ID, "specId": "s1", "model": "echo", "startedAt": AT
        }
        ForgeTokenUsage {
            "runId": ID, "sessionId": ID, "missionId": ID, "inputTokens": 1, "outputTokens": 2, "totalCost": 0.5
        }
        ForgeToolExecution {
            "runId": ID, "sessionId": ID, "missionId": ID, "toolName": "Read", "status": "started"
        }
        ForgeCompleted { "runId": ID, "sessionId": ID, "missionId": ID, "status": "completed", "success": true }
        ForgeLog { "runId": ID, "sessionId": ID, "missionId": ID, "level": "warn", "message": "a line" }
        SystemServerStatus { "status": "ok", "activeMissions": 1, "activeSessions": 2 }
        SystemMaintenance { "id": ID, "message": "New disks", "startsAt": AT, "durationMinutes": 30 }
        SystemVersionUpdate { "id": ID, "currentVersion": "1.0.0", "newVersion": "1.1.0" }
    }
}
