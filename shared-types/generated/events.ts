// Generated from the contract table by `npm run generate`. Do not edit.

import type {
  Acknowledged,
  AnswerCall,
  AssignTask,
  AuthExpiring,
  AuthInfo,
  AuthRefreshed,
  Authenticate,
  Authenticated,
  CallAnswered,
  CallEnd,
  CallEnded,
  CallIce,
  CallNamed,
  CallOffered,
  ChatDeleted,
  ChatDelta,
  ChatMessage,
  ChatRedacted,
  ChatResponse,
  ChatSent,
  ChatStopped,
  Connected,
  CreateMission,
  CreateRoom,
  CreateSession,
  CreateTask,
  DeleteChat,
  DeleteSession,
  EditChat,
  EndCall,
  ErrorPayload,
  ForgeCompleted,
  ForgeLog,
  ForgeStarted,
  ForgeTokenUsage,
  ForgeToolExecution,
  GetAuthInfo,
  GetPresence,
  HistoryPage,
  InviteToRoom,
  KickFromRoom,
  ListMissions,
  ListRooms,
  ListSessions,
  ListSubscriptions,
  ListTasks,
  Log,
  Membership,
  Mission,
  MissionCompleted,
  MissionCreated,
  MissionFailed,
  MissionList,
  MissionProgress,
  MissionStarted,
  MissionStatusChanged,
  MuteUpdated,
  NameMission,
  NameRoom,
  OfferCall,
  Ping,
  Pong,
  Presence,
  Presences,
  ReactToChat,
  ReactionUpdated,
  ReadChat,
  ReadUpdated,
  RedactChat,
  RefreshAuth,
  RenameSession,
  ResumeSync,
  Resumed,
  RoleSet,
  Room,
  RoomHistory,
  RoomInvited,
  RoomJoined,
  RoomKicked,
  RoomList,
  RoomNamed,
  SaySpeaking,
  SendCallIce,
  SendChat,
  SendVoiceIce,
  SendVoiceSdp,
  Session,
  SessionDeleted,
  SessionHistory,
  SessionList,
  SessionRenamed,
  SessionSwitched,
  SetPresence,
  SetRole,
  SpeakingUpdated,
  StopChat,
  Subscribe,
  Subscribed,
  SubscriptionList,
  SwitchSession,
  SyncReset,
  SystemHealth,
  SystemMaintenance,
  SystemServerStatus,
  SystemVersionUpdate,
  Task,
  TaskList,
  TypeInChat,
  TypingUpdated,
  Unsubscribe,
  Unsubscribed,
  UpdateRoom,
  UpdateTask,
  UserDevice,
  VoiceIce,
  VoiceJoined,
  VoiceLeft,
  VoiceRelayed,
  VoiceSdp,
  VoiceUserJoined,
  VoiceUserLeft,
} from "./types.js";

/** Client → server. */
export type ClientMessage =
  | { type: "session:list"; payload: ListSessions }
  | { type: "session:create"; payload: CreateSession }
  | { type: "session:switch"; payload: SwitchSession }
  | { type: "session:rename"; payload: RenameSession }
  | { type: "session:delete"; payload: DeleteSession }
  | { type: "session:history"; payload: SessionHistory }
  | { type: "chat:send"; payload: SendChat }
  | { type: "chat:stop"; payload: StopChat }
  | { type: "auth:authenticate"; payload: Authenticate }
  | { type: "auth:refresh"; payload: RefreshAuth }
  | { type: "chat:edit"; payload: EditChat }
  | { type: "chat:delete"; payload: DeleteChat }
  | { type: "chat:redact"; payload: RedactChat }
  | { type: "chat:read"; payload: ReadChat }
  | { type: "chat:reaction"; payload: ReactToChat }
  | { type: "chat:typing"; payload: TypeInChat }
  | { type: "room:create"; payload: CreateRoom }
  | { type: "room:list"; payload: ListRooms }
  | { type: "room:join"; payload: NameRoom }
  | { type: "room:leave"; payload: NameRoom }
  | { type: "room:history"; payload: RoomHistory }
  | { type: "room:invite"; payload: InviteToRoom }
  | { type: "room:kick"; payload: KickFromRoom }
  | { type: "room:setRole"; payload: SetRole }
  | { type: "room:update"; payload: UpdateRoom }
  | { type: "room:delete"; payload: NameRoom }
  | { type: "auth:info"; payload: GetAuthInfo }
  | { type: "presence:ping"; payload: Ping }
  | { type: "presence:set"; payload: SetPresence }
  | { type: "presence:get"; payload: GetPresence }
  | { type: "call:offer"; payload: OfferCall }
  | { type: "call:answer"; payload: AnswerCall }
  | { type: "call:ice"; payload: SendCallIce }
  | { type: "call:end"; payload: EndCall }
  | { type: "voice:join"; payload: NameRoom }
  | { type: "voice:leave"; payload: NameRoom }
  | { type: "voice:offer"; payload: SendVoiceSdp }
  | { type: "voice:answer"; payload: SendVoiceSdp }
  | { type: "voice:ice"; payload: SendVoiceIce }
  | { type: "voice:mute"; payload: NameRoom }
  | { type: "voice:unmute"; payload: NameRoom }
  | { type: "voice:speaking"; payload: SaySpeaking }
  | { type: "mission:create"; payload: CreateMission }
  | { type: "mission:list"; payload: ListMissions }
  | { type: "mission:getStatus"; payload: NameMission }
  | { type: "mission:start"; payload: NameMission }
  | { type: "mission:pause"; payload: NameMission }
  | { type: "mission:resume"; payload: NameMission }
  | { type: "mission:cancel"; payload: NameMission }
  | { type: "task:create"; payload: CreateTask }
  | { type: "task:list"; payload: ListTasks }
  | { type: "task:update"; payload: UpdateTask }
  | { type: "task:assign"; payload: AssignTask }
  | { type: "subscription:subscribe"; payload: Subscribe }
  | { type: "subscription:unsubscribe"; payload: Unsubscribe }
  | { type: "subscription:list"; payload: ListSubscriptions }
  | { type: "sync:resume"; payload: ResumeSync };

/** Server → client. */
export type ServerMessage =
  | { type: "auth:authenticated"; payload: Authenticated & { requestId: string } }
  | { type: "auth:error"; payload: ErrorPayload }
  | { type: "auth:expiring"; payload: AuthExpiring }
  | { type: "auth:info"; payload: AuthInfo & { requestId: string } }
  | { type: "auth:refreshed"; payload: AuthRefreshed & { requestId: string } }
  | { type: "call:ack"; payload: Acknowledged & { requestId?: string } }
  | { type: "call:answer"; payload: CallAnswered }
  | { type: "call:answered"; payload: CallNamed & { requestId: string } }
  | { type: "call:end"; payload: CallEnd }
  | { type: "call:ended"; payload: CallEnded & { requestId: string } }
  | { type: "call:error"; payload: ErrorPayload }
  | { type: "call:ice"; payload: CallIce }
  | { type: "call:offer"; payload: CallOffered }
  | { type: "call:ringing"; payload: CallNamed & { requestId: string } }
  | { type: "chat:ack"; payload: Acknowledged & { requestId?: string } }
  | { type: "chat:deleted"; payload: ChatDeleted & { requestId?: string }; topic?: string; seq?: number }
  | { type: "chat:delta"; payload: ChatDelta }
  | { type: "chat:edited"; payload: ChatMessage & { requestId?: string }; topic?: string; seq?: number }
  | { type: "chat:error"; payload: ErrorPayload }
  | { type: "chat:message"; payload: ChatMessage; topic: string; seq: number }
  | { type: "chat:reactionUpdated"; payload: ReactionUpdated & { requestId?: string }; topic?: string; seq?: number }
  | { type: "chat:readUpdated"; payload: ReadUpdated & { requestId?: string }; topic?: string; seq?: number }
  | { type: "chat:redacted"; payload: ChatRedacted & { requestId?: string }; topic?: string; seq?: number }
  | { type: "chat:response"; payload: ChatResponse & { requestId: string }; topic?: string; seq?: number }
  | { type: "chat:sent"; payload: ChatSent & { requestId: string }; topic?: string; seq?: number }
  | { type: "chat:stopped"; payload: ChatStopped & { requestId: string }; topic?: string; seq?: number }
  | { type: "chat:typingUpdated"; payload: TypingUpdated }
  | { type: "connection"; payload: Connected }
  | { type: "device:offline"; payload: UserDevice }
  | { type: "device:online"; payload: UserDevice }
  | { type: "error"; payload: ErrorPayload }
  | { type: "forge:completed"; payload: ForgeCompleted; topic: string; seq: number }
  | { type: "forge:log"; payload: ForgeLog; topic: string; seq: number }
  | { type: "forge:started"; payload: ForgeStarted; topic: string; seq: number }
  | { type: "forge:tokenUsage"; payload: ForgeTokenUsage; topic: string; seq: number }
  | { type: "forge:toolExecution"; payload: ForgeToolExecution; topic: string; seq: number }
  | { type: "log"; payload: Log; topic: string; seq: number }
  | { type: "mission:completed"; payload: MissionCompleted; topic: string; seq: number }
  | { type: "mission:created"; payload: MissionCreated & { requestId?: string }; topic?: string; seq?: number }
  | { type: "mission:error"; payload: ErrorPayload }
  | { type: "mission:failed"; payload: MissionFailed; topic: string; seq: number }
  | { type: "mission:list"; payload: MissionList & { requestId: string } }
  | { type: "mission:progress"; payload: MissionProgress; topic: string; seq: number }
  | { type: "mission:started"; payload: MissionStarted; topic: string; seq: number }
  | { type: "mission:status"; payload: Mission & { requestId: string }; topic?: string; seq?: number }
  | { type: "mission:statusChanged"; payload: MissionStatusChanged; topic: string; seq: number }
  | { type: "presence:error"; payload: ErrorPayload }
  | { type: "presence:get"; payload: Presences & { requestId: string } }
  | { type: "presence:pong"; payload: Pong & { requestId?: string } }
  | { type: "presence:updated"; payload: Presence & { requestId?: string }; topic?: string; seq?: number }
  | { type: "room:created"; payload: Room & { requestId: string }; topic?: string; seq?: number }
  | { type: "room:deleted"; payload: RoomNamed & { requestId?: string }; topic?: string; seq?: number }
  | { type: "room:error"; payload: ErrorPayload }
  | { type: "room:history"; payload: HistoryPage & { requestId: string } }
  | { type: "room:invited"; payload: RoomInvited & { requestId?: string }; topic?: string; seq?: number }
  | { type: "room:joined"; payload: RoomJoined & { requestId: string }; topic?: string; seq?: number }
  | { type: "room:kicked"; payload: RoomKicked & { requestId?: string }; topic?: string; seq?: number }
  | { type: "room:left"; payload: RoomNamed & { requestId: string }; topic?: string; seq?: number }
  | { type: "room:list"; payload: RoomList & { requestId: string } }
  | { type: "room:memberJoined"; payload: Membership; topic: string; seq: number }
  | { type: "room:memberLeft"; payload: Membership; topic: string; seq: number }
  | { type: "room:roleSet"; payload: RoleSet & { requestId?: string }; topic?: string; seq?: number }
  | { type: "room:updated"; payload: Room & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:created"; payload: Session & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:deleted"; payload: SessionDeleted & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:error"; payload: ErrorPayload }
  | { type: "session:history"; payload: HistoryPage & { requestId: string } }
  | { type: "session:list"; payload: SessionList & { requestId: string } }
  | { type: "session:renamed"; payload: SessionRenamed & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:switched"; payload: SessionSwitched & { requestId: string } }
  | { type: "subscription:error"; payload: ErrorPayload }
  | { type: "subscription:list"; payload: SubscriptionList & { requestId: string } }
  | { type: "subscription:subscribed"; payload: Subscribed & { requestId: string } }
  | { type: "subscription:unsubscribed"; payload: Unsubscribed & { requestId: string } }
  | { type: "sync:error"; payload: ErrorPayload }
  | { type: "sync:reset"; payload: SyncReset }
  | { type: "sync:resumed"; payload: Resumed & { requestId: string } }
  | { type: "system:health"; payload: SystemHealth }
  | { type: "system:maintenance"; payload: SystemMaintenance }
  | { type: "system:serverStatus"; payload: SystemServerStatus }
  | { type: "system:versionUpdate"; payload: SystemVersionUpdate }
  | { type: "task:assigned"; payload: Task & { requestId?: string }; topic?: string; seq?: number }
  | { type: "task:created"; payload: Task & { requestId?: string }; topic?: string; seq?: number }
  | { type: "task:error"; payload: ErrorPayload }
  | { type: "task:list"; payload: TaskList & { requestId: string } }
  | { type: "task:updated"; payload: Task & { requestId?: string }; topic?: string; seq?: number }
  | { type: "voice:ack"; payload: Acknowledged & { requestId?: string } }
  | { type: "voice:answer"; payload: VoiceSdp }
  | { type: "voice:error"; payload: ErrorPayload }
  | { type: "voice:ice"; payload: VoiceIce }
  | { type: "voice:joined"; payload: VoiceJoined & { requestId: string } }
  | { type: "voice:left"; payload: VoiceLeft & { requestId: string } }
  | { type: "voice:muteUpdated"; payload: MuteUpdated & { requestId?: string } }
  | { type: "voice:offer"; payload: VoiceSdp }
  | { type: "voice:relayed"; payload: VoiceRelayed & { requestId: string } }
  | { type: "voice:speaking"; payload: SpeakingUpdated }
  | { type: "voice:userJoined"; payload: VoiceUserJoined }
  | { type: "voice:userLeft"; payload: VoiceUserLeft };

/** What an acknowledgement callback gets, in addition to the reply event. */
export type Ack<Reply extends ServerMessage["type"]> =
  | { ok: true; data: Extract<ServerMessage, { type: Reply }>["payload"] }
  | { ok: false; error: ErrorPayload };

export interface ClientToServerEvents {
  /** What the caller may see, oldest first. */
  "session:list": (payload: ListSessions, ack?: (result: Ack<"session:list">) => void) => void;
  /** Makes a session. An unknown model is a `VALIDATION_ERROR` that names the allowed ones. */
  "session:create": (payload: CreateSession, ack?: (result: Ack<"session:created">) => void) => void;
  /** A session with its recent history and the run that is going on, so that a second device picks up in mid-answer. */
  "session:switch": (payload: SwitchSession, ack?: (result: Ack<"session:switched">) => void) => void;
  /** Gives a session its title. */
  "session:rename": (payload: RenameSession, ack?: (result: Ack<"session:renamed">) => void) => void;
  /** Deletes a session; a running run is cancelled first. */
  "session:delete": (payload: DeleteSession, ack?: (result: Ack<"session:deleted">) => void) => void;
  /** A page of a session's messages, oldest first. */
  "session:history": (payload: SessionHistory, ack?: (result: Ack<"session:history">) => void) => void;
  /** Speaks to the agent of a session; the reply comes when the run has ended. While another run of the session goes on it waits its turn, up to `limits.queued_runs`, then `OVERLOADED`. Or posts to a room. */
  "chat:send": (payload: SendChat, ack?: (result: Ack<"chat:response" | "chat:sent">) => void) => void;
  /** Ends the session's run; the stopped `chat:send` gets `CANCELLED`. */
  "chat:stop": (payload: StopChat, ack?: (result: Ack<"chat:stopped">) => void) => void;
  /** Says who the connection speaks for, or goes on as the same user with a fresh token. */
  "auth:authenticate": (payload: Authenticate, ack?: (result: Ack<"auth:authenticated">) => void) => void;
  /** Exchanges a refresh token of a built-in account; the connection goes on with the new one. */
  "auth:refresh": (payload: RefreshAuth, ack?: (result: Ack<"auth:refreshed">) => void) => void;
  /** Gives a message another text; its author only. */
  "chat:edit": (payload: EditChat, ack?: (result: Ack<"chat:edited">) => void) => void;
  /** Deletes a message: its author or a moderator; hard, so that nothing is left of it, a moderator only. */
  "chat:delete": (payload: DeleteChat, ack?: (result: Ack<"chat:deleted">) => void) => void;
  /** Puts a mask in the place of a message's text; moderators only. */
  "chat:redact": (payload: RedactChat, ack?: (result: Ack<"chat:redacted">) => void) => void;
  /** Moves the caller's read position forward. */
  "chat:read": (payload: ReadChat, ack?: (result: Ack<"chat:readUpdated">) => void) => void;
  /** Adds a reaction to a message or takes it back; idempotent. */
  "chat:reaction": (payload: ReactToChat, ack?: (result: Ack<"chat:reactionUpdated">) => void) => void;
  /** Tells the others of a room that the caller types, or no more. */
  "chat:typing": (payload: TypeInChat, ack?: (result: Ack<"chat:ack">) => void) => void;
  /** Makes a room; the caller becomes its owner, and this connection watches it. */
  "room:create": (payload: CreateRoom, ack?: (result: Ack<"room:created">) => void) => void;
  /** The rooms that the caller may know of. */
  "room:list": (payload: ListRooms, ack?: (result: Ack<"room:list">) => void) => void;
  /** Makes the caller a member, and this connection watch; idempotent. A disconnect is no leave. */
  "room:join": (payload: NameRoom, ack?: (result: Ack<"room:joined">) => void) => void;
  /** Ends the caller's membership, on all devices; idempotent. */
  "room:leave": (payload: NameRoom, ack?: (result: Ack<"room:left">) => void) => void;
  /** A page of a room's messages, oldest first. */
  "room:history": (payload: RoomHistory, ack?: (result: Ack<"room:history">) => void) => void;
  /** Lets a user into a room; moderators, and all members of a direct room. */
  "room:invite": (payload: InviteToRoom, ack?: (result: Ack<"room:invited">) => void) => void;
  /** Ends the membership or invitation of somebody with a lower role; moderators. */
  "room:kick": (payload: KickFromRoom, ack?: (result: Ack<"room:kicked">) => void) => void;
  /** Gives a member another role; owners. */
  "room:setRole": (payload: SetRole, ack?: (result: Ack<"room:roleSet">) => void) => void;
  /** Changes what a room is called (moderators), who may know of it and its slug (owners). */
  "room:update": (payload: UpdateRoom, ack?: (result: Ack<"room:updated">) => void) => void;
  /** Deletes a room with everything that was said in it; owners. */
  "room:delete": (payload: NameRoom, ack?: (result: Ack<"room:deleted">) => void) => void;
  /** Who this connection is and what it watches. */
  "auth:info": (payload: GetAuthInfo, ack?: (result: Ack<"auth:info">) => void) => void;
  /** The newest `seq` of each watched topic. */
  "presence:ping": (payload: Ping, ack?: (result: Ack<"presence:pong">) => void) => void;
  /** How the caller looks to others, on all devices, until they are gone. */
  "presence:set": (payload: SetPresence, ack?: (result: Ack<"presence:updated">) => void) => void;
  /** Who is there, of those who share a room with the caller. */
  "presence:get": (payload: GetPresence, ack?: (result: Ack<"presence:get">) => void) => void;
  /** Calls somebody with whom the caller shares a room: it rings on all their devices, also on those that come while it rings. A busy callee: `call:end` follows at once. Two crossing offers are one call, the first: the reply to the second names it. Within a call that was answered: describes it anew. */
  "call:offer": (payload: OfferCall, ack?: (result: Ack<"call:ringing">) => void) => void;
  /** Answers a call: it goes on on this connection, and stops ringing on all others. */
  "call:answer": (payload: AnswerCall, ack?: (result: Ack<"call:answered">) => void) => void;
  /** A way to be reached in a call; before the answer it waits for it. */
  "call:ice": (payload: SendCallIce, ack?: (result: Ack<"call:ack">) => void) => void;
  /** Hangs up, cancels or declines. */
  "call:end": (payload: EndCall, ack?: (result: Ack<"call:ended">) => void) => void;
  /** Takes part in a voice room on this connection, which watches the room from now on; idempotent. */
  "voice:join": (payload: NameRoom, ack?: (result: Ack<"voice:joined">) => void) => void;
  /** Takes part no more; idempotent. */
  "voice:leave": (payload: NameRoom, ack?: (result: Ack<"voice:left">) => void) => void;
  /** An offer to one participant or to all others. */
  "voice:offer": (payload: SendVoiceSdp, ack?: (result: Ack<"voice:relayed">) => void) => void;
  /** An answer to one participant or to all others. */
  "voice:answer": (payload: SendVoiceSdp, ack?: (result: Ack<"voice:relayed">) => void) => void;
  /** A way to be reached, to one participant or to all others. */
  "voice:ice": (payload: SendVoiceIce, ack?: (result: Ack<"voice:ack">) => void) => void;
  /** Mutes the caller, who then speaks no more. */
  "voice:mute": (payload: NameRoom, ack?: (result: Ack<"voice:muteUpdated">) => void) => void;
  /** The reverse of `voice:mute`. */
  "voice:unmute": (payload: NameRoom, ack?: (result: Ack<"voice:muteUpdated">) => void) => void;
  /** Tells the others that the caller speaks, or no more. */
  "voice:speaking": (payload: SaySpeaking, ack?: (result: Ack<"voice:ack">) => void) => void;
  /** Makes a mission, which its creator steers and the members of its room see. */
  "mission:create": (payload: CreateMission, ack?: (result: Ack<"mission:created">) => void) => void;
  /** What the caller may see, oldest first. */
  "mission:list": (payload: ListMissions, ack?: (result: Ack<"mission:list">) => void) => void;
  /** How far a mission is. */
  "mission:getStatus": (payload: NameMission, ack?: (result: Ack<"mission:status">) => void) => void;
  /** Lets a mission that is pending run; it waits for its turn while others do. */
  "mission:start": (payload: NameMission, ack?: (result: Ack<"mission:status">) => void) => void;
  /** Lets the spec that is at work go on to its end, and no further one begin. */
  "mission:pause": (payload: NameMission, ack?: (result: Ack<"mission:status">) => void) => void;
  /** Lets a mission that is paused go on. */
  "mission:resume": (payload: NameMission, ack?: (result: Ack<"mission:status">) => void) => void;
  /** Stops a mission for good, and the spec that is at work. */
  "mission:cancel": (payload: NameMission, ack?: (result: Ack<"mission:status">) => void) => void;
  /** Makes a task, which the members of its room see and change, or its creator and its assignee. */
  "task:create": (payload: CreateTask, ack?: (result: Ack<"task:created">) => void) => void;
  /** What the caller may see, oldest first. */
  "task:list": (payload: ListTasks, ack?: (result: Ack<"task:list">) => void) => void;
  /** Says how far a task is, or what it carries. */
  "task:update": (payload: UpdateTask, ack?: (result: Ack<"task:updated">) => void) => void;
  /** Says who is to do a task, and how urgent it is. */
  "task:assign": (payload: AssignTask, ack?: (result: Ack<"task:assigned">) => void) => void;
  /** Tells this connection what happens on a topic from now on; idempotent. A subscription is no permission: of a shared topic one is told what one may see. */
  "subscription:subscribe": (payload: Subscribe, ack?: (result: Ack<"subscription:subscribed">) => void) => void;
  /** The reverse of `subscription:subscribe`; idempotent. */
  "subscription:unsubscribe": (payload: Unsubscribe, ack?: (result: Ack<"subscription:unsubscribed">) => void) => void;
  /** What this connection is subscribed to. */
  "subscription:list": (payload: ListSubscriptions, ack?: (result: Ack<"subscription:list">) => void) => void;
  /** Sends again what was missed since the given positions. */
  "sync:resume": (payload: ResumeSync, ack?: (result: Ack<"sync:resumed">) => void) => void;
}

export interface ServerToClientEvents {
  /** Reply of `auth:authenticate`. */
  "auth:authenticated": (message: Extract<ServerMessage, { type: "auth:authenticated" }>) => void;
  /** An `auth:*` command failed, or the credentials ran out. */
  "auth:error": (message: Extract<ServerMessage, { type: "auth:error" }>) => void;
  /** One minute before the credentials run out; then `auth:error` with `AUTH_EXPIRED`, and the end. */
  "auth:expiring": (message: Extract<ServerMessage, { type: "auth:expiring" }>) => void;
  /** Reply of `auth:info`. */
  "auth:info": (message: Extract<ServerMessage, { type: "auth:info" }>) => void;
  /** Reply of `auth:refresh`. */
  "auth:refreshed": (message: Extract<ServerMessage, { type: "auth:refreshed" }>) => void;
  /** Reply of `call:ice`. */
  "call:ack": (message: Extract<ServerMessage, { type: "call:ack" }>) => void;
  /** The other end has answered. */
  "call:answer": (message: Extract<ServerMessage, { type: "call:answer" }>) => void;
  /** Reply of `call:answer`. */
  "call:answered": (message: Extract<ServerMessage, { type: "call:answered" }>) => void;
  /** A call is over, or on this device. */
  "call:end": (message: Extract<ServerMessage, { type: "call:end" }>) => void;
  /** Reply of `call:end`. */
  "call:ended": (message: Extract<ServerMessage, { type: "call:ended" }>) => void;
  /** A `call:*` command failed. */
  "call:error": (message: Extract<ServerMessage, { type: "call:error" }>) => void;
  /** A way to reach the other end of a call. */
  "call:ice": (message: Extract<ServerMessage, { type: "call:ice" }>) => void;
  /** Somebody calls, or describes a call anew. */
  "call:offer": (message: Extract<ServerMessage, { type: "call:offer" }>) => void;
  /** Reply of `call:offer`. */
  "call:ringing": (message: Extract<ServerMessage, { type: "call:ringing" }>) => void;
  /** Reply of `chat:typing`. */
  "chat:ack": (message: Extract<ServerMessage, { type: "chat:ack" }>) => void;
  /** Reply of `chat:delete`.  A message was deleted. */
  "chat:deleted": (message: Extract<ServerMessage, { type: "chat:deleted" }>) => void;
  /** A piece of an answer as it streams. */
  "chat:delta": (message: Extract<ServerMessage, { type: "chat:delta" }>) => void;
  /** Reply of `chat:edit`.  A message has another text now. */
  "chat:edited": (message: Extract<ServerMessage, { type: "chat:edited" }>) => void;
  /** A `chat:*` command failed. */
  "chat:error": (message: Extract<ServerMessage, { type: "chat:error" }>) => void;
  /** A message of a session, of its owner or its agent. */
  "chat:message": (message: Extract<ServerMessage, { type: "chat:message" }>) => void;
  /** Reply of `chat:reaction`.  Somebody reacted to a message, or took it back. */
  "chat:reactionUpdated": (message: Extract<ServerMessage, { type: "chat:reactionUpdated" }>) => void;
  /** Reply of `chat:read`.  Somebody has read everything up to a message. */
  "chat:readUpdated": (message: Extract<ServerMessage, { type: "chat:readUpdated" }>) => void;
  /** Reply of `chat:redact`.  A message's text was replaced by a moderator. */
  "chat:redacted": (message: Extract<ServerMessage, { type: "chat:redacted" }>) => void;
  /** Reply of `chat:send`. */
  "chat:response": (message: Extract<ServerMessage, { type: "chat:response" }>) => void;
  /** Reply of `chat:send`. */
  "chat:sent": (message: Extract<ServerMessage, { type: "chat:sent" }>) => void;
  /** Reply of `chat:stop`. */
  "chat:stopped": (message: Extract<ServerMessage, { type: "chat:stopped" }>) => void;
  /** Somebody types, or does not any more; never to the one who does. */
  "chat:typingUpdated": (message: Extract<ServerMessage, { type: "chat:typingUpdated" }>) => void;
  /** To this client only, `handshake.connection_event_delay` after CONNECT. */
  "connection": (message: Extract<ServerMessage, { type: "connection" }>) => void;
  /** A device of somebody has been gone for `presence.grace`, or does not show any more. */
  "device:offline": (message: Extract<ServerMessage, { type: "device:offline" }>) => void;
  /** A device of somebody came: to their other devices and to those who share a room with them. */
  "device:online": (message: Extract<ServerMessage, { type: "device:online" }>) => void;
  /** A command of no known namespace. */
  "error": (message: Extract<ServerMessage, { type: "error" }>) => void;
  /** A run has ended. */
  "forge:completed": (message: Extract<ServerMessage, { type: "forge:completed" }>) => void;
  /** A line of a forge session's log. */
  "forge:log": (message: Extract<ServerMessage, { type: "forge:log" }>) => void;
  /** A run has begun. */
  "forge:started": (message: Extract<ServerMessage, { type: "forge:started" }>) => void;
  /** What a forge session has used so far. */
  "forge:tokenUsage": (message: Extract<ServerMessage, { type: "forge:tokenUsage" }>) => void;
  /** A forge session uses a tool. */
  "forge:toolExecution": (message: Extract<ServerMessage, { type: "forge:toolExecution" }>) => void;
  /** A line of an agent's log. */
  "log": (message: Extract<ServerMessage, { type: "log" }>) => void;
  /** All specs of a mission are done. */
  "mission:completed": (message: Extract<ServerMessage, { type: "mission:completed" }>) => void;
  /** Reply of `mission:create`.  A mission was made. */
  "mission:created": (message: Extract<ServerMessage, { type: "mission:created" }>) => void;
  /** A `mission:*` command failed. */
  "mission:error": (message: Extract<ServerMessage, { type: "mission:error" }>) => void;
  /** A spec of a mission failed, and the mission with it. */
  "mission:failed": (message: Extract<ServerMessage, { type: "mission:failed" }>) => void;
  /** Reply of `mission:list`. */
  "mission:list": (message: Extract<ServerMessage, { type: "mission:list" }>) => void;
  /** A spec of a mission has begun or ended, or the mission waits for its turn. */
  "mission:progress": (message: Extract<ServerMessage, { type: "mission:progress" }>) => void;
  /** The first spec of a mission has begun. */
  "mission:started": (message: Extract<ServerMessage, { type: "mission:started" }>) => void;
  /** Reply of `mission:getStatus`. Reply of `mission:start`. Reply of `mission:pause`. Reply of `mission:resume`. Reply of `mission:cancel`. */
  "mission:status": (message: Extract<ServerMessage, { type: "mission:status" }>) => void;
  /** A mission stands elsewhere now. */
  "mission:statusChanged": (message: Extract<ServerMessage, { type: "mission:statusChanged" }>) => void;
  /** A `presence:*` command failed. */
  "presence:error": (message: Extract<ServerMessage, { type: "presence:error" }>) => void;
  /** Reply of `presence:get`. */
  "presence:get": (message: Extract<ServerMessage, { type: "presence:get" }>) => void;
  /** Reply of `presence:ping`. */
  "presence:pong": (message: Extract<ServerMessage, { type: "presence:pong" }>) => void;
  /** Reply of `presence:set`.  Somebody came, went or looks otherwise: to those who share a room with them and to their own other connections. */
  "presence:updated": (message: Extract<ServerMessage, { type: "presence:updated" }>) => void;
  /** Reply of `room:create`. */
  "room:created": (message: Extract<ServerMessage, { type: "room:created" }>) => void;
  /** Reply of `room:delete`.  A room is gone: to its members. */
  "room:deleted": (message: Extract<ServerMessage, { type: "room:deleted" }>) => void;
  /** A `room:*` command failed. */
  "room:error": (message: Extract<ServerMessage, { type: "room:error" }>) => void;
  /** Reply of `room:history`. */
  "room:history": (message: Extract<ServerMessage, { type: "room:history" }>) => void;
  /** Reply of `room:invite`.  To the connections of somebody who was invited to a room. */
  "room:invited": (message: Extract<ServerMessage, { type: "room:invited" }>) => void;
  /** Reply of `room:join`. */
  "room:joined": (message: Extract<ServerMessage, { type: "room:joined" }>) => void;
  /** Reply of `room:kick`.  To the connections of somebody who was removed from a room. */
  "room:kicked": (message: Extract<ServerMessage, { type: "room:kicked" }>) => void;
  /** Reply of `room:leave`. */
  "room:left": (message: Extract<ServerMessage, { type: "room:left" }>) => void;
  /** Reply of `room:list`. */
  "room:list": (message: Extract<ServerMessage, { type: "room:list" }>) => void;
  /** Somebody became a member of a room, once per user. */
  "room:memberJoined": (message: Extract<ServerMessage, { type: "room:memberJoined" }>) => void;
  /** Somebody is no member of a room any more, once per user; the last event that they get. */
  "room:memberLeft": (message: Extract<ServerMessage, { type: "room:memberLeft" }>) => void;
  /** Reply of `room:setRole`.  A member of a room has another role. */
  "room:roleSet": (message: Extract<ServerMessage, { type: "room:roleSet" }>) => void;
  /** Reply of `room:update`.  A room has another name, visibility or slug. */
  "room:updated": (message: Extract<ServerMessage, { type: "room:updated" }>) => void;
  /** Reply of `session:create`.  To the owner's other connections. */
  "session:created": (message: Extract<ServerMessage, { type: "session:created" }>) => void;
  /** Reply of `session:delete`.  To the owner's other connections. */
  "session:deleted": (message: Extract<ServerMessage, { type: "session:deleted" }>) => void;
  /** A `session:*` command failed. */
  "session:error": (message: Extract<ServerMessage, { type: "session:error" }>) => void;
  /** Reply of `session:history`. */
  "session:history": (message: Extract<ServerMessage, { type: "session:history" }>) => void;
  /** Reply of `session:list`. */
  "session:list": (message: Extract<ServerMessage, { type: "session:list" }>) => void;
  /** Reply of `session:rename`.  To the owner's other connections. */
  "session:renamed": (message: Extract<ServerMessage, { type: "session:renamed" }>) => void;
  /** Reply of `session:switch`. */
  "session:switched": (message: Extract<ServerMessage, { type: "session:switched" }>) => void;
  /** A `subscription:*` command failed. */
  "subscription:error": (message: Extract<ServerMessage, { type: "subscription:error" }>) => void;
  /** Reply of `subscription:list`. */
  "subscription:list": (message: Extract<ServerMessage, { type: "subscription:list" }>) => void;
  /** Reply of `subscription:subscribe`. */
  "subscription:subscribed": (message: Extract<ServerMessage, { type: "subscription:subscribed" }>) => void;
  /** Reply of `subscription:unsubscribe`. */
  "subscription:unsubscribed": (message: Extract<ServerMessage, { type: "subscription:unsubscribed" }>) => void;
  /** A `sync:*` command failed. */
  "sync:error": (message: Extract<ServerMessage, { type: "sync:error" }>) => void;
  /** A position that cannot be resumed from. */
  "sync:reset": (message: Extract<ServerMessage, { type: "sync:reset" }>) => void;
  /** Reply of `sync:resume`. */
  "sync:resumed": (message: Extract<ServerMessage, { type: "sync:resumed" }>) => void;
  /** On topic `system`: how the server is. To who subscribes at once, and at a steady pace. */
  "system:health": (message: Extract<ServerMessage, { type: "system:health" }>) => void;
  /** On topic `system`: the server will be away. Also to who subscribes before it is over. */
  "system:maintenance": (message: Extract<ServerMessage, { type: "system:maintenance" }>) => void;
  /** On topic `system`: what the server is at. To who subscribes at once, and at a steady pace. */
  "system:serverStatus": (message: Extract<ServerMessage, { type: "system:serverStatus" }>) => void;
  /** On topic `system`: a new version has come out. Also to who subscribes later. */
  "system:versionUpdate": (message: Extract<ServerMessage, { type: "system:versionUpdate" }>) => void;
  /** Reply of `task:assign`.  A task is somebody's to do. Who had it so far hears of it too, and of a task without room nothing more. */
  "task:assigned": (message: Extract<ServerMessage, { type: "task:assigned" }>) => void;
  /** Reply of `task:create`.  A task was made. */
  "task:created": (message: Extract<ServerMessage, { type: "task:created" }>) => void;
  /** A `task:*` command failed. */
  "task:error": (message: Extract<ServerMessage, { type: "task:error" }>) => void;
  /** Reply of `task:list`. */
  "task:list": (message: Extract<ServerMessage, { type: "task:list" }>) => void;
  /** Reply of `task:update`.  A task has another status, progress or metadata. */
  "task:updated": (message: Extract<ServerMessage, { type: "task:updated" }>) => void;
  /** Reply of `voice:ice`. Reply of `voice:speaking`. */
  "voice:ack": (message: Extract<ServerMessage, { type: "voice:ack" }>) => void;
  /** A participant's answer. */
  "voice:answer": (message: Extract<ServerMessage, { type: "voice:answer" }>) => void;
  /** A `voice:*` command failed. */
  "voice:error": (message: Extract<ServerMessage, { type: "voice:error" }>) => void;
  /** A way to reach a participant. */
  "voice:ice": (message: Extract<ServerMessage, { type: "voice:ice" }>) => void;
  /** Reply of `voice:join`. */
  "voice:joined": (message: Extract<ServerMessage, { type: "voice:joined" }>) => void;
  /** Reply of `voice:leave`. */
  "voice:left": (message: Extract<ServerMessage, { type: "voice:left" }>) => void;
  /** Reply of `voice:mute`. Reply of `voice:unmute`.  Somebody is muted, or no longer. */
  "voice:muteUpdated": (message: Extract<ServerMessage, { type: "voice:muteUpdated" }>) => void;
  /** A participant's offer. */
  "voice:offer": (message: Extract<ServerMessage, { type: "voice:offer" }>) => void;
  /** Reply of `voice:offer`. Reply of `voice:answer`. */
  "voice:relayed": (message: Extract<ServerMessage, { type: "voice:relayed" }>) => void;
  /** Somebody speaks, or no longer. */
  "voice:speaking": (message: Extract<ServerMessage, { type: "voice:speaking" }>) => void;
  /** Somebody takes part in a voice room; to everyone who watches it but the connection itself, as all `voice:*` events of who does what. */
  "voice:userJoined": (message: Extract<ServerMessage, { type: "voice:userJoined" }>) => void;
  /** Somebody takes part no more, or goes on on another device. */
  "voice:userLeft": (message: Extract<ServerMessage, { type: "voice:userLeft" }>) => void;
}

/** The success reply of each command. */
export interface Replies {
  "session:list": "session:list";
  "session:create": "session:created";
  "session:switch": "session:switched";
  "session:rename": "session:renamed";
  "session:delete": "session:deleted";
  "session:history": "session:history";
  "chat:send": "chat:response" | "chat:sent";
  "chat:stop": "chat:stopped";
  "auth:authenticate": "auth:authenticated";
  "auth:refresh": "auth:refreshed";
  "chat:edit": "chat:edited";
  "chat:delete": "chat:deleted";
  "chat:redact": "chat:redacted";
  "chat:read": "chat:readUpdated";
  "chat:reaction": "chat:reactionUpdated";
  "chat:typing": "chat:ack";
  "room:create": "room:created";
  "room:list": "room:list";
  "room:join": "room:joined";
  "room:leave": "room:left";
  "room:history": "room:history";
  "room:invite": "room:invited";
  "room:kick": "room:kicked";
  "room:setRole": "room:roleSet";
  "room:update": "room:updated";
  "room:delete": "room:deleted";
  "auth:info": "auth:info";
  "presence:ping": "presence:pong";
  "presence:set": "presence:updated";
  "presence:get": "presence:get";
  "call:offer": "call:ringing";
  "call:answer": "call:answered";
  "call:ice": "call:ack";
  "call:end": "call:ended";
  "voice:join": "voice:joined";
  "voice:leave": "voice:left";
  "voice:offer": "voice:relayed";
  "voice:answer": "voice:relayed";
  "voice:ice": "voice:ack";
  "voice:mute": "voice:muteUpdated";
  "voice:unmute": "voice:muteUpdated";
  "voice:speaking": "voice:ack";
  "mission:create": "mission:created";
  "mission:list": "mission:list";
  "mission:getStatus": "mission:status";
  "mission:start": "mission:status";
  "mission:pause": "mission:status";
  "mission:resume": "mission:status";
  "mission:cancel": "mission:status";
  "task:create": "task:created";
  "task:list": "task:list";
  "task:update": "task:updated";
  "task:assign": "task:assigned";
  "subscription:subscribe": "subscription:subscribed";
  "subscription:unsubscribe": "subscription:unsubscribed";
  "subscription:list": "subscription:list";
  "sync:resume": "sync:resumed";
}

/** What a client needs to know of each command at runtime. */
export const commands = {
  "session:list": { replies: ["session:list"], error: "session:error", idempotent: false, requestId: "required" },
  "session:create": { replies: ["session:created"], error: "session:error", idempotent: true, requestId: "required" },
  "session:switch": { replies: ["session:switched"], error: "session:error", idempotent: false, requestId: "required" },
  "session:rename": { replies: ["session:renamed"], error: "session:error", idempotent: true, requestId: "required" },
  "session:delete": { replies: ["session:deleted"], error: "session:error", idempotent: true, requestId: "required" },
  "session:history": { replies: ["session:history"], error: "session:error", idempotent: false, requestId: "required" },
  "chat:send": { replies: ["chat:response", "chat:sent"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:stop": { replies: ["chat:stopped"], error: "chat:error", idempotent: true, requestId: "required" },
  "auth:authenticate": { replies: ["auth:authenticated"], error: "auth:error", idempotent: false, requestId: "required" },
  "auth:refresh": { replies: ["auth:refreshed"], error: "auth:error", idempotent: false, requestId: "required" },
  "chat:edit": { replies: ["chat:edited"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:delete": { replies: ["chat:deleted"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:redact": { replies: ["chat:redacted"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:read": { replies: ["chat:readUpdated"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:reaction": { replies: ["chat:reactionUpdated"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:typing": { replies: ["chat:ack"], error: "chat:error", idempotent: false, requestId: "optional" },
  "room:create": { replies: ["room:created"], error: "room:error", idempotent: true, requestId: "required" },
  "room:list": { replies: ["room:list"], error: "room:error", idempotent: false, requestId: "required" },
  "room:join": { replies: ["room:joined"], error: "room:error", idempotent: true, requestId: "required" },
  "room:leave": { replies: ["room:left"], error: "room:error", idempotent: true, requestId: "required" },
  "room:history": { replies: ["room:history"], error: "room:error", idempotent: false, requestId: "required" },
  "room:invite": { replies: ["room:invited"], error: "room:error", idempotent: true, requestId: "required" },
  "room:kick": { replies: ["room:kicked"], error: "room:error", idempotent: true, requestId: "required" },
  "room:setRole": { replies: ["room:roleSet"], error: "room:error", idempotent: true, requestId: "required" },
  "room:update": { replies: ["room:updated"], error: "room:error", idempotent: true, requestId: "required" },
  "room:delete": { replies: ["room:deleted"], error: "room:error", idempotent: true, requestId: "required" },
  "auth:info": { replies: ["auth:info"], error: "auth:error", idempotent: false, requestId: "required" },
  "presence:ping": { replies: ["presence:pong"], error: "presence:error", idempotent: false, requestId: "optional" },
  "presence:set": { replies: ["presence:updated"], error: "presence:error", idempotent: true, requestId: "required" },
  "presence:get": { replies: ["presence:get"], error: "presence:error", idempotent: false, requestId: "required" },
  "call:offer": { replies: ["call:ringing"], error: "call:error", idempotent: false, requestId: "required" },
  "call:answer": { replies: ["call:answered"], error: "call:error", idempotent: false, requestId: "required" },
  "call:ice": { replies: ["call:ack"], error: "call:error", idempotent: false, requestId: "optional" },
  "call:end": { replies: ["call:ended"], error: "call:error", idempotent: false, requestId: "required" },
  "voice:join": { replies: ["voice:joined"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:leave": { replies: ["voice:left"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:offer": { replies: ["voice:relayed"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:answer": { replies: ["voice:relayed"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:ice": { replies: ["voice:ack"], error: "voice:error", idempotent: false, requestId: "optional" },
  "voice:mute": { replies: ["voice:muteUpdated"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:unmute": { replies: ["voice:muteUpdated"], error: "voice:error", idempotent: false, requestId: "required" },
  "voice:speaking": { replies: ["voice:ack"], error: "voice:error", idempotent: false, requestId: "optional" },
  "mission:create": { replies: ["mission:created"], error: "mission:error", idempotent: true, requestId: "required" },
  "mission:list": { replies: ["mission:list"], error: "mission:error", idempotent: false, requestId: "required" },
  "mission:getStatus": { replies: ["mission:status"], error: "mission:error", idempotent: false, requestId: "required" },
  "mission:start": { replies: ["mission:status"], error: "mission:error", idempotent: true, requestId: "required" },
  "mission:pause": { replies: ["mission:status"], error: "mission:error", idempotent: true, requestId: "required" },
  "mission:resume": { replies: ["mission:status"], error: "mission:error", idempotent: true, requestId: "required" },
  "mission:cancel": { replies: ["mission:status"], error: "mission:error", idempotent: true, requestId: "required" },
  "task:create": { replies: ["task:created"], error: "task:error", idempotent: true, requestId: "required" },
  "task:list": { replies: ["task:list"], error: "task:error", idempotent: false, requestId: "required" },
  "task:update": { replies: ["task:updated"], error: "task:error", idempotent: true, requestId: "required" },
  "task:assign": { replies: ["task:assigned"], error: "task:error", idempotent: true, requestId: "required" },
  "subscription:subscribe": { replies: ["subscription:subscribed"], error: "subscription:error", idempotent: false, requestId: "required" },
  "subscription:unsubscribe": { replies: ["subscription:unsubscribed"], error: "subscription:error", idempotent: false, requestId: "required" },
  "subscription:list": { replies: ["subscription:list"], error: "subscription:error", idempotent: false, requestId: "required" },
  "sync:resume": { replies: ["sync:resumed"], error: "sync:error", idempotent: false, requestId: "required" },
} as const;

/** Events that have a `seq` and are replayed at resume. */
export const durableEvents = [
  "chat:message",
  "chat:edited",
  "chat:deleted",
  "chat:redacted",
  "chat:readUpdated",
  "chat:reactionUpdated",
  "room:memberJoined",
  "room:memberLeft",
  "room:roleSet",
  "room:updated",
  "log",
  "forge:started",
  "forge:completed",
  "forge:tokenUsage",
  "forge:toolExecution",
  "forge:log",
  "mission:created",
  "mission:started",
  "mission:progress",
  "mission:completed",
  "mission:failed",
  "mission:statusChanged",
  "task:created",
  "task:updated",
  "task:assigned",
] as const;
