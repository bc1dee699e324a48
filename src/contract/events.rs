//! The table, second part: every event, server → client.

use super::{table, *};
use crate::error::ErrorPayload;

table::events! {
    /// To this client only, `handshake.connection_event_delay` after CONNECT.
    "connection" Connection(Connected), Ephemeral;
    /// One minute before the credentials run out; then `auth:error` with `AUTH_EXPIRED`, and the end.
    "auth:expiring" AuthExpiring(AuthExpiring), Ephemeral;
    /// To the owner's other connections.
    "session:created" SessionCreated(Session), Ephemeral;
    /// To the owner's other connections.
    "session:renamed" SessionRenamed(SessionRenamed), Ephemeral;
    /// To the owner's other connections.
    "session:deleted" SessionDeleted(SessionDeleted), Ephemeral;
    /// A message of a session, of its owner or its agent.
    "chat:message" ChatMessage(ChatMessage), Durable;
    /// A message has another text now.
    "chat:edited" ChatEdited(ChatMessage), Durable;
    /// A message was deleted.
    "chat:deleted" ChatDeleted(ChatDeleted), Durable;
    /// A message's text was replaced by a moderator.
    "chat:redacted" ChatRedacted(ChatRedacted), Durable;
    /// Somebody has read everything up to a message.
    "chat:readUpdated" ChatReadUpdated(ReadUpdated), Durable;
    /// Somebody reacted to a message, or took it back.
    "chat:reactionUpdated" ChatReactionUpdated(ReactionUpdated), Durable;
    /// Somebody types, or does not any more; never to the one who does.
    "chat:typingUpdated" ChatTypingUpdated(TypingUpdated), Ephemeral, priority: LOW;
    /// Somebody came, went or looks otherwise: to those who share a room with them and to their
    /// own other connections.
    "presence:updated" PresenceUpdated(Presence), Ephemeral;
    /// A device of somebody came: to their other devices and to those who share a room with them.
    "device:online" DeviceOnline(UserDevice), Ephemeral;
    /// A device of somebody has been gone for `presence.grace`, or does not show any more.
    "device:offline" DeviceOffline(UserDevice), Ephemeral;
    /// Somebody became a member of a room, once per user.
    "room:memberJoined" RoomMemberJoined(Membership), Durable;
    /// Somebody is no member of a room any more, once per user; the last event that they get.
    "room:memberLeft" RoomMemberLeft(Membership), Durable;
    /// A member of a room has another role.
    "room:roleSet" RoomRoleSet(RoleSet), Durable;
    /// A room has another name, visibility or slug.
    "room:updated" RoomUpdated(Room), Durable;
    /// A room is gone: to its members.
    "room:deleted" RoomDeleted(RoomNamed), Ephemeral;
    /// To the connections of somebody who was invited to a room.
    "room:invited" RoomInvited(RoomInvited), Ephemeral;
    /// To the connections of somebody who was removed from a room.
    "room:kicked" RoomKicked(RoomKicked), Ephemeral;
    /// A `room:*` command failed.
    "room:error" RoomError(ErrorPayload), Ephemeral;
    /// A piece of an answer as it streams.
    "chat:delta" ChatDelta(ChatDelta), Ephemeral;
    /// A line of an agent's log.
    "log" Log(Log), Durable, priority: BACKGROUND;
    /// A run has begun.
    "forge:started" ForgeStarted(ForgeStarted), Durable;
    /// A run has ended.
    "forge:completed" ForgeCompleted(ForgeCompleted), Durable;
    /// What a forge session has used so far.
    "forge:tokenUsage" ForgeTokenUsage(ForgeTokenUsage), Durable;
    /// A forge session uses a tool.
    "forge:toolExecution" ForgeToolExecution(ForgeToolExecution), Durable;
    /// A line of a forge session's log.
    "forge:log" ForgeLog(ForgeLog), Durable, priority: BACKGROUND;
    /// A mission was made.
    "mission:created" MissionCreated(MissionCreated), Durable;
    /// The first spec of a mission has begun.
    "mission:started" MissionStarted(MissionStarted), Durable;
    /// A spec of a mission has begun or ended, or the mission waits for its turn.
    "mission:progress" MissionProgress(MissionProgress), Durable;
    /// All specs of a mission are done.
    "mission:completed" MissionCompleted(MissionCompleted), Durable;
    /// A spec of a mission failed, and the mission with it.
    "mission:failed" MissionFailed(MissionFailed), Durable;
    /// A mission stands elsewhere now.
    "mission:statusChanged" MissionStatusChanged(MissionStatusChanged), Durable;
    /// A task was made.
    "task:created" TaskCreated(Task), Durable;
    /// A task has another status, progress or metadata.
    "task:updated" TaskUpdated(Task), Durable;
    /// A task is somebody's to do. Who had it so far hears of it too, and of a task without room
    /// nothing more.
    "task:assigned" TaskAssigned(Task), Durable;
    /// On topic `system`: what the server is at. To who subscribes at once, and at a steady pace.
    "system:serverStatus" SystemServerStatus(SystemServerStatus), Ephemeral;
    /// On topic `system`: how the server is. To who subscribes at once, and at a steady pace.
    "system:health" SystemHealth(SystemHealth), Ephemeral, priority: LOW;
    /// On topic `system`: the server will be away. Also to who subscribes before it is over.
    "system:maintenance" SystemMaintenance(SystemMaintenance), Ephemeral, priority: CRITICAL;
    /// On topic `system`: a new version has come out. Also to who subscribes later.
    "system:versionUpdate" SystemVersionUpdate(SystemVersionUpdate), Ephemeral;
    /// Somebody calls, or describes a call anew.
    "call:offer" CallOffer(CallOffered), Ephemeral, priority: HIGH;
    /// The other end has answered.
    "call:answer" CallAnswer(CallAnswered), Ephemeral, priority: HIGH;
    /// A way to reach the other end of a call.
    "call:ice" CallIce(CallIce), Ephemeral, priority: HIGH;
    /// A call is over, or on this device.
    "call:end" CallEnd(CallEnd), Ephemeral, priority: HIGH;
    /// A `call:*` command failed.
    "call:error" CallError(ErrorPayload), Ephemeral;
    /// Somebody takes part in a voice room; to everyone who watches it but the connection itself,
    /// as all `voice:*` events of who does what.
    "voice:userJoined" VoiceUserJoined(VoiceUserJoined), Ephemeral, priority: HIGH;
    /// Somebody takes part no more, or goes on on another device.
    "voice:userLeft" VoiceUserLeft(VoiceUserLeft), Ephemeral, priority: HIGH;
    /// A participant's offer.
    "voice:offer" VoiceOffer(VoiceSdp), Ephemeral, priority: HIGH;
    /// A participant's answer.
    "voice:answer" VoiceAnswer(VoiceSdp), Ephemeral, priority: HIGH;
    /// A way to reach a participant.
    "voice:ice" VoiceIce(VoiceIce), Ephemeral, priority: HIGH;
    /// Somebody is muted, or no longer.
    "voice:muteUpdated" VoiceMuteUpdated(MuteUpdated), Ephemeral, priority: HIGH;
    /// Somebody speaks, or no longer.
    "voice:speaking" VoiceSpeaking(SpeakingUpdated), Ephemeral, priority: LOW;
    /// A `voice:*` command failed.
    "voice:error" VoiceError(ErrorPayload), Ephemeral;
    /// A position that cannot be resumed from.
    "sync:reset" SyncReset(SyncReset), Ephemeral;
    /// A `session:*` command failed.
    "session:error" SessionError(ErrorPayload), Ephemeral;
    /// A `chat:*` command failed.
    "chat:error" ChatError(ErrorPayload), Ephemeral;
    /// A `mission:*` command failed.
    "mission:error" MissionError(ErrorPayload), Ephemeral;
    /// A `task:*` command failed.
    "task:error" TaskError(ErrorPayload), Ephemeral;
    /// A `subscription:*` command failed.
    "subscription:error" SubscriptionError(ErrorPayload), Ephemeral;
    /// An `auth:*` command failed, or the credentials ran out.
    "auth:error" AuthError(ErrorPayload), Ephemeral;
    /// A `presence:*` command failed.
    "presence:error" PresenceError(ErrorPayload), Ephemeral;
    /// A `sync:*` command failed.
    "sync:error" SyncError(ErrorPayload), Ephemeral;
    /// A command of no known namespace.
    "error" UnknownError(ErrorPayload), Ephemeral;
}
