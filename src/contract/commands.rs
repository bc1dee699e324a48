//! The table, first part: every command, client → server, and how it is answered.

use super::{table, *};
use crate::{
    domain::{self, Cx, Either, Outcome, Reply},
    error::Error,
};

table::commands! {
    /// What the caller may see, oldest first.
    "session:list" SessionList(ListSessions)
        -> "session:list"(SessionList) | "session:error"
        = session::list, Read, Required, rate: reads;
    /// Makes a session. An unknown model is a `VALIDATION_ERROR` that names the allowed ones.
    "session:create" SessionCreate(CreateSession)
        -> "session:created"(Session) | "session:error"
        = session::create, Change, Required, rate: changes;
    /// A session with its recent history and the run that is going on, so that a second
    /// device picks up in mid-answer.
    "session:switch" SessionSwitch(SwitchSession)
        -> "session:switched"(SessionSwitched) | "session:error"
        = session::switch, Read, Required, rate: reads;
    /// Gives a session its title.
    "session:rename" SessionRename(RenameSession)
        -> "session:renamed"(SessionRenamed) | "session:error"
        = session::rename, Change, Required, rate: changes;
    /// Deletes a session; a running run is cancelled first.
    "session:delete" SessionDelete(DeleteSession)
        -> "session:deleted"(SessionDeleted) | "session:error"
        = session::delete, Change, Required, rate: changes;
    /// A page of a session's messages, oldest first.
    "session:history" SessionHistory(SessionHistory)
        -> "session:history"(HistoryPage) | "session:error"
        = session::history, Read, Required, rate: reads;
    /// Speaks to the agent of a session; the reply comes when the run has ended. While
    /// another run of the session goes on it waits its turn, up to `limits.queued_runs`,
    /// then `OVERLOADED`. Or posts to a room.
    "chat:send" ChatSend(SendChat)
        -> "chat:response"(ChatResponse) or "chat:sent"(ChatSent) | "chat:error"
        = chat::send, Change, Required, rate: messages;
    /// Ends the session's run; the stopped `chat:send` gets `CANCELLED`.
    "chat:stop" ChatStop(StopChat)
        -> "chat:stopped"(ChatStopped) | "chat:error"
        = chat::stop, Change, Required, rate: changes;
    /// Says who the connection speaks for, or goes on as the same user with a fresh token.
    "auth:authenticate" AuthAuthenticate(Authenticate)
        -> "auth:authenticated"(Authenticated) | "auth:error"
        = auth::authenticate, Open, Required, rate: auth;
    /// Exchanges a refresh token of a built-in account; the connection goes on with the new one.
    "auth:refresh" AuthRefresh(RefreshAuth)
        -> "auth:refreshed"(AuthRefreshed) | "auth:error"
        = auth::refresh, Open, Required, rate: auth;
    /// Gives a message another text; its author only.
    "chat:edit" ChatEdit(EditChat)
        -> "chat:edited"(ChatMessage) | "chat:error"
        = conversation::edit, Change, Required, rate: changes;
    /// Deletes a message: its author or a moderator; hard, so that nothing is left of it, a
    /// moderator only.
    "chat:delete" ChatDelete(DeleteChat)
        -> "chat:deleted"(ChatDeleted) | "chat:error"
        = conversation::delete, Change, Required, rate: changes;
    /// Puts a mask in the place of a message's text; moderators only.
    "chat:redact" ChatRedact(RedactChat)
        -> "chat:redacted"(ChatRedacted) | "chat:error"
        = conversation::redact, Change, Required, rate: changes;
    /// Moves the caller's read position forward.
    "chat:read" ChatRead(ReadChat)
        -> "chat:readUpdated"(ReadUpdated) | "chat:error"
        = conversation::read, Change, Required, rate: changes;
    /// Adds a reaction to a message or takes it back; idempotent.
    "chat:reaction" ChatReaction(ReactToChat)
        -> "chat:reactionUpdated"(ReactionUpdated) | "chat:error"
        = conversation::react, Change, Required, rate: changes;
    /// Tells the others of a room that the caller types, or no more.
    "chat:typing" ChatTyping(TypeInChat)
        -> "chat:ack"(Acknowledged) | "chat:error"
        = conversation::typing, Read, Optional, rate: signals;
    /// Makes a room; the caller becomes its owner, and this connection watches it.
    "room:create" RoomCreate(CreateRoom)
        -> "room:created"(Room) | "room:error"
        = room::create, Change, Required, rate: changes, Watches;
    /// The rooms that the caller may know of.
    "room:list" RoomList(ListRooms)
        -> "room:list"(RoomList) | "room:error"
        = room::list, Read, Required, rate: reads;
    /// Makes the caller a member, and this connection watch; idempotent. A disconnect is no
    /// leave.
    "room:join" RoomJoin(NameRoom)
        -> "room:joined"(RoomJoined) | "room:error"
        = room::join, Change, Required, rate: changes, Watches;
    /// Ends the caller's membership, on all devices; idempotent.
    "room:leave" RoomLeave(NameRoom)
        -> "room:left"(RoomNamed) | "room:error"
        = room::leave, Change, Required, rate: changes;
    /// A page of a room's messages, oldest first.
    "room:history" RoomHistory(RoomHistory)
        -> "room:history"(HistoryPage) | "room:error"
        = room::history, Read, Required, rate: reads;
    /// Lets a user into a room; moderators, and all members of a direct room.
    "room:invite" RoomInvite(InviteToRoom)
        -> "room:invited"(RoomInvited) | "room:error"
        = room::invite, Change, Required, rate: changes;
    /// Ends the membership or invitation of somebody with a lower role; moderators.
    "room:kick" RoomKick(KickFromRoom)
        -> "room:kicked"(RoomKicked) | "room:error"
        = room::kick, Change, Required, rate: changes;
    /// Gives a member another role; owners.
    "room:setRole" RoomSetRole(SetRole)
        -> "room:roleSet"(RoleSet) | "room:error"
        = room::set_role, Change, Required, rate: changes;
    /// Changes what a room is called (moderators), who may know of it and its slug (owners).
    "room:update" RoomUpdate(UpdateRoom)
        -> "room:updated"(Room) | "room:error"
        = room::update, Change, Required, rate: changes;
    /// Deletes a room with everything that was said in it; owners.
    "room:delete" RoomDelete(NameRoom)
        -> "room:deleted"(RoomNamed) | "room:error"
        = room::delete, Change, Required, rate: changes;
    /// Who this connection is and what it watches.
    "auth:info" AuthInfo(GetAuthInfo)
        -> "auth:info"(AuthInfo) | "auth:error"
        = auth::info, Open, Required, rate: reads;
    /// The newest `seq` of each watched topic.
    "presence:ping" PresencePing(Ping)
        -> "presence:pong"(Pong) | "presence:error"
        = presence::ping, Open, Optional, rate: signals;
    /// How the caller looks to others, on all devices, until they are gone.
    "presence:set" PresenceSet(SetPresence)
        -> "presence:updated"(Presence) | "presence:error"
        = presence::set, Change, Required, rate: changes;
    /// Who is there, of those who share a room with the caller.
    "presence:get" PresenceGet(GetPresence)
        -> "presence:get"(Presences) | "presence:error"
        = presence::get, Read, Required, rate: reads;
    /// Calls somebody with whom the caller shares a room: it rings on all their devices, also on
    /// those that come while it rings. A busy callee: `call:end` follows at once. Two crossing
    /// offers are one call, the first: the reply to the second names it. Within a call that was
    /// answered: describes it anew.
    "call:offer" CallOffer(OfferCall)
        -> "call:ringing"(CallNamed) | "call:error"
        = call::offer, Read, Required, rate: signals;
    /// Answers a call: it goes on on this connection, and stops ringing on all others.
    "call:answer" CallAnswer(AnswerCall)
        -> "call:answered"(CallNamed) | "call:error"
        = call::answer, Read, Required, rate: signals;
    /// A way to be reached in a call; before the answer it waits for it.
    "call:ice" CallIce(SendCallIce)
        -> "call:ack"(Acknowledged) | "call:error"
        = call::ice, Read, Optional, rate: signals;
    /// Hangs up, cancels or declines.
    "call:end" CallEnd(EndCall)
        -> "call:ended"(CallEnded) | "call:error"
        = call::end, Read, Required, rate: signals;
    /// Takes part in a voice room on this connection, which watches the room from now on;
    /// idempotent.
    "voice:join" VoiceJoin(NameRoom)
        -> "voice:joined"(VoiceJoined) | "voice:error"
        = voice::join, Read, Required, rate: signals, Watches;
    /// Takes part no more; idempotent.
    "voice:leave" VoiceLeave(NameRoom)
        -> "voice:left"(VoiceLeft) | "voice:error"
        = voice::leave, Read, Required, rate: signals;
    /// An offer to one participant or to all others.
    "voice:offer" VoiceOffer(SendVoiceSdp)
        -> "voice:relayed"(VoiceRelayed) | "voice:error"
        = voice::offer, Read, Required, rate: signals;
    /// An answer to one participant or to all others.
    "voice:answer" VoiceAnswer(SendVoiceSdp)
        -> "voice:relayed"(VoiceRelayed) | "voice:error"
        = voice::answer, Read, Required, rate: signals;
    /// A way to be reached, to one participant or to all others.
    "voice:ice" VoiceIce(SendVoiceIce)
        -> "voice:ack"(Acknowledged) | "voice:error"
        = voice::ice, Read, Optional, rate: signals;
    /// Mutes the caller, who then speaks no more.
    "voice:mute" VoiceMute(NameRoom)
        -> "voice:muteUpdated"(MuteUpdated) | "voice:error"
        = voice::mute, Read, Required, rate: signals;
    /// The reverse of `voice:mute`.
    "voice:unmute" VoiceUnmute(NameRoom)
        -> "voice:muteUpdated"(MuteUpdated) | "voice:error"
        = voice::unmute, Read, Required, rate: signals;
    /// Tells the others that the caller speaks, or no more.
    "voice:speaking" VoiceSpeaking(SaySpeaking)
        -> "voice:ack"(Acknowledged) | "voice:error"
        = voice::speaking, Read, Optional, rate: signals;
    /// Makes a mission, which its creator steers and the members of its room see.
    "mission:create" MissionCreate(CreateMission)
        -> "mission:created"(MissionCreated) | "mission:error"
        = mission::create, Change, Required, rate: changes;
    /// What the caller may see, oldest first.
    "mission:list" MissionList(ListMissions)
        -> "mission:list"(MissionList) | "mission:error"
        = mission::list, Read, Required, rate: reads;
    /// How far a mission is.
    "mission:getStatus" MissionGetStatus(NameMission)
        -> "mission:status"(Mission) | "mission:error"
        = mission::get_status, Read, Required, rate: reads;
    /// Lets a mission that is pending run; it waits for its turn while others do.
    "mission:start" MissionStart(NameMission)
        -> "mission:status"(Mission) | "mission:error"
        = mission::start, Change, Required, rate: changes;
    /// Lets the spec that is at work go on to its end, and no further one begin.
    "mission:pause" MissionPause(NameMission)
        -> "mission:status"(Mission) | "mission:error"
        = mission::pause, Change, Required, rate: changes;
    /// Lets a mission that is paused go on.
    "mission:resume" MissionResume(NameMission)
        -> "mission:status"(Mission) | "mission:error"
        = mission::resume, Change, Required, rate: changes;
    /// Stops a mission for good, and the spec that is at work.
    "mission:cancel" MissionCancel(NameMission)
        -> "mission:status"(Mission) | "mission:error"
        = mission::cancel, Change, Required, rate: changes;
    /// Makes a task, which the members of its room see and change, or its creator and its assignee.
    "task:create" TaskCreate(CreateTask)
        -> "task:created"(Task) | "task:error"
        = task::create, Change, Required, rate: changes;
    /// What the caller may see, oldest first.
    "task:list" TaskList(ListTasks)
        -> "task:list"(TaskList) | "task:error"
        = task::list, Read, Required, rate: reads;
    /// Says how far a task is, or what it carries.
    "task:update" TaskUpdate(UpdateTask)
        -> "task:updated"(Task) | "task:error"
        = task::update, Change, Required, rate: changes;
    /// Says who is to do a task, and how urgent it is.
    "task:assign" TaskAssign(AssignTask)
        -> "task:assigned"(Task) | "task:error"
        = task::assign, Change, Required, rate: changes;
    /// Tells this connection what happens on a topic from now on; idempotent. A subscription is
    /// no permission: of a shared topic one is told what one may see.
    "subscription:subscribe" SubscriptionSubscribe(Subscribe)
        -> "subscription:subscribed"(Subscribed) | "subscription:error"
        = subscription::subscribe, Read, Required, rate: reads, Watches;
    /// The reverse of `subscription:subscribe`; idempotent.
    "subscription:unsubscribe" SubscriptionUnsubscribe(Unsubscribe)
        -> "subscription:unsubscribed"(Unsubscribed) | "subscription:error"
        = subscription::unsubscribe, Read, Required, rate: reads;
    /// What this connection is subscribed to.
    "subscription:list" SubscriptionList(ListSubscriptions)
        -> "subscription:list"(SubscriptionList) | "subscription:error"
        = subscription::list, Read, Required, rate: reads;
    /// Sends again what was missed since the given positions.
    "sync:resume" SyncResume(ResumeSync)
        -> "sync:resumed"(Resumed) | "sync:error"
        = sync::resume, Read, Required, rate: reads, Watches;
}
