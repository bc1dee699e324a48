import type { ChatMessage } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import type { Conversation } from "./conversation.ts";
import { isAgent, runIdOf } from "./messages.ts";

/** A message of this page, from Enter on. */
export interface Outgoing {
  /** The `requestId` of its `chat:send`: a second try with the same id stores nothing twice. */
  id: string;
  body: string;
  state: "pending" | "failed" | "settled";
  /** The stored message, as soon as its `chat:message` is here. */
  messageId?: string;
  failure?: Failure | undefined;
  /** The run of its second try: the stored message names the first one for ever. */
  retryRunId?: string;
}

export function addOutgoing(conversation: Conversation, id: string, body: string): Conversation {
  const entry: Outgoing = { id, body, state: "pending" };
  return { ...conversation, outgoing: [...conversation.outgoing, entry] };
}

/** The reply came: the answer is stored, and so is the message. */
export const settleOutgoing = (conversation: Conversation, id: string): Conversation =>
  changeOutgoing(conversation, id, { state: "settled" });

/** `chat:send` ended in an error; the message itself may be stored all the same. */
export const failOutgoing = (conversation: Conversation, id: string, failure: Failure): Conversation =>
  changeOutgoing(conversation, id, { state: "failed", failure });

export const retryOutgoing = (conversation: Conversation, id: string): Conversation =>
  changeOutgoing(conversation, id, { state: "pending", failure: undefined });

export function dropOutgoing(conversation: Conversation, id: string): Conversation {
  return { ...conversation, outgoing: conversation.outgoing.filter((entry) => entry.id !== id) };
}

/**
 * Gives each message that is new here to the oldest of this page's own with the same text: events carry
 * no `requestId`, and messages of one page are stored in the order in which they were sent.
 */
export function bindOutgoing(
  { outgoing, messages }: Conversation,
  received: readonly ChatMessage[],
): readonly Outgoing[] {
  const known = new Set(messages.map((message) => message.id));
  const fresh = received.filter((message) => !isAgent(message) && !known.has(message.id));
  return outgoing.map((entry) => {
    if (entry.messageId !== undefined) return entry;
    const index = fresh.findIndex((message) => message.body === entry.body);
    const [match] = index < 0 ? [] : fresh.splice(index, 1);
    return match ? { ...entry, messageId: match.id } : entry;
  });
}

/** A run that no message asked for is the second try of a stored message. */
export function bindRetry({ outgoing, messages, runs }: Conversation, runId: string): readonly Outgoing[] {
  if (messages.some((message) => runIdOf(message) === runId)) return outgoing;
  const over = new Set(runs.filter(({ status }) => status !== "running").map(({ id }) => id));
  const isOver = ({ messageId, retryRunId }: Outgoing) => {
    const message = messages.find(({ id }) => id === messageId);
    return message !== undefined && over.has(retryRunId ?? runIdOf(message) ?? "");
  };
  const retried = outgoing.find((entry) => entry.state === "pending" && isOver(entry));
  return outgoing.map((entry) => (entry === retried ? { ...entry, retryRunId: runId } : entry));
}

function changeOutgoing(conversation: Conversation, id: string, change: Partial<Outgoing>): Conversation {
  const outgoing = conversation.outgoing.map((entry) => (entry.id === id ? { ...entry, ...change } : entry));
  return { ...conversation, outgoing };
}
