// Generated from the contract table by `npm run generate`. Do not edit.

import type {
  AuthInfo,
  ChatDelta,
  ChatMessage,
  ChatResponse,
  ChatStopped,
  Connected,
  CreateSession,
  DeleteSession,
  ErrorPayload,
  ForgeCompleted,
  ForgeStarted,
  GetAuthInfo,
  HistoryPage,
  ListSessions,
  Log,
  Ping,
  Pong,
  RenameSession,
  ResumeSync,
  Resumed,
  SendChat,
  Session,
  SessionDeleted,
  SessionHistory,
  SessionList,
  SessionRenamed,
  SessionSwitched,
  StopChat,
  SwitchSession,
  SyncReset,
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
  | { type: "auth:info"; payload: GetAuthInfo }
  | { type: "presence:ping"; payload: Ping }
  | { type: "sync:resume"; payload: ResumeSync };

/** Server → client. */
export type ServerMessage =
  | { type: "auth:error"; payload: ErrorPayload }
  | { type: "auth:info"; payload: AuthInfo & { requestId: string } }
  | { type: "chat:delta"; payload: ChatDelta }
  | { type: "chat:error"; payload: ErrorPayload }
  | { type: "chat:message"; payload: ChatMessage; topic: string; seq: number }
  | { type: "chat:response"; payload: ChatResponse & { requestId: string }; topic?: string; seq?: number }
  | { type: "chat:stopped"; payload: ChatStopped & { requestId: string }; topic?: string; seq?: number }
  | { type: "connection"; payload: Connected }
  | { type: "error"; payload: ErrorPayload }
  | { type: "forge:completed"; payload: ForgeCompleted; topic: string; seq: number }
  | { type: "forge:started"; payload: ForgeStarted; topic: string; seq: number }
  | { type: "log"; payload: Log; topic: string; seq: number }
  | { type: "presence:error"; payload: ErrorPayload }
  | { type: "presence:pong"; payload: Pong & { requestId?: string } }
  | { type: "session:created"; payload: Session & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:deleted"; payload: SessionDeleted & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:error"; payload: ErrorPayload }
  | { type: "session:history"; payload: HistoryPage & { requestId: string } }
  | { type: "session:list"; payload: SessionList & { requestId: string } }
  | { type: "session:renamed"; payload: SessionRenamed & { requestId?: string }; topic?: string; seq?: number }
  | { type: "session:switched"; payload: SessionSwitched & { requestId: string } }
  | { type: "sync:error"; payload: ErrorPayload }
  | { type: "sync:reset"; payload: SyncReset }
  | { type: "sync:resumed"; payload: Resumed & { requestId: string } };

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
  /** Speaks to the agent of a session; the reply comes when the run has ended. While another run of the session goes on it waits its turn, up to `limits.queued_runs`, then `OVERLOADED`. */
  "chat:send": (payload: SendChat, ack?: (result: Ack<"chat:response">) => void) => void;
  /** Ends the session's run; the stopped `chat:send` gets `CANCELLED`. */
  "chat:stop": (payload: StopChat, ack?: (result: Ack<"chat:stopped">) => void) => void;
  /** Who this connection is and what it watches. */
  "auth:info": (payload: GetAuthInfo, ack?: (result: Ack<"auth:info">) => void) => void;
  /** The newest `seq` of each watched topic. */
  "presence:ping": (payload: Ping, ack?: (result: Ack<"presence:pong">) => void) => void;
  /** Sends again what was missed since the given positions. */
  "sync:resume": (payload: ResumeSync, ack?: (result: Ack<"sync:resumed">) => void) => void;
}

export interface ServerToClientEvents {
  /** An `auth:*` command failed, or the credentials ran out. */
  "auth:error": (message: Extract<ServerMessage, { type: "auth:error" }>) => void;
  /** Reply of `auth:info`. */
  "auth:info": (message: Extract<ServerMessage, { type: "auth:info" }>) => void;
  /** A piece of an answer as it streams. */
  "chat:delta": (message: Extract<ServerMessage, { type: "chat:delta" }>) => void;
  /** A `chat:*` command failed. */
  "chat:error": (message: Extract<ServerMessage, { type: "chat:error" }>) => void;
  /** A message of a session, of its owner or its agent. */
  "chat:message": (message: Extract<ServerMessage, { type: "chat:message" }>) => void;
  /** Reply of `chat:send`. */
  "chat:response": (message: Extract<ServerMessage, { type: "chat:response" }>) => void;
  /** Reply of `chat:stop`. */
  "chat:stopped": (message: Extract<ServerMessage, { type: "chat:stopped" }>) => void;
  /** To this client only, `handshake.connection_event_delay` after CONNECT. */
  "connection": (message: Extract<ServerMessage, { type: "connection" }>) => void;
  /** A command of no known namespace. */
  "error": (message: Extract<ServerMessage, { type: "error" }>) => void;
  /** A run has ended. */
  "forge:completed": (message: Extract<ServerMessage, { type: "forge:completed" }>) => void;
  /** A run has begun. */
  "forge:started": (message: Extract<ServerMessage, { type: "forge:started" }>) => void;
  /** A line of an agent's log. */
  "log": (message: Extract<ServerMessage, { type: "log" }>) => void;
  /** A `presence:*` command failed. */
  "presence:error": (message: Extract<ServerMessage, { type: "presence:error" }>) => void;
  /** Reply of `presence:ping`. */
  "presence:pong": (message: Extract<ServerMessage, { type: "presence:pong" }>) => void;
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
  /** A `sync:*` command failed. */
  "sync:error": (message: Extract<ServerMessage, { type: "sync:error" }>) => void;
  /** A position that cannot be resumed from. */
  "sync:reset": (message: Extract<ServerMessage, { type: "sync:reset" }>) => void;
  /** Reply of `sync:resume`. */
  "sync:resumed": (message: Extract<ServerMessage, { type: "sync:resumed" }>) => void;
}

/** The success reply of each command. */
export interface Replies {
  "session:list": "session:list";
  "session:create": "session:created";
  "session:switch": "session:switched";
  "session:rename": "session:renamed";
  "session:delete": "session:deleted";
  "session:history": "session:history";
  "chat:send": "chat:response";
  "chat:stop": "chat:stopped";
  "auth:info": "auth:info";
  "presence:ping": "presence:pong";
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
  "chat:send": { replies: ["chat:response"], error: "chat:error", idempotent: true, requestId: "required" },
  "chat:stop": { replies: ["chat:stopped"], error: "chat:error", idempotent: true, requestId: "required" },
  "auth:info": { replies: ["auth:info"], error: "auth:error", idempotent: false, requestId: "required" },
  "presence:ping": { replies: ["presence:pong"], error: "presence:error", idempotent: false, requestId: "optional" },
  "sync:resume": { replies: ["sync:resumed"], error: "sync:error", idempotent: false, requestId: "required" },
} as const;

/** Events that have a `seq` and are replayed at resume. */
export const durableEvents = [
  "chat:message",
  "log",
  "forge:started",
  "forge:completed",
] as const;
