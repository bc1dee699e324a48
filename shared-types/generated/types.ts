// Generated from the contract table by `npm run generate`. Do not edit.

/**
 * A file that belongs to a message.
 */
export type Attachment = { id: string, name: string, 
/**
 * Bytes.
 */
size: number, mime: string, url: string, width?: number, height?: number, };

/**
 * Reply of `auth:info`.
 */
export type AuthInfo = { connectionId: string, authenticated: boolean, user?: User, 
/**
 * The topics that this connection watches.
 */
subscriptions: Array<string>, connectedAt: Time, expiresAt?: Time, };

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
 * `session:create`
 */
export type CreateSession = { 
/**
 * One of `GET /api/models`; empty or left out means the default.
 */
model?: Text, requestId: RequestId, };

/**
 * `session:delete`: the session, its messages and its runs; a running run is cancelled first.
 */
export type DeleteSession = { sessionId: Id, requestId: RequestId, };

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
 * A run has ended.
 */
export type ForgeCompleted = { runId: string, sessionId: string, 
/**
 * `completed`, `failed` or `cancelled`.
 */
status: RunStatus, success: boolean, 
/**
 * Why it failed, in words.
 */
error?: string, usage?: RunUsage, };

/**
 * A run has begun.
 */
export type ForgeStarted = { runId: string, sessionId: string, 
/**
 * The model that answers.
 */
model: string, startedAt: Time, };

/**
 * `auth:info`
 */
export type GetAuthInfo = { requestId: RequestId, };

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
 * `session:list`
 */
export type ListSessions = { requestId: RequestId, };

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
 * Who reacted with what.
 */
export type Reaction = { reaction: string, userIds: Array<string>, };

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
 * `chat:send`: speaks to the agent of a session (`sessionId`, `message`) or to the people of a
 * room (`roomId`, `body`). Exactly one target: both or neither breaks rule `oneOf`.
 */
export type SendChat = { sessionId: string, message: string, requestId: string, } | { roomId: string, body: string, requestId: string, };

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
 * `chat:stop`: ends the session's run, whichever connection or device began it.
 */
export type StopChat = { sessionId: Id, requestId: RequestId, };

/**
 * `session:switch`
 */
export type SwitchSession = { sessionId: Id, requestId: RequestId, };

/**
 * A position cannot be resumed from: the client reloads what the topic is about.
 */
export type SyncReset = { topic: string, headSeq: number, };

/**
 * Text for people: anything but NUL.
 */
export type Text = string;

/**
 * A moment in milliseconds since 1970, written as `2026-11-20T18:17:00.000Z`.
 */
export type Time = string;

/**
 * A person, or another program that speaks for one.
 */
export type User = { 
/**
 * Opaque.
 */
id: string, name: string, avatarUrl?: string, };
