// Generated from the contract table by `npm run generate`. Do not edit.

import type { Credential, ErrorDetail, HealthMetrics, Id, ServerStatus, Text } from "../types.js";

/**
 * A message of a client with what stands beside its payload, which may be left out.
 */
export type PrioritizedClientMessage = { 
/**
 * When it was sent, in milliseconds since 1970.
 */
timestamp?: number, 
/**
 * The client's own id of it.
 */
messageId?: string, 
/**
 * Of what is told to others; 2, normal, when it is left out.
 */
priority?: number, } & ({ "type": "authenticate", "payload": { token: Credential, } } | { "type": "joinRoom", "payload": { roomId: Id, } } | { "type": "leaveRoom", "payload": { roomId: Id, } } | { "type": "message", "payload": { roomId: Id, content: Text, 
/**
 * What it is (`type`: `text`, `file` or `system`), with the `fileUrl` and `fileName` of a file.
 * Passed on as it is, but for `messageId`.
 */
metadata?: Record<string, unknown>, } } | { "type": "taskUpdate", "payload": { taskId: Id, 
/**
 * 1 to 64 characters.
 */
status?: Text, 
/**
 * 0 to 100.
 */
progress?: number, 
/**
 * Replaces what the task carries for programs.
 */
metadata?: Record<string, unknown>, } } | { "type": "taskAssign", "payload": { taskId: Id, assigneeId: Id, 
/**
 * Left out, it stays as it is.
 */
priority?: number, } });

/**
 * What there is to tell of an error beside its words.
 */
export type PrioritizedErrorDetails = { 
/**
 * The rules that the payload breaks.
 */
rules?: Array<ErrorDetail>, 
/**
 * When to try again, in milliseconds.
 */
retryAfterMs?: number, };

/**
 * Server → client.
 */
export type PrioritizedServerEvent = { "type": "messageReceived", "payload": { 
/**
 * The server's id of the message; to its author their own, if they gave it one.
 */
messageId: string, roomId: string, senderId: string, 
/**
 * When it was said, in milliseconds since 1970.
 */
timestamp: number, content: string, metadata?: Record<string, unknown>, } } | { "type": "taskUpdate", "payload": { taskId: string, status: string, 
/**
 * 0 to 100.
 */
progress: number, metadata: Record<string, unknown>, } } | { "type": "taskAssign", "payload": { taskId: string, assigneeId: string, 
/**
 * 0 system critical, 1 high, 2 normal, 3 low, 4 background.
 */
priority: number, } } | { "type": "error", "payload": { 
/**
 * 4000 to 4004 as the seed has them, else a code of the contract.
 */
code: string, 
/**
 * For people.
 */
message: string, details?: PrioritizedErrorDetails, } } | { "type": "healthUpdate", "payload": { status: ServerStatus, metrics: HealthMetrics, } } | { "type": "syncReset", "payload": { topic: string, headSeq: number, } };

/**
 * A message with what stands beside its payload.
 */
export type PrioritizedWsMessage<T> = { 
/**
 * When it was sent, in milliseconds since 1970.
 */
timestamp: number, 
/**
 * What it answers, or an id of its own.
 */
messageId: string, 
/**
 * Left out where it is normal.
 */
priority?: number, } & T;

/** A frame, client → server. */
export type ClientFrame = PrioritizedClientMessage;

/** A frame, server → client. `topic` and `seq` come with durable events, for clients that resume. */
export type ServerFrame = (PrioritizedWsMessage<PrioritizedServerEvent>) & { topic?: string; seq?: number };
