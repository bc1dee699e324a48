// Generated from the contract table by `npm run generate`. Do not edit.

import type { Attachment, CallType, Candidate, Credential, Id, LogLevel, MissionStatus, PresenceStatus, ReactionAction, Role, RoomKind, Sdp, ServerStatus, Time, ToolStatus, Visibility } from "../types.js";

/**
 * `ack`: a command was carried out.
 */
export type EnvelopeAckResponse = { 
/**
 * Always true: what failed is told as `error`.
 */
success: boolean, 
/**
 * For people.
 */
message?: string, };

/**
 * `auth_result`
 */
export type EnvelopeAuthResponse = { 
/**
 * False where the token was no good.
 */
authenticated: boolean, user_id?: string, 
/**
 * Until when the connection may stay.
 */
expires_at?: Time, };

/**
 * `event.call`: `from_user` is the other end.
 */
export type EnvelopeCallEvent = { "event": "offer", call_id: string, from_user: string, call_type: CallType, sdp: Sdp, } | { "event": "answer", call_id: string, from_user: string, sdp: Sdp, } | { "event": "ice", call_id: string, from_user: string, candidate: Candidate, } | { "event": "end", call_id: string, from_user: string, reason: string, };

/**
 * `event.chat`: what is said in rooms, and in sessions with agents.
 */
export type EnvelopeChatEvent = { "event": "message", message: EnvelopeChatMessage, } | { "event": "edited", message: EnvelopeChatMessage, } | { "event": "deleted", room_id: string, message_id: string, deleted_at: Time, } | { "event": "redacted", room_id: string, message_id: string, body: string, } | { "event": "read", room_id: string, message_id: string, user_id: string, } | { "event": "reaction", room_id: string, message_id: string, user_id: string, reaction: string, action: ReactionAction, } | { "event": "typing", room_id: string, user_id: string, typing: boolean, } | { "event": "delta", session_id: string, run_id: string, offset: number, text: string, } | { "event": "log", session_id: string, run_id: string, level: LogLevel, message: string, };

/**
 * A message of a room or a session.
 */
export type EnvelopeChatMessage = { id: string, room_id: string, 
/**
 * Its place in the topic `rooms/{room_id}`.
 */
seq: number, sender_id: string, body: string, attachments: Array<Attachment>, parent_id?: string, metadata?: unknown, created_at: Time, edited_at?: Time, deleted_at?: Time, redacted_at?: Time, reactions: Array<EnvelopeReaction>, reply_count: number, };

/**
 * A message of a client.
 */
export type EnvelopeClientMessage = { 
/**
 * The client's own id of it.
 */
id?: string, } & ({ "type": "subscribe", "payload": EnvelopeSubscriptionCommand } | { "type": "unsubscribe", "payload": EnvelopeSubscriptionCommand } | { "type": "list_subscriptions", "payload": EnvelopeSubscriptionCommand } | { "type": "mission_status", "payload": EnvelopeMissionCommand } | { "type": "mission_start", "payload": EnvelopeMissionCommand } | { "type": "mission_pause", "payload": EnvelopeMissionCommand } | { "type": "mission_resume", "payload": EnvelopeMissionCommand } | { "type": "mission_cancel", "payload": EnvelopeMissionCommand } | { "type": "authenticate", "payload": EnvelopeSessionCommand } | { "type": "session_info", "payload": EnvelopeSessionCommand } | { "type": "ping", "payload": EnvelopeSessionCommand });

/**
 * `event.device`
 */
export type EnvelopeDeviceEvent = { "event": "online", device_id: string, user_id: string, } | { "event": "offline", device_id: string, user_id: string, };

/**
 * `error`
 */
export type EnvelopeErrorResponse = { 
/**
 * For programs: `auth_required`, `invalid_message`, `not_found`, `permission_denied`; else the
 * contract's code in lower case.
 */
code: string, 
/**
 * For people.
 */
message: string, 
/**
 * Of `invalid_message`, one entry per broken rule; where it is known when to try again,
 * `{ retry_after_ms }`.
 */
details?: unknown, };

/**
 * `event.forge`: the runs of a mission's specs. Those of a chat's session have no mission, and are told
 * as `event.chat`.
 */
export type EnvelopeForgeEvent = { "event": "started", session_id: string, mission_id: string, spec_id: string, } | { "event": "token_usage", session_id: string, input_tokens: number, output_tokens: number, 
/**
 * In US dollars.
 */
total_cost: number, } | { "event": "tool_execution", session_id: string, tool_name: string, status: ToolStatus, } | { "event": "completed", session_id: string, success: boolean, } | { "event": "log", session_id: string, level: LogLevel, message: string, };

/**
 * What is to be done with a mission. All are answered by `ack` but `get_status`.
 */
export type EnvelopeMissionCommand = { "command": "get_status", mission_id: string, } | { "command": "start", mission_id: string, } | { "command": "pause", mission_id: string, } | { "command": "resume", mission_id: string, } | { "command": "cancel", mission_id: string, };

/**
 * `event.mission`
 */
export type EnvelopeMissionEvent = { "event": "created", mission_id: string, name: string, } | { "event": "started", mission_id: string, } | { "event": "progress", mission_id: string, current_spec: string, completed_specs: number, total_specs: number, 
/**
 * 0 to 100.
 */
percentage: number, } | { "event": "completed", mission_id: string, success: boolean, duration_seconds: number, } | { "event": "failed", mission_id: string, error: string, } | { "event": "status_changed", mission_id: string, old_status: MissionStatus, new_status: MissionStatus, };

/**
 * `mission_status`: how far a mission is.
 */
export type EnvelopeMissionStatusResponse = { mission_id: string, name: string, status: MissionStatus, 
/**
 * The `id` of the spec that is at work, or comes next; left out once there is none.
 */
current_spec?: string, 
/**
 * The forge session that is at work.
 */
current_session_id?: string, completed_specs: number, total_specs: number, 
/**
 * 0 to 100.
 */
percentage: number, created_at: Time, started_at?: Time, finished_at?: Time, 
/**
 * Why it failed, in words.
 */
error?: string, };

/**
 * `pong`
 */
export type EnvelopePongResponse = { timestamp: Time, };

/**
 * `event.presence`
 */
export type EnvelopePresenceEvent = { "event": "updated", user_id: string, status: PresenceStatus, last_seen_at: Time, };

/**
 * Who reacted with what.
 */
export type EnvelopeReaction = { reaction: string, user_ids: Array<string>, };

/**
 * Where people talk.
 */
export type EnvelopeRoom = { id: string, name: string, kind: RoomKind, visibility: Visibility, slug?: string, created_at: Time, member_count: number, };

/**
 * `event.room`
 */
export type EnvelopeRoomEvent = { "event": "member_joined", room_id: string, user_id: string, } | { "event": "member_left", room_id: string, user_id: string, } | { "event": "role_set", room_id: string, user_id: string, role: Role, } | { "event": "updated", room: EnvelopeRoom, } | { "event": "deleted", room_id: string, } | { "event": "invited", room_id: string, user_id: string, invited_by: string, room: EnvelopeRoom, } | { "event": "kicked", room_id: string, user_id: string, reason?: string, };

/**
 * A message of the server.
 */
export type EnvelopeServerMessage = { 
/**
 * Made by the server; an event has the same for all its readers.
 */
id: string, timestamp: Time, 
/**
 * The `id` of the message that it answers, if that had one.
 */
reply_to?: string, } & ({ "type": "ack", "payload": EnvelopeAckResponse } | { "type": "error", "payload": EnvelopeErrorResponse } | { "type": "auth_result", "payload": EnvelopeAuthResponse } | { "type": "subscription_list", "payload": EnvelopeSubscriptionListResponse } | { "type": "session_info", "payload": EnvelopeSessionInfoResponse } | { "type": "mission_status", "payload": EnvelopeMissionStatusResponse } | { "type": "pong", "payload": EnvelopePongResponse } | { "type": "event.mission", "payload": EnvelopeMissionEvent } | { "type": "event.forge", "payload": EnvelopeForgeEvent } | { "type": "event.system", "payload": EnvelopeSystemEvent } | { "type": "event.chat", "payload": EnvelopeChatEvent } | { "type": "event.room", "payload": EnvelopeRoomEvent } | { "type": "event.presence", "payload": EnvelopePresenceEvent } | { "type": "event.device", "payload": EnvelopeDeviceEvent } | { "type": "event.task", "payload": EnvelopeTaskEvent } | { "type": "event.call", "payload": EnvelopeCallEvent } | { "type": "event.voice", "payload": EnvelopeVoiceEvent } | { "type": "event.sync", "payload": EnvelopeSyncEvent });

/**
 * What concerns the connection itself.
 */
export type EnvelopeSessionCommand = { "command": "authenticate", token: Credential, } | { "command": "get_info" } | { "command": "ping" };

/**
 * `session_info`
 */
export type EnvelopeSessionInfoResponse = { 
/**
 * Of the connection.
 */
session_id: string, authenticated: boolean, user_id?: string, 
/**
 * All topics that it hears of, those that need no subscription among them.
 */
subscriptions: Array<string>, connected_at: Time, };

/**
 * What a connection hears of.
 */
export type EnvelopeSubscriptionCommand = { "command": "subscribe", topic: Id, filters?: EnvelopeSubscriptionFilters, } | { "command": "unsubscribe", topic: Id, } | { "command": "list_subscriptions" };

/**
 * What of a topic is wanted: what fits all that is given.
 */
export type EnvelopeSubscriptionFilters = { 
/**
 * Only what is about this mission.
 */
mission_id?: string, 
/**
 * Only what is about this session, of a chat or of a forge.
 */
session_id?: string, 
/**
 * Only these, 100 at most: the `event` of a payload (`progress`), the same after its category
 * (`mission_progress`), or the `type` of all messages of a category (`event.mission`).
 */
event_types?: Array<string>, };

/**
 * `subscription_list`
 */
export type EnvelopeSubscriptionListResponse = { 
/**
 * Topics.
 */
subscriptions: Array<string>, };

/**
 * `event.sync`, to who resumes.
 */
export type EnvelopeSyncEvent = { "event": "reset", topic: string, head_seq: number, };

/**
 * `event.system`
 */
export type EnvelopeSystemEvent = { "event": "server_status", status: ServerStatus, active_missions: number, active_sessions: number, } | { "event": "maintenance", message: string, starts_at: Time, duration_minutes: number, } | { "event": "version_update", current_version: string, new_version: string, };

/**
 * Something to do.
 */
export type EnvelopeTask = { id: string, title: string, room_id?: string, status: string, 
/**
 * 0 to 100.
 */
progress: number, assignee_id?: string, 
/**
 * 0 system critical, 1 high, 2 normal, 3 low, 4 background.
 */
priority: number, metadata: Record<string, unknown>, created_by: string, created_at: Time, updated_at: Time, };

/**
 * `event.task`
 */
export type EnvelopeTaskEvent = { "event": "created", task: EnvelopeTask, } | { "event": "updated", task: EnvelopeTask, } | { "event": "assigned", task: EnvelopeTask, };

/**
 * `event.voice`
 */
export type EnvelopeVoiceEvent = { "event": "user_joined", room_id: string, user_id: string, } | { "event": "user_left", room_id: string, user_id: string, } | { "event": "offer", room_id: string, user_id: string, sdp: Sdp, } | { "event": "answer", room_id: string, user_id: string, sdp: Sdp, } | { "event": "ice", room_id: string, user_id: string, candidate: Candidate, } | { "event": "mute", room_id: string, user_id: string, muted: boolean, } | { "event": "speaking", room_id: string, user_id: string, speaking: boolean, };

/** A frame, client → server. */
export type ClientFrame = EnvelopeClientMessage;

/** A frame, server → client. `topic` and `seq` come with durable events, for clients that resume. */
export type ServerFrame = (EnvelopeServerMessage) & { topic?: string; seq?: number };
