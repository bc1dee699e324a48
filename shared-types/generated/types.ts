// Generated from the contract table by `npm run generate`. Do not edit.

/**
 * Reply of a command that has nothing to tell.
 */
export type Acknowledged = { 
/**
 * Always true.
 */
ok: boolean, };

/**
 * `call:answer`
 */
export type AnswerCall = { targetId: Id, callId?: Id, sdp: Sdp, requestId: RequestId, };

/**
 * `task:assign`: without room, whoever had the task so far is told so, and sees it no more.
 */
export type AssignTask = { taskId: Id, 
/**
 * Who is to do it: a member of its room, or without room anybody who has been here.
 */
assigneeId: Id, 
/**
 * Left out, it stays as it is.
 */
priority?: number, requestId: RequestId, };

/**
 * A file that belongs to a message.
 */
export type Attachment = { id: string, name: string, 
/**
 * Bytes.
 */
size: number, mime: string, url: string, width?: number, height?: number, };

/**
 * `auth:expiring`: one minute before the connection's credentials run out.
 */
export type AuthExpiring = { expiresAt: Time, };

/**
 * Reply of `auth:info`.
 */
export type AuthInfo = { connectionId: string, authenticated: boolean, user?: User, 
/**
 * The topics that this connection watches.
 */
subscriptions: Array<string>, connectedAt: Time, expiresAt?: Time, };

/**
 * Reply of `auth:refresh`. The refresh token that was sent is spent: showing it again ends all
 * that its login led to.
 */
export type AuthRefreshed = { accessToken: Credential, refreshToken: Credential, 
/**
 * When the access token ends.
 */
expiresAt: Time, };

/**
 * `auth:authenticate`: the same as the handshake's `auth.token`.
 */
export type Authenticate = { 
/**
 * An access token.
 */
token: Credential, requestId: RequestId, };

/**
 * Reply of `auth:authenticate`.
 */
export type Authenticated = { user: User, 
/**
 * Until when the connection may stay; left out on a trusted network, where it may stay as it is.
 */
expiresAt?: Time, };

/**
 * The other end has answered.
 */
export type CallAnswered = { callId: string, fromUser: string, sdp: Sdp, };

/**
 * A call is over, or on this device.
 */
export type CallEnd = { callId: string, fromUser: string, 
/**
 * `hangup`, `cancelled`, `declined`, `busy`, `timeout`, `answered_elsewhere`,
 * `connection_lost`, or what the one who ended it said.
 */
reason: string, };

/**
 * Reply of `call:end`.
 */
export type CallEnded = { callId: string, reason: string, };

/**
 * A way to reach the other end.
 */
export type CallIce = { callId: string, fromUser: string, candidate: Candidate, };

/**
 * Reply of `call:offer`, and within a call of `call:answer`.
 */
export type CallNamed = { 
/**
 * Of two crossing offers the first is the call: the reply to the second carries the `callId`
 * of the first, which its sender has been told as an event and answers instead.
 */
callId: string, };

/**
 * Somebody calls; or, with the `callId` of a call that was answered, describes it anew.
 */
export type CallOffered = { callId: string, fromUser: string, callType: CallType, sdp: Sdp, };

/**
 * What a call carries.
 */
export type CallType = "audio" | "video" | "screen";

/**
 * An ICE candidate: its line alone, or an `RTCIceCandidate`; `null` says that there are no more.
 * A line has at most 4,096 characters.
 */
export type Candidate = null | CandidateText | { candidate: CandidateText, sdpMid?: Tag | null, sdpMLineIndex?: number | null, usernameFragment?: Tag | null, };

/**
 * The line of an ICE candidate, up to 4,096 characters; empty at the end of the candidates.
 */
export type CandidateText = string;

/**
 * A message was deleted.
 */
export type ChatDeleted = { messageId: string, roomId: string, deletedAt: Time, };

/**
 * A piece of an answer as it streams. Ephemeral: may be merged with the next piece for a reader
 * that falls behind, is never reordered.
 */
export type ChatDelta = { sessionId: string, runId: string, 
/**
 * UTF-8 bytes of this run's answer before this piece.
 */
offset: number, text: string, };

/**
 * A message of a room or a session.
 */
export type ChatMessage = { id: string, 
/**
 * The room, or the session.
 */
roomId: string, 
/**
 * Its place in the topic `rooms/{roomId}`.
 */
seq: number, 
/**
 * A user id, or `agent:<model>`.
 */
senderId: string, body: string, attachments: Array<Attachment>, parentId?: string, 
/**
 * In a session `{ runId, status? }`: the run that it belongs to, and how that ended if it did
 * not complete.
 */
metadata?: unknown, createdAt: Time, editedAt?: Time, deletedAt?: Time, redactedAt?: Time, reactions: Array<Reaction>, replyCount: number, };

/**
 * A message was redacted.
 */
export type ChatRedacted = { messageId: string, roomId: string, newBody: string, };

/**
 * Reply of `chat:send` to a session, when the run has ended.
 */
export type ChatResponse = { 
/**
 * The whole answer.
 */
response: string, 
/**
 * The log lines of the run, the newest 1,000 at most; all of them are in the run's topic.
 */
logs: Array<string>, sessionId: string, runId: string, usage?: RunUsage, };

/**
 * Reply of `chat:send` to a room.
 */
export type ChatSent = { message: ChatMessage, };

/**
 * Reply of `chat:stop`, sent when the producer really has ended.
 */
export type ChatStopped = { 
/**
 * The run that was stopped; null when nothing ran.
 */
runId: string | null, };

/**
 * The first event of a connection, to it alone, a moment after CONNECT.
 */
export type Connected = { 
/**
 * Always `connected`.
 */
status: string, 
/**
 * What the caller may see, oldest first; never empty.
 */
sessions: Array<Session>, connectionId: string, user?: User, contract: ContractInfo, resume: ResumeInfo, };

/**
 * Which contract the server speaks.
 */
export type ContractInfo = { version: string, 
/**
 * Changes whenever a row or a payload of the table changes.
 */
hash: string, };

/**
 * `mission:create`
 */
export type CreateMission = { 
/**
 * For people, 1 to 200 characters.
 */
name: Text, 
/**
 * One of `GET /api/models`; empty or left out means the default.
 */
model?: Text, 
/**
 * A room of the caller's: its members see the mission.
 */
roomId?: Id, 
/**
 * What is to be done, in order: 1 to 200 specs, no two with the same `id`.
 */
specs: Array<Spec>, requestId: RequestId, };

/**
 * `room:create`: the caller becomes its owner.
 */
export type CreateRoom = { 
/**
 * For people, 1 to 200 characters.
 */
name: Text, 
/**
 * `text` when left out. A `session` is made by `session:create`.
 */
kind?: NewRoomKind, 
/**
 * `private` when left out.
 */
visibility?: Visibility, 
/**
 * Lower-case letters, digits and single hyphens, 1 to 32; no two rooms have the same.
 */
slug?: Slug, requestId: RequestId, };

/**
 * `session:create`
 */
export type CreateSession = { 
/**
 * One of `GET /api/models`; empty or left out means the default.
 */
model?: Text, requestId: RequestId, };

/**
 * `task:create`
 */
export type CreateTask = { 
/**
 * For people, 1 to 200 characters.
 */
title: Text, 
/**
 * A room of the caller's, by its id or slug: its members see and change the task.
 */
roomId?: Id, 
/**
 * Who is to do it: a member of the room, or without room anybody who has been here.
 */
assigneeId?: Id, 
/**
 * 0 system critical, 1 high, 2 normal (the default), 3 low, 4 background.
 */
priority?: number, 
/**
 * What it carries for programs; 16 KiB of JSON at most.
 */
metadata?: Record<string, unknown>, requestId: RequestId, };

/**
 * A token: never printed, never stored.
 */
export type Credential = string;

/**
 * `chat:delete`: by the author or a moderator.
 */
export type DeleteChat = { messageId: Id, mode: DeleteMode, requestId: RequestId, };

/**
 * What is left of a deleted message.
 */
export type DeleteMode = "soft" | "hard";

/**
 * `session:delete`: the session, its messages and its runs; a running run is cancelled first.
 */
export type DeleteSession = { sessionId: Id, requestId: RequestId, };

/**
 * `chat:edit`: by the author only; earlier bodies are kept for moderators.
 */
export type EditChat = { messageId: Id, newBody: Text, requestId: RequestId, };

/**
 * `call:end`
 */
export type EndCall = { targetId: Id, callId?: Id, 
/**
 * 1 to 64 characters. Without it: `cancelled` by the caller before the answer, `declined` by
 * the callee before it, `hangup` after it.
 */
reason?: Text, requestId: RequestId, };

/**
 * Why a command failed, for programs. A code never changes once released (contract section 2).
 */
export type ErrorCode = "VALIDATION_ERROR" | "UNKNOWN_EVENT" | "UNAUTHENTICATED" | "AUTH_EXPIRED" | "PERMISSION_DENIED" | "NOT_FOUND" | "CONFLICT" | "RATE_LIMITED" | "PAYLOAD_TOO_LARGE" | "TIMEOUT" | "CANCELLED" | "AGENT_FAILED" | "OVERLOADED" | "SERVER_ERROR";

/**
 * One broken rule of a payload.
 */
export type ErrorDetail = { 
/**
 * JSON pointer to the value; a missing field is named by its own path, a rule over several
 * fields by `/`.
 */
path: string, 
/**
 * The rule's name, such as `required`, `type`, `length`, `range`, `uuid`, `control`, `oneOf`.
 */
rule: string, 
/**
 * For people.
 */
message: string, };

/**
 * Payload of every error event (contract section 2).
 */
export type ErrorPayload = { 
/**
 * For people; never holds a secret, a path, SQL or a stack.
 */
message: string, 
/**
 * For programs.
 */
code: ErrorCode, 
/**
 * The command that failed.
 */
requestId: string, details?: Array<ErrorDetail>, 
/**
 * Whether the same command may succeed when it is sent again.
 */
retryable: boolean, 
/**
 * When to try again, in milliseconds.
 */
retryAfterMs?: number, };

/**
 * The name of an event of the table.
 */
export type EventType = string;

/**
 * What of a topic is wanted: what fits all that is given. It leaves gaps in the `seq` that its
 * reader sees.
 */
export type Filters = { 
/**
 * Only what is about this mission.
 */
missionId?: Id, 
/**
 * Only what is about this session, of a chat or of a forge.
 */
sessionId?: Id, 
/**
 * Only events of these names; 100 at most.
 */
eventTypes?: Array<EventType>, };

/**
 * A run has ended.
 */
export type ForgeCompleted = { runId: string, sessionId: string, 
/**
 * The mission whose spec it carried out, if it did.
 */
missionId?: string, specId?: string, 
/**
 * `completed`, `failed` or `cancelled`.
 */
status: RunStatus, success: boolean, 
/**
 * Why it failed, in words.
 */
error?: string, usage?: RunUsage, 
/**
 * The answer to a spec, its first 100,000 characters. The answer in a session is a message.
 */
response?: string, };

/**
 * A line of a forge session's log.
 */
export type ForgeLog = { runId: string, sessionId: string, missionId: string, level: LogLevel, 
/**
 * The line.
 */
message: string, };

/**
 * A run has begun.
 */
export type ForgeStarted = { runId: string, sessionId: string, 
/**
 * The mission whose spec it carries out, if it does.
 */
missionId?: string, specId?: string, 
/**
 * The model that answers.
 */
model: string, startedAt: Time, };

/**
 * What a forge session has used so far.
 */
export type ForgeTokenUsage = { runId: string, sessionId: string, missionId: string, inputTokens: number, outputTokens: number, 
/**
 * In US dollars; 0 where neither the agent nor the configuration names a price.
 */
totalCost: number, };

/**
 * A forge session uses a tool.
 */
export type ForgeToolExecution = { runId: string, sessionId: string, missionId: string, toolName: string, status: ToolStatus, 
/**
 * The agent's own id of this use, the same from its start to its end, where the agent has one.
 */
toolUseId?: string, };

/**
 * `auth:info`
 */
export type GetAuthInfo = { requestId: RequestId, };

/**
 * `presence:get`
 */
export type GetPresence = { 
/**
 * 100 at most.
 */
userIds: Array<Id>, requestId: RequestId, };

/**
 * What was measured for `system:health`.
 */
export type HealthMetrics = { 
/**
 * Open connections.
 */
connections: number, 
/**
 * As `activeMissions` of `system:serverStatus`.
 */
missions: number, 
/**
 * As `activeSessions` of `system:serverStatus`.
 */
sessions: number, 
/**
 * Resident memory; left out where the system does not tell.
 */
memoryBytes?: number, 
/**
 * By how much the latest timer since the last report was late.
 */
eventLoopDelayMs: number, 
/**
 * Since the server began.
 */
uptimeSeconds: number, };

/**
 * A page of a conversation, oldest first.
 */
export type HistoryPage = { messages: Array<ChatMessage>, 
/**
 * Whether older ones exist.
 */
hasMore: boolean, };

/**
 * The id of something the server made, 1 to 128 characters. One that names nothing is
 * `NOT_FOUND`, whatever its form.
 */
export type Id = string;

/**
 * `room:invite`: lets a user into a private room; they become a member by `room:join`.
 */
export type InviteToRoom = { roomId: Id, userId: Id, requestId: RequestId, };

/**
 * `room:kick`: ends somebody's membership and what they were watching at once.
 */
export type KickFromRoom = { roomId: Id, userId: Id, 
/**
 * For people, 500 characters at most.
 */
reason?: Text, requestId: RequestId, };

/**
 * `mission:list`
 */
export type ListMissions = { requestId: RequestId, };

/**
 * `room:list`: the rooms that the caller is a member of or invited to, and the public ones.
 * Sessions are listed by `session:list`.
 */
export type ListRooms = { 
/**
 * `nextCursor` of the page before.
 */
cursor?: Id, 
/**
 * How many, 1 to 100, by default 50.
 */
limit?: number, requestId: RequestId, };

/**
 * `session:list`
 */
export type ListSessions = { requestId: RequestId, };

/**
 * `subscription:list`
 */
export type ListSubscriptions = { requestId: RequestId, };

/**
 * `task:list`
 */
export type ListTasks = { 
/**
 * Only those of this room, by its id or slug.
 */
roomId?: Id, requestId: RequestId, };

/**
 * A room as its caller finds it in a list.
 */
export type ListedRoom = { 
/**
 * What the caller is in it; left out for one who is no member.
 */
role?: Role, 
/**
 * Other people's messages that the caller has not read; 0 for one who is no member.
 */
unread: number, 
/**
 * The caller was invited and has not joined yet.
 */
invited: boolean, 
/**
 * UUIDv7 made by the server.
 */
id: string, name: string, kind: RoomKind, visibility: Visibility, 
/**
 * What commands may call it instead of its id.
 */
slug?: string, createdAt: Time, 
/**
 * Newest `seq` of the topic `rooms/{id}`.
 */
headSeq: number, 
/**
 * How many users are members.
 */
memberCount: number, };

/**
 * A line of an agent's log, to everyone who watches the session.
 */
export type Log = { sessionId: string, runId: string, 
/**
 * The line.
 */
data: string, level: LogLevel, };

/**
 * How much a log line matters.
 */
export type LogLevel = "debug" | "info" | "warn" | "error";

/**
 * A user in a room.
 */
export type Member = { user: User, role: Role, joinedAt: Time, 
/**
 * Whether they are there right now.
 */
status: PresenceStatus, };

/**
 * Somebody became a member, or is none any more.
 */
export type Membership = { roomId: string, userId: string, };

/**
 * Work for agents: specs that are carried out in order, each by one run (a *forge session*).
 */
export type Mission = { 
/**
 * UUIDv7 made by the server.
 */
id: string, name: string, status: MissionStatus, 
/**
 * The model that carries it out.
 */
model: string, 
/**
 * Who made it and steers it.
 */
createdBy: string, 
/**
 * The room whose members see it.
 */
roomId?: string, 
/**
 * The `id` of the spec that is at work, or comes next; left out once there is none.
 */
currentSpec?: string, 
/**
 * The forge session that is at work; its events are those of `forge_sessions/{currentRunId}`.
 */
currentRunId?: string, completedSpecs: number, totalSpecs: number, 
/**
 * Of its specs, 0 to 100.
 */
percentage: number, 
/**
 * Its place among those that wait for their turn, 1 the next one; left out for one that does not
 * wait.
 */
waiting?: number, createdAt: Time, 
/**
 * When its first spec began.
 */
startedAt?: Time, finishedAt?: Time, 
/**
 * Why it failed, in words.
 */
error?: string, };

/**
 * All specs of a mission are done.
 */
export type MissionCompleted = { missionId: string, 
/**
 * Always true: one that failed tells `mission:failed`.
 */
success: boolean, 
/**
 * Since its first spec began.
 */
durationSeconds: number, };

/**
 * A mission was made: the reply of `mission:create` and the event.
 */
export type MissionCreated = { 
/**
 * The same as `id`.
 */
missionId: string, 
/**
 * UUIDv7 made by the server.
 */
id: string, name: string, status: MissionStatus, 
/**
 * The model that carries it out.
 */
model: string, 
/**
 * Who made it and steers it.
 */
createdBy: string, 
/**
 * The room whose members see it.
 */
roomId?: string, 
/**
 * The `id` of the spec that is at work, or comes next; left out once there is none.
 */
currentSpec?: string, 
/**
 * The forge session that is at work; its events are those of `forge_sessions/{currentRunId}`.
 */
currentRunId?: string, completedSpecs: number, totalSpecs: number, 
/**
 * Of its specs, 0 to 100.
 */
percentage: number, 
/**
 * Its place among those that wait for their turn, 1 the next one; left out for one that does not
 * wait.
 */
waiting?: number, createdAt: Time, 
/**
 * When its first spec began.
 */
startedAt?: Time, finishedAt?: Time, 
/**
 * Why it failed, in words.
 */
error?: string, };

/**
 * A spec of a mission failed, and the mission with it.
 */
export type MissionFailed = { missionId: string, 
/**
 * In words.
 */
error: string, };

/**
 * Reply of `mission:list`.
 */
export type MissionList = { 
/**
 * Those that the caller may see, oldest first: the newest 500.
 */
missions: Array<Mission>, };

/**
 * A spec of a mission has begun or ended, or the mission waits for its turn.
 */
export type MissionProgress = { missionId: string, 
/**
 * The spec that is at work, or comes next; the last one once all are done.
 */
currentSpec: string, 
/**
 * Its forge session, while it is at work.
 */
runId?: string, completedSpecs: number, totalSpecs: number, 
/**
 * 0 to 100.
 */
percentage: number, 
/**
 * As in [`Mission`]: its place among those that wait, as this was told.
 */
waiting?: number, };

/**
 * The first spec of a mission has begun.
 */
export type MissionStarted = { missionId: string, };

/**
 * Where a mission stands.
 */
export type MissionStatus = "pending" | "running" | "paused" | "completed" | "failed" | "cancelled";

/**
 * A mission stands elsewhere now.
 */
export type MissionStatusChanged = { missionId: string, oldStatus: MissionStatus, newStatus: MissionStatus, };

/**
 * Somebody is muted, or no longer.
 */
export type MuteUpdated = { roomId: string, userId: string, muted: boolean, };

/**
 * A command that names a mission and nothing else: `mission:getStatus`, `mission:start`,
 * `mission:pause`, `mission:resume`, `mission:cancel`.
 */
export type NameMission = { missionId: Id, requestId: RequestId, };

/**
 * A command that names a room and nothing else: `room:leave`, `room:delete`, `voice:join` and others.
 */
export type NameRoom = { 
/**
 * The room's id or its slug.
 */
roomId: Id, requestId: RequestId, };

/**
 * The kinds of rooms that people make.
 */
export type NewRoomKind = "text" | "voice" | "direct";

/**
 * `call:offer`: calls somebody with whom the caller shares a room, or, within a call that was
 * answered, describes it anew.
 */
export type OfferCall = { targetId: Id, callType: CallType, sdp: Sdp, requestId: RequestId, };

/**
 * Somebody who takes part in a voice room: once, on the device that joined last.
 */
export type Participant = { user: User, muted: boolean, 
/**
 * Never while muted.
 */
speaking: boolean, joinedAt: Time, };

/**
 * `presence:ping`
 */
export type Ping = { requestId?: RequestId, };

/**
 * Reply of `presence:ping`.
 */
export type Pong = { timestamp: Time, 
/**
 * The newest `seq` of each topic that this connection watches, so that a client that fell
 * behind notices.
 */
heads: Record<string, number>, };

/**
 * Whether somebody is there, and since when not.
 */
export type Presence = { userId: string, status: PresenceStatus, 
/**
 * When they were last there; now, while they are.
 */
lastSeenAt: Time, };

/**
 * Whether somebody is there. `offline`: no connection for longer than `presence.grace`, or they want
 * to look so.
 */
export type PresenceStatus = "online" | "away" | "busy" | "offline";

/**
 * Reply of `presence:get`.
 */
export type Presences = { 
/**
 * Of the caller and of those who share a room with them, in the order asked. Everybody else is
 * left out, like users that do not exist.
 */
presences: Array<Presence>, };

/**
 * `chat:reaction`: adding one twice, or removing one that is not there, changes nothing.
 */
export type ReactToChat = { messageId: Id, 
/**
 * An emoji or a short name.
 */
reaction: Text, action: ReactionAction, requestId: RequestId, };

/**
 * Who reacted with what.
 */
export type Reaction = { reaction: string, userIds: Array<string>, };

/**
 * What to do with a reaction.
 */
export type ReactionAction = "add" | "remove";

/**
 * Somebody reacted, or took it back.
 */
export type ReactionUpdated = { messageId: string, roomId: string, userId: string, reaction: string, action: ReactionAction, };

/**
 * `chat:read`: the caller has read everything up to this message. A read position only moves
 * forward.
 */
export type ReadChat = { roomId: Id, messageId: Id, requestId: RequestId, };

/**
 * How far somebody has read.
 */
export type ReadPosition = { userId: string, 
/**
 * The newest message that they have read.
 */
messageId: string, 
/**
 * Of that message.
 */
seq: number, };

/**
 * Somebody has read everything up to this message.
 */
export type ReadUpdated = { roomId: string, messageId: string, userId: string, };

/**
 * `chat:redact`: a moderator puts a mask in the place of a body, which is then gone.
 */
export type RedactChat = { messageId: Id, 
/**
 * What everybody reads instead, 1 to 500 characters.
 */
mask: Text, requestId: RequestId, };

/**
 * `auth:refresh`
 */
export type RefreshAuth = { refreshToken: Credential, requestId: RequestId, };

/**
 * `session:rename`
 */
export type RenameSession = { sessionId: Id, 
/**
 * For people, 1 to 200 characters.
 */
title: Text, requestId: RequestId, };

/**
 * The client's own id of a command: a UUID in its text form (contract section 1).
 */
export type RequestId = string;

/**
 * What the handshake's `auth.resume` brought.
 */
export type ResumeInfo = { 
/**
 * How many missed events were sent again before this event.
 */
replayed: number, };

/**
 * `sync:resume`: the same as the handshake's `auth.resume`, within a connection.
 */
export type ResumeSync = { 
/**
 * The last `seq` seen, by topic; 1,000 topics at most.
 */
positions: Record<string, number>, requestId: RequestId, };

/**
 * Reply of `sync:resume`.
 */
export type Resumed = { 
/**
 * How many missed events were sent again before this reply.
 */
replayed: number, 
/**
 * The topics whose history no longer reaches back: reload them.
 */
reset: Array<string>, };

/**
 * What a member may do in a room; each may all that the ones after it may.
 */
export type Role = "member" | "moderator" | "owner";

/**
 * A member has another role now.
 */
export type RoleSet = { roomId: string, userId: string, role: Role, };

/**
 * Where people talk.
 */
export type Room = { 
/**
 * UUIDv7 made by the server.
 */
id: string, name: string, kind: RoomKind, visibility: Visibility, 
/**
 * What commands may call it instead of its id.
 */
slug?: string, createdAt: Time, 
/**
 * Newest `seq` of the topic `rooms/{id}`.
 */
headSeq: number, 
/**
 * How many users are members.
 */
memberCount: number, };

/**
 * `room:history`
 */
export type RoomHistory = { 
/**
 * The room's id or its slug.
 */
roomId: Id, 
/**
 * Messages with a lower `seq` than this.
 */
before?: number, 
/**
 * Messages with a higher `seq` than this, the oldest of them; without it the newest.
 */
after?: number, 
/**
 * Only the replies to this message.
 */
parentId?: Id, 
/**
 * How many, 1 to 100, by default 50.
 */
limit?: number, requestId: RequestId, };

/**
 * Reply of `room:invite`, and what the invited user is told.
 */
export type RoomInvited = { roomId: string, userId: string, 
/**
 * Who invited.
 */
invitedBy: string, room: Room, };

/**
 * Reply of `room:join`: everything a client needs to show the room.
 */
export type RoomJoined = { room: Room, 
/**
 * Those with the highest roles first, then in the order of joining; 1,000 at most.
 */
members: Array<Member>, 
/**
 * Everything after this `seq` comes as events.
 */
headSeq: number, 
/**
 * Other people's messages that the caller has not read.
 */
unread: number, 
/**
 * How far those of `members` have read, the caller included; who has read nothing is left out.
 */
reads: Array<ReadPosition>, };

/**
 * Reply of `room:kick`, and what the kicked user is told.
 */
export type RoomKicked = { roomId: string, userId: string, reason?: string, };

/**
 * What a room is for.
 */
export type RoomKind = "text" | "voice" | "direct" | "session";

/**
 * Reply of `room:list`.
 */
export type RoomList = { 
/**
 * Oldest first.
 */
rooms: Array<ListedRoom>, 
/**
 * Where the next page begins, if there is one.
 */
nextCursor?: string, };

/**
 * Reply of `room:leave`, `room:delete`; also what members are told of a deletion.
 */
export type RoomNamed = { roomId: string, };

/**
 * A run: one answer of an agent in the making.
 */
export type Run = { id: string, status: RunStatus, 
/**
 * UTF-8 bytes of the answer streamed so far.
 */
offset: number, startedAt: Time, };

/**
 * Where a run stands.
 */
export type RunStatus = "queued" | "running" | "completed" | "failed" | "cancelled";

/**
 * What a run cost, as far as its agent tells.
 */
export type RunUsage = { inputTokens: number, outputTokens: number, 
/**
 * In US dollars.
 */
costUsd?: number, };

/**
 * `voice:speaking`
 */
export type SaySpeaking = { roomId: Id, speaking: boolean, requestId?: RequestId, };

/**
 * A session description: its SDP alone, or an `RTCSessionDescription`. An SDP has 1 to 65,536
 * characters.
 */
export type Sdp = SdpText | { type: SdpType, sdp: SdpText, };

/**
 * The text of a session description, 1 to 65,536 characters.
 */
export type SdpText = string;

/**
 * What a session description is for.
 */
export type SdpType = "offer" | "answer" | "pranswer" | "rollback";

/**
 * `call:ice`: before the answer 64 of each end are kept, and told after it.
 */
export type SendCallIce = { targetId: Id, callId?: Id, candidate: Candidate, requestId?: RequestId, };

/**
 * `chat:send`: speaks to the agent of a session (`sessionId`, `message`) or to the people of a
 * room (`roomId`, `body`). Exactly one target: both or neither breaks rule `oneOf`.
 */
export type SendChat = { sessionId: string, message: string, requestId: string, } | { roomId: string, body: string, attachments?: Array<string>, parentId?: string, metadata?: Record<string, unknown>, priority?: number, requestId: string, };

/**
 * `voice:ice`: to one participant, or to all others.
 */
export type SendVoiceIce = { roomId: Id, 
/**
 * A user id.
 */
targetId?: Id, candidate: Candidate, requestId?: RequestId, };

/**
 * `voice:offer` and `voice:answer`: to one participant, or to all others.
 */
export type SendVoiceSdp = { roomId: Id, 
/**
 * A user id.
 */
targetId?: Id, sdp: Sdp, requestId: RequestId, };

/**
 * Whether the server does what it should.
 */
export type ServerStatus = "ok" | "degraded" | "draining";

/**
 * An AI conversation: a room of kind `session` whose member is an agent.
 */
export type Session = { 
/**
 * UUIDv7 made by the server.
 */
id: string, 
/**
 * The model that answers, one of those in the configuration.
 */
model: string, createdAt: Time, 
/**
 * Given by `session:rename`.
 */
title?: string, 
/**
 * When the last message came.
 */
updatedAt?: Time, 
/**
 * Whether an agent works on it right now.
 */
status?: SessionStatus, };

/**
 * Reply of `session:delete`, and what the owner's other connections are told.
 */
export type SessionDeleted = { sessionId: string, };

/**
 * `session:history`
 */
export type SessionHistory = { sessionId: Id, 
/**
 * Messages with a lower `seq` than this; left out: the newest.
 */
before?: number, 
/**
 * How many, 1 to 100, by default 50.
 */
limit?: number, requestId: RequestId, };

/**
 * Reply of `session:list`.
 */
export type SessionList = { 
/**
 * What the caller may see, oldest first.
 */
sessions: Array<Session>, };

/**
 * Reply of `session:rename`, and what the owner's other connections are told.
 */
export type SessionRenamed = { sessionId: string, title: string, };

/**
 * Whether an agent works on a session.
 */
export type SessionStatus = "idle" | "running";

/**
 * Reply of `session:switch`: enough to go on in mid-answer on a second device. The text of the
 * running answer so far follows as a `chat:delta` with offset 0.
 */
export type SessionSwitched = { session: Session, 
/**
 * The newest messages (50 at most), oldest first.
 */
messages: Array<ChatMessage>, 
/**
 * The run that is going on, if one is.
 */
run?: Run, };

/**
 * `presence:set`: how the caller looks to those who share a room with them, on all devices, until
 * they are gone. `offline` looks like being gone.
 */
export type SetPresence = { status: PresenceStatus, requestId: RequestId, };

/**
 * `room:setRole`: by an owner. The last owner cannot be made less.
 */
export type SetRole = { roomId: Id, userId: Id, role: Role, requestId: RequestId, };

/**
 * What people call a room in an address.
 */
export type Slug = string;

/**
 * Somebody speaks, or no longer.
 */
export type SpeakingUpdated = { roomId: string, userId: string, speaking: boolean, };

/**
 * One piece of a mission's work.
 */
export type Spec = { 
/**
 * What its creator calls it.
 */
id: Id, 
/**
 * What the agent is asked: at least one character and at most `limits.max_chat_chars`.
 */
prompt: Text, };

/**
 * `chat:stop`: ends the session's run, whichever connection or device began it.
 */
export type StopChat = { sessionId: Id, requestId: RequestId, };

/**
 * `subscription:subscribe`: a topic that is subscribed to already gets these filters instead.
 */
export type Subscribe = { 
/**
 * `rooms/{id}`, `missions`, `missions/{id}`, `forge_sessions`, `forge_sessions/{id}`, `tasks`,
 * `tasks/{id}`, `users/{id}` (one's own, or somebody's with whom one shares a room: presence and
 * devices, told to those who share a room in any case), `system`. The run of a session is
 * watched with its session, and has its filters.
 */
topic: Id, filters?: Filters, requestId: RequestId, };

/**
 * Reply of `subscription:subscribe`: what comes after `headSeq` is told from now on.
 */
export type Subscribed = { topic: string, filters?: Filters, 
/**
 * Newest `seq` of the topic. To have what came before, `sync:resume` from 0.
 */
headSeq: number, };

/**
 * A topic that a connection is subscribed to.
 */
export type Subscription = { topic: string, filters?: Filters, };

/**
 * Reply of `subscription:list`.
 */
export type SubscriptionList = { 
/**
 * What this connection is subscribed to, by topic.
 */
subscriptions: Array<Subscription>, };

/**
 * `session:switch`
 */
export type SwitchSession = { sessionId: Id, requestId: RequestId, };

/**
 * A position cannot be resumed from: the client reloads what the topic is about.
 */
export type SyncReset = { topic: string, headSeq: number, };

/**
 * How the server is.
 */
export type SystemHealth = { status: ServerStatus, metrics: HealthMetrics, };

/**
 * The server will be away.
 */
export type SystemMaintenance = { 
/**
 * Of the announcement: it is told again to who subscribes, and when it is taken back.
 */
id: string, 
/**
 * For people.
 */
message: string, startsAt: Time, durationMinutes: number, 
/**
 * True once it was taken back.
 */
withdrawn?: boolean, };

/**
 * What the server is at.
 */
export type SystemServerStatus = { status: ServerStatus, 
/**
 * Missions of which a spec is at work.
 */
activeMissions: number, 
/**
 * Sessions of chats that wait for an answer.
 */
activeSessions: number, };

/**
 * A new version has come out. It takes the place of one that was announced before.
 */
export type SystemVersionUpdate = { 
/**
 * As in [`SystemMaintenance`].
 */
id: string, 
/**
 * The version that this server runs.
 */
currentVersion: string, newVersion: string, 
/**
 * True once it was taken back.
 */
withdrawn?: boolean, };

/**
 * What an ICE candidate belongs to, up to 256 characters.
 */
export type Tag = string;

/**
 * Something to do. One of a room is seen and changed by the room's members, any other by its creator
 * and its assignee.
 */
export type Task = { 
/**
 * UUIDv7 made by the server.
 */
id: string, title: string, 
/**
 * The room that it belongs to; it outlives its room.
 */
roomId?: string, 
/**
 * Free text; `open` at first.
 */
status: string, 
/**
 * 0 to 100.
 */
progress: number, 
/**
 * Who is to do it.
 */
assigneeId?: string, 
/**
 * 0 system critical, 1 high, 2 normal, 3 low, 4 background.
 */
priority: number, 
/**
 * What it carries for programs.
 */
metadata: Record<string, unknown>, createdBy: string, createdAt: Time, 
/**
 * Of the newest change.
 */
updatedAt: Time, };

/**
 * Reply of `task:list`.
 */
export type TaskList = { 
/**
 * Those that the caller may see, oldest first: the newest 500.
 */
tasks: Array<Task>, };

/**
 * Text for people: anything but NUL.
 */
export type Text = string;

/**
 * A moment in milliseconds since 1970, written as `2026-11-20T18:17:00.000Z`.
 */
export type Time = string;

/**
 * Where the use of a tool stands.
 */
export type ToolStatus = "started" | "succeeded" | "failed";

/**
 * `chat:typing`
 */
export type TypeInChat = { roomId: Id, typing: boolean, requestId?: RequestId, };

/**
 * Somebody types, or does not any more; ends by itself after 6 seconds. Never told to the one who
 * types.
 */
export type TypingUpdated = { roomId: string, userId: string, typing: boolean, };

/**
 * `subscription:unsubscribe`; idempotent.
 */
export type Unsubscribe = { topic: Id, requestId: RequestId, };

/**
 * Reply of `subscription:unsubscribe`.
 */
export type Unsubscribed = { topic: string, };

/**
 * `room:update`: what is left out stays as it is.
 */
export type UpdateRoom = { roomId: Id, name?: Text, visibility?: Visibility, slug?: Slug, requestId: RequestId, };

/**
 * `task:update`: what is left out stays as it is. One that changes nothing is told to nobody.
 */
export type UpdateTask = { taskId: Id, 
/**
 * Free text, 1 to 64 characters.
 */
status?: Text, 
/**
 * 0 to 100.
 */
progress?: number, 
/**
 * Replaces what it carries for programs; 16 KiB of JSON at most.
 */
metadata?: Record<string, unknown>, requestId: RequestId, };

/**
 * A person, or another program that speaks for one.
 */
export type User = { 
/**
 * Opaque.
 */
id: string, name: string, avatarUrl?: string, };

/**
 * A device of a user came or went.
 */
export type UserDevice = { 
/**
 * What the handshake's `auth.deviceId` said; made by the server for a client that said nothing.
 */
deviceId: string, userId: string, };

/**
 * Who may know of a room and join it.
 */
export type Visibility = "public" | "private";

/**
 * A way to reach a participant.
 */
export type VoiceIce = { roomId: string, userId: string, candidate: Candidate, };

/**
 * Reply of `voice:join`.
 */
export type VoiceJoined = { roomId: string, 
/**
 * In the order of joining, the caller among them.
 */
participants: Array<Participant>, };

/**
 * Reply of `voice:leave`.
 */
export type VoiceLeft = { roomId: string, };

/**
 * Reply of `voice:offer` and `voice:answer`.
 */
export type VoiceRelayed = { 
/**
 * How many participants it went to.
 */
recipients: number, };

/**
 * A participant's offer or answer.
 */
export type VoiceSdp = { roomId: string, userId: string, sdp: Sdp, };

/**
 * Somebody takes part.
 */
export type VoiceUserJoined = { roomId: string, user: User, };

/**
 * Somebody takes part no more, or not on the device of before.
 */
export type VoiceUserLeft = { roomId: string, userId: string, };
