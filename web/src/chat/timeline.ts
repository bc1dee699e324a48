import type { ChatMessage } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import { activeRun, type Conversation, type RunView } from "./conversation.ts";
import { isAgent, modelOf, outcomeOf, runIdOf } from "./messages.ts";
import type { Outgoing } from "./outgoing.ts";

export type ItemStatus = "sending" | "queued" | "sent" | "streaming" | "complete" | "stopped" | "failed";

/** One entry of the conversation as it is shown. */
export interface Item {
  /** Stays the same when an optimistic message or a streamed answer becomes a stored one. */
  key: string;
  role: "user" | "agent";
  text: string;
  status: ItemStatus;
  /** RFC 3339; absent until the server has said when. */
  at?: string | undefined;
  model?: string | undefined;
  /** The run of an answer; `run` is what this page has seen of it. */
  runId?: string | undefined;
  run?: RunView | undefined;
  failure?: Failure | undefined;
  /** What to send again when the reader asks for it. */
  again?: string | undefined;
  /** This page's own `chat:send` behind it, which can be tried again under its old `requestId`. */
  outgoingId?: string | undefined;
  /** Whether it can be taken back, because it was never stored. */
  discardable?: boolean | undefined;
}

/** `seq` of the message that an item belongs behind, then what comes first there. */
type Placed = readonly [place: number, rank: number, item: Item];

interface Index {
  conversation: Conversation;
  prompts: ReadonlyMap<string, ChatMessage>;
  answers: ReadonlyMap<string, ChatMessage>;
  runs: ReadonlyMap<string, RunView>;
  sent: ReadonlyMap<string, Outgoing>;
}

/** Each message with its answer behind it, in the order of `seq`, then what has not left this page yet. */
export function timeline(conversation: Conversation): readonly Item[] {
  const index = indexOf(conversation);
  const placed = conversation.messages.map((message) =>
    isAgent(message) ? placeAnswer(index, message) : placePrompt(index, message),
  );
  const withoutAnswer = conversation.runs.filter((run) => !index.answers.has(run.id));
  placed.push(...withoutAnswer.map((run) => placeRun(index, run)));
  placed.push(...conversation.messages.flatMap((message) => missingAnswer(index, message)));
  placed.sort(([place, rank], [otherPlace, otherRank]) => place - otherPlace || rank - otherRank);
  const unsent = conversation.outgoing.filter((entry) => !entry.messageId && entry.state !== "settled");
  return [...placed.map(([, , item]) => item), ...unsent.map((entry) => unsentItem(conversation, entry))];
}

function indexOf(conversation: Conversation): Index {
  const byRun = (messages: readonly ChatMessage[]) =>
    new Map(messages.map((message) => [runIdOf(message) ?? message.id, message]));
  const sent = new Map(conversation.outgoing.map((entry) => [entry.messageId ?? entry.id, entry]));
  const prompts = byRun(conversation.messages.filter((message) => !isAgent(message)));
  for (const prompt of prompts.values()) {
    const retryRunId = sent.get(prompt.id)?.retryRunId;
    if (retryRunId !== undefined) prompts.set(retryRunId, prompt);
  }
  return {
    conversation,
    prompts,
    answers: byRun(conversation.messages.filter(isAgent)),
    runs: new Map(conversation.runs.map((run) => [run.id, run])),
    sent,
  };
}

function placePrompt(index: Index, message: ChatMessage): Placed {
  const outgoing = index.sent.get(message.id);
  // Where an answer has begun, its failure is told there.
  const failure = hasAnswer(index, message) ? undefined : outgoing?.failure;
  const item: Item = {
    key: outgoing?.id ?? message.id,
    role: "user",
    text: message.body,
    status: failure ? "failed" : isQueued(index, message) ? "queued" : "sent",
    at: message.createdAt,
    failure,
    again: failure && message.body,
    outgoingId: outgoing?.id,
  };
  return [message.seq, 0, item];
}

function hasAnswer({ runs, answers }: Index, message: ChatMessage): boolean {
  const runId = runIdOf(message) ?? message.id;
  return runs.has(runId) || answers.has(runId);
}

/** Runs of a session go one after another: what was said after the present prompt waits. */
function isQueued(index: Index, message: ChatMessage): boolean {
  const current = activeRun(index.conversation);
  const prompt = current && index.prompts.get(current.id);
  return prompt !== undefined && message.seq > prompt.seq && !hasAnswer(index, message);
}

/** In place of the answer to a message from before this page that has none and does not wait for one. */
function missingAnswer(index: Index, message: ChatMessage): readonly Placed[] {
  const runId = runIdOf(message);
  const isOver = message.seq <= index.conversation.openedSeq && !index.sent.has(message.id);
  if (isAgent(message) || runId === undefined || !isOver) return [];
  if (hasAnswer(index, message) || isQueued(index, message)) return [];
  const item: Item = {
    key: runId,
    role: "agent",
    text: "",
    status: "failed",
    runId,
    failure: { code: "AGENT_FAILED", text: "This message was not answered.", retryable: true },
    again: message.body,
  };
  return [[message.seq, 1, item]];
}

function placeAnswer(index: Index, message: ChatMessage): Placed {
  const runId = runIdOf(message);
  const run = runId === undefined ? undefined : index.runs.get(runId);
  const item: Item = {
    ...answerItem(index, runId ?? message.id, run, outcomeOf(message)),
    text: message.body,
    at: message.createdAt,
    runId,
    model: modelOf(message),
  };
  return [promptSeq(index, runId) ?? message.seq, 1, item];
}

/** A run without a stored answer: it streams, or it ended before it said anything. */
function placeRun(index: Index, run: RunView): Placed {
  const item = { ...answerItem(index, run.id, run, run.status), text: run.text, runId: run.id };
  return [promptSeq(index, run.id) ?? Number.MAX_SAFE_INTEGER, 1, item];
}

const STATUS = {
  running: "streaming",
  completed: "complete",
  cancelled: "stopped",
  failed: "failed",
} as const satisfies Record<RunView["status"], ItemStatus>;

function answerItem(
  { prompts, sent }: Index,
  runId: string,
  run: RunView | undefined,
  outcome: RunView["status"],
): Omit<Item, "text"> {
  const status = STATUS[outcome];
  if (status !== "failed") return { key: runId, role: "agent", status, run };
  const prompt = prompts.get(runId);
  const outgoing = prompt && sent.get(prompt.id);
  return {
    key: runId,
    role: "agent",
    status,
    run,
    failure: isTriedAgain(outgoing, runId) ? undefined : (outgoing?.failure ?? runFailure(run)),
    again: prompt?.body,
    outgoingId: outgoing?.id,
  };
}

/** A second try is on its way or over: its own answer tells how it went. */
const isTriedAgain = (outgoing: Outgoing | undefined, runId: string): boolean =>
  outgoing !== undefined && (outgoing.state !== "failed" || (outgoing.retryRunId ?? runId) !== runId);

const runFailure = (run: RunView | undefined): Failure => ({
  code: "AGENT_FAILED",
  text: run?.error ?? "The agent could not finish this answer.",
  retryable: true,
});

const promptSeq = ({ prompts }: Index, runId: string | undefined): number | undefined =>
  runId === undefined ? undefined : prompts.get(runId)?.seq;

function unsentItem(conversation: Conversation, entry: Outgoing): Item {
  const waiting = activeRun(conversation) ? "queued" : "sending";
  return {
    key: entry.id,
    role: "user",
    text: entry.body,
    status: entry.state === "failed" ? "failed" : waiting,
    failure: entry.failure,
    again: entry.failure && entry.body,
    outgoingId: entry.id,
    discardable: entry.state === "failed",
  };
}
