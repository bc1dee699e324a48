// Generated from the contract table by `npm run generate`. Do not edit.

import type { Attachment, CallType, Candidate, Credential, DeleteMode, Id, PresenceStatus, ReactionAction, Sdp, Text, Time } from "../types.js";

/**
 * A message of a room.
 */
export type DottedChatMessage = { id: string, room: string, sender_id: string, body: string, attachments: Array<Attachment>, parent_id?: string, metadata?: unknown, created_at: Time, edited_at?: Time, reactions: Array<DottedReaction>, reply_count: number, };

/**
 * Client → server. `scope` and `room` are the id of a room, or its slug. The fields of `data` may
 * also stand beside `type`.
 */
export type DottedClientEvent = { "type": "auth.authenticate", "data": { token: Credential, } } | { "type": "auth.refresh", "data": { refresh_token: Credential, } } | { "type": "chat.send", "data": { scope: Id, body: Text, 
/**
 * The ids of files that the caller has posted.
 */
attachments?: Array<Id>, 
/**
 * The message that this one replies to.
 */
parent_id?: Id, } } | { "type": "chat.edit", "data": { message_id: Id, new_body: Text, } } | { "type": "chat.delete", "data": { message_id: Id, mode: DeleteMode, } } | { "type": "chat.redact", "data": { message_id: Id, mask: Text, } } | { "type": "chat.read", "data": { message_id: Id, room: Id, } } | { "type": "chat.reaction", "data": { message_id: Id, reaction: Text, action: ReactionAction, 
/**
 * Not needed: the message says where it is.
 */
scope?: Id, } } | { "type": "chat.typing", "data": { scope: Id, typing: boolean, } } | { "type": "call.offer", "data": { target_id: Id, call_type: CallType, sdp: Sdp, } } | { "type": "call.answer", "data": { target_id: Id, sdp: Sdp, } } | { "type": "call.ice", "data": { target_id: Id, candidate: Candidate, } } | { "type": "call.end", "data": { target_id: Id, reason?: Text, } } | { "type": "room.join", "data": { room: Id, } } | { "type": "room.leave", "data": { room: Id, } } | { "type": "presence.set", "data": { status: PresenceStatus, } } | { "type": "presence.ping", "data": Record<symbol, never> };

/**
 * Who reacted with what.
 */
export type DottedReaction = { reaction: string, user_ids: Array<string>, };

/**
 * Server → client. `scope`, `room` and `network_id` are ids of rooms.
 */
export type DottedServerEvent = { "type": "chat.message", "data": DottedChatMessage } | { "type": "chat.edited", "data": DottedChatMessage } | { "type": "chat.deleted", "data": { message_id: string, deleted_at: Time, } } | { "type": "chat.redacted", "data": { message_id: string, new_body: string, } } | { "type": "chat.read.update", "data": { message_id: string, user_id: string, room: string, } } | { "type": "chat.reaction.update", "data": { message_id: string, user_id: string, reaction: string, action: ReactionAction, } } | { "type": "chat.typing.user", "data": { scope: string, user_id: string, typing: boolean, } } | { "type": "call.offer", "data": { from_user: string, call_type: CallType, sdp: Sdp, } } | { "type": "call.answer", "data": { from_user: string, sdp: Sdp, } } | { "type": "call.ice", "data": { from_user: string, candidate: Candidate, } } | { "type": "call.end", "data": { from_user: string, reason: string, } } | { "type": "member.joined", "data": { network_id: string, user_id: string, } } | { "type": "member.left", "data": { network_id: string, user_id: string, } } | { "type": "device.online", "data": { device_id: string, user_id: string, } } | { "type": "device.offline", "data": { device_id: string, user_id: string, } } | { "type": "presence.update", "data": { user_id: string, status: PresenceStatus, } } | { "type": "presence.pong", "data": { timestamp: Time, } } | { "type": "ack", "data": { 
/**
 * Left out only where `auth.refresh` had none.
 */
op_id?: string, 
/**
 * What came of it, such as `{ message }` for `chat.send`.
 */
data: unknown, } } | { "type": "error", "data": { 
/**
 * For programs.
 */
code: string, 
/**
 * For people.
 */
message: string, 
/**
 * Of the command that failed.
 */
op_id?: string, } } | { "type": "sync.reset", "data": { topic: string, head_seq: number, } };

/**
 * A message with the client's own id of what it answers or asks for.
 */
export type DottedWsMessage<T> = { op_id?: string, } & T;

/** A frame, client → server. */
export type ClientFrame = DottedWsMessage<DottedClientEvent>;

/** A frame, server → client. `topic` and `seq` come with durable events, for clients that resume. */
export type ServerFrame = (DottedWsMessage<DottedServerEvent>) & { topic?: string; seq?: number };
