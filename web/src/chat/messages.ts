import type { ChatMessage } from "@parlance/shared-types";
import type { RunOutcome } from "./conversation.ts";

const AGENT_PREFIX = "agent:";

export const isAgent = (message: ChatMessage): boolean => message.senderId.startsWith(AGENT_PREFIX);

export const modelOf = (message: ChatMessage): string => message.senderId.slice(AGENT_PREFIX.length);

/** The run that a message asked for, or answers: both carry its id in `metadata.runId`. */
export function runIdOf({ metadata }: ChatMessage): string | undefined {
  const runId = isRecord(metadata) ? metadata["runId"] : undefined;
  return typeof runId === "string" ? runId : undefined;
}

/** How the run of an answer ended: the answer of one that did not complete says so in `metadata.status`. */
export function outcomeOf({ metadata }: ChatMessage): RunOutcome {
  const status = isRecord(metadata) ? metadata["status"] : undefined;
  return status === "failed" || status === "cancelled" ? status : "completed";
}

/** Merges by id (the later copy wins) and keeps the order of `seq`. */
export function mergeMessages(known: readonly ChatMessage[], received: readonly ChatMessage[]): readonly ChatMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of received) byId.set(message.id, message);
  return [...byId.values()].sort((left, right) => left.seq - right.seq);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
