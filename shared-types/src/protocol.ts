/** The generated tables, turned into the types and guards that the client works with. */
import { type ClientMessage, commands, type Replies, type ServerMessage } from "../generated/events.js";
import type { ErrorPayload } from "../generated/types.js";

export type CommandName = ClientMessage["type"];
export type EventName = ServerMessage["type"];

/** A union of payloads stays a union. `never` refuses an id of the caller's own, which would be lost. */
type WithoutRequestId<Payload> = Payload extends unknown ? Omit<Payload, "requestId"> & { requestId?: never } : never;

/** What `request` takes: the command's payload; the client adds the `requestId`. */
export type CommandPayload<Name extends CommandName> = WithoutRequestId<
  Extract<ClientMessage, { type: Name }>["payload"]
>;

/** `ServerMessage` by name. */
type Messages = { [Message in ServerMessage as Message["type"]]: Message };
export type MessageOf<Event extends EventName> = Messages[Event];
export type EventPayload<Event extends EventName> = MessageOf<Event>["payload"];

/** The success reply of a command, its `requestId` included. */
export type ReplyMessage<Name extends CommandName> = MessageOf<Replies[Name] & EventName>;
export type Reply<Name extends CommandName> = ReplyMessage<Name>["payload"];

export type ErrorMessage = Extract<ServerMessage, { payload: ErrorPayload }>;

/** What stands beside a payload. */
export interface Meta {
  /** Durable events and the replies of changes: the topic that was changed, and where in it (contract, section 5). */
  topic?: string;
  seq?: number;
  /** Set when the message answers a request, this client's or (after a reload) its predecessor's. */
  requestId?: string;
}

/**
 * Checks the envelope (contract, section 1). The payload's fields are taken at the server's word: it is
 * generated from the same table, and a difference shows as `onContractMismatch`.
 */
export function isServerMessage(event: string, value: unknown): value is ServerMessage {
  return isRecord(value) && value.type === event && isRecord(value.payload);
}

export function metaOf(message: ServerMessage): Meta {
  const meta: Meta = {};
  if ("topic" in message && typeof message.topic === "string") meta.topic = message.topic;
  if ("seq" in message && typeof message.seq === "number") meta.seq = message.seq;
  const requestId: unknown = "requestId" in message.payload ? message.payload.requestId : undefined;
  if (typeof requestId === "string") meta.requestId = requestId;
  return meta;
}

export function isMessageOf<Event extends EventName>(
  event: Event,
  message: ServerMessage,
): message is MessageOf<Event> {
  return message.type === event;
}

export function isReplyTo<Name extends CommandName>(name: Name, message: ServerMessage): message is ReplyMessage<Name> {
  const replies: readonly string[] = commands[name].replies;
  return replies.includes(message.type);
}

/** `<namespace>:error`, or the bare `error` of a server that does not know the namespace. */
export function isErrorMessage(message: ServerMessage): message is ErrorMessage {
  return message.type === "error" || message.type.endsWith(":error");
}

/**
 * Whether an unanswered command may be sent again after a reconnect. A change is keyed by its `requestId`
 * (contract, section 4) and a read changes nothing. Of `auth:*` the former is not true, and it speaks about
 * a connection that is gone.
 */
export function isRepeatable(name: CommandName): boolean {
  return commands[name].idempotent || !isAboutConnection(name);
}

/** `auth:*` may be sent before the `connection` event, which a server that wants credentials holds back. */
export function isAboutConnection(name: CommandName): boolean {
  return name.startsWith("auth:");
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
