// Generated from the contract table by `npm run generate`. Do not edit.

import type { Attachment, Candidate, Credential, Id, PresenceStatus, Reaction, Sdp, Time } from "../types.js";

export type TaggedChatMessage = { id: string, channel_id: string, author_id: string, content: string, attachments: Array<Attachment>, parent_id?: string, metadata?: unknown, created_at: Time, edited_at?: Time, reactions: Array<Reaction>, reply_count: number, };

/**
 * Client → server. `channel_id` is the id of a room, or its slug.
 */
export type TaggedClientEvent = { "type": "ping" } | { "type": "authenticate", token: Credential, } | { "type": "subscribe", channel_id: Id, } | { "type": "unsubscribe", channel_id: Id, } | { "type": "typing", channel_id: Id, } | { "type": "stop_typing", channel_id: Id, } | { "type": "voice_join", channel_id: Id, } | { "type": "voice_leave", channel_id: Id, } | { "type": "voice_offer", channel_id: Id, target_id?: Id, sdp: Sdp, } | { "type": "voice_answer", channel_id: Id, target_id?: Id, sdp: Sdp, } | { "type": "voice_ice", channel_id: Id, target_id?: Id, candidate: Candidate, } | { "type": "voice_mute", channel_id: Id, } | { "type": "voice_unmute", channel_id: Id, };

/**
 * What a message is now: edited, or redacted by a moderator.
 */
export type TaggedMessageUpdate = { id: string, channel_id: string, content: string, 
/**
 * Only of one that its author edited.
 */
edited_at?: Time, };

/**
 * Server → client. User ids that are no UUID are told as a UUIDv5 of the id.
 */
export type TaggedServerEvent = { "type": "pong" } | { "type": "ready", user: TaggedUser, } | { "type": "message_create", message: TaggedChatMessage, } | { "type": "message_update", message: TaggedMessageUpdate, } | { "type": "message_delete", channel_id: string, message_id: string, } | { "type": "typing_start", channel_id: string, user_id: string, } | { "type": "typing_stop", channel_id: string, user_id: string, } | { "type": "presence_update", user_id: string, status: PresenceStatus, } | { "type": "voice_user_joined", channel_id: string, user_id: string, } | { "type": "voice_user_left", channel_id: string, user_id: string, } | { "type": "voice_speaking", channel_id: string, user_id: string, speaking: boolean, } | { "type": "voice_offer", channel_id: string, user_id: string, sdp: Sdp, } | { "type": "voice_answer", channel_id: string, user_id: string, sdp: Sdp, } | { "type": "voice_ice", channel_id: string, user_id: string, candidate: Candidate, } | { "type": "error", code: string, message: string, } | { "type": "sync_reset", topic: string, head_seq: number, };

export type TaggedUser = { id: string, name: string, avatar_url?: string, };

/**
 * A message with the client's own id: of itself, or of the message that it answers.
 */
export type TaggedWsMessage<T> = { id?: string, } & T;

/** A frame, client → server. */
export type ClientFrame = TaggedWsMessage<TaggedClientEvent>;

/** A frame, server → client. `topic` and `seq` come with durable events, for clients that resume. */
export type ServerFrame = (TaggedWsMessage<TaggedServerEvent>) & { topic?: string; seq?: number };
