import { applyDelta, type ChatMessage, type Delta } from "@parlance/shared-types";
import { isAgent, mergeMessages, outcomeOf, runIdOf } from "./messages.ts";
import { bindOutgoing, bindRetry, type Outgoing } from "./outgoing.ts";

export type RunOutcome = "completed" | "failed" | "cancelled";

export interface LogLine {
  data: string;
  level: string;
}

/** One run of the agent, as far as this page has seen it. */
export interface RunView {
  id: string;
  status: "running" | RunOutcome;
  /** The answer so far; when the run has ended, its message stands for it. */
  text: string;
  /** Pieces of `text` were lost on the way; the server tells it whole on `session:switch`. */
  behind: boolean;
  /** The newest 1,000 lines. */
  logs: readonly LogLine[];
  error?: string | undefined;
}

/** What this page knows of one session. `messages` is in order of `seq`, each id once. */
export interface Conversation {
  loaded: boolean;
  hasMore: boolean;
  loadingOlder: boolean;
  /** The newest `seq` when the session was opened last: what is older has its outcome behind it. */
  openedSeq: number;
  messages: readonly ChatMessage[];
  runs: readonly RunView[];
  outgoing: readonly Outgoing[];
}

export const EMPTY_CONVERSATION: Conversation = {
  loaded: false,
  hasMore: false,
  loadingOlder: false,
  openedSeq: 0,
  messages: [],
  runs: [],
  outgoing: [],
};

const LOG_LIMIT = 1_000;

export const activeRun = (conversation: Conversation): RunView | undefined =>
  conversation.runs.find((run) => run.status === "running");

/** A live `chat:message`; one of this page's own takes the place of its optimistic copy. */
export function receiveMessage(conversation: Conversation, message: ChatMessage): Conversation {
  return {
    ...conversation,
    outgoing: bindOutgoing(conversation, [message]),
    messages: mergeMessages(conversation.messages, [message]),
  };
}

/** A run whose answer is here already is over: its events are told again to fill in its log. */
export function startRun(conversation: Conversation, runId: string): Conversation {
  if (conversation.runs.some((run) => run.id === runId)) return conversation;
  const answer = answerOf(conversation.messages, runId);
  const status = answer ? outcomeOf(answer) : "running";
  const run: RunView = { id: runId, status, text: "", behind: false, logs: [] };
  return { ...conversation, outgoing: bindRetry(conversation, runId), runs: [...conversation.runs, run] };
}

export function receiveDelta(conversation: Conversation, delta: { runId: string } & Delta): Conversation {
  return changeRun(conversation, delta.runId, (run) => {
    const { gap, text } = applyDelta(run.text, delta);
    return { ...run, text, behind: gap };
  });
}

/** Whether the delta shows that earlier ones were lost, and nobody has asked for them yet. */
export function fallsBehind(conversation: Conversation, delta: { runId: string } & Delta): boolean {
  const run = conversation.runs.find((candidate) => candidate.id === delta.runId);
  return !run?.behind && applyDelta(run?.text ?? "", delta).gap;
}

export function receiveLog(conversation: Conversation, runId: string, { data, level }: LogLine): Conversation {
  return changeRun(conversation, runId, (run) => ({
    ...run,
    logs: [...run.logs, { data, level }].slice(-LOG_LIMIT),
  }));
}

/** The reply of `chat:send` repeats the log: it fills in for lines that were missed. */
export function completeLog(conversation: Conversation, runId: string, lines: readonly string[]): Conversation {
  return changeRun(conversation, runId, (run) => {
    const status = run.status === "running" ? "completed" : run.status;
    if (run.logs.length >= lines.length) return { ...run, status };
    return { ...run, status, logs: lines.map((data) => ({ data, level: "info" })) };
  });
}

export function endRun(
  conversation: Conversation,
  end: { runId: string; status: RunOutcome; error?: string | undefined },
): Conversation {
  return changeRun(conversation, end.runId, (run) => ({ ...run, status: end.status, error: end.error }));
}

/** Events of a run may be the first that this page hears of it. */
function changeRun(conversation: Conversation, runId: string, change: (run: RunView) => RunView): Conversation {
  const started = startRun(conversation, runId);
  return { ...started, runs: started.runs.map((run) => (run.id === runId ? change(run) : run)) };
}

/** The reply to `session:switch`: the truth of the server at this moment. */
export function openConversation(
  conversation: Conversation,
  opened: { messages: readonly ChatMessage[]; runId?: string | undefined; pageSize: number },
): Conversation {
  const messages = mergeMessages(conversation.messages, opened.messages);
  const merged: Conversation = {
    ...conversation,
    loaded: true,
    hasMore: conversation.loaded ? conversation.hasMore : opened.messages.length >= opened.pageSize,
    openedSeq: messages.at(-1)?.seq ?? 0,
    messages,
    outgoing: bindOutgoing(conversation, opened.messages),
    runs: endLostRuns(conversation.runs, messages, opened.runId),
  };
  return opened.runId === undefined ? merged : startRun(merged, opened.runId);
}

/** Runs that ended while this page was away: their answers tell how; without one there is nothing to show. */
function endLostRuns(
  runs: readonly RunView[],
  messages: readonly ChatMessage[],
  currentRunId: string | undefined,
): readonly RunView[] {
  return runs.flatMap((run): RunView[] => {
    if (run.status !== "running" || run.id === currentRunId) return [run];
    const answer = answerOf(messages, run.id);
    return answer ? [{ ...run, status: outcomeOf(answer) }] : [];
  });
}

const answerOf = (messages: readonly ChatMessage[], runId: string): ChatMessage | undefined =>
  messages.find((message) => isAgent(message) && runIdOf(message) === runId);

export function addOlder(
  conversation: Conversation,
  page: { messages: readonly ChatMessage[]; hasMore: boolean },
): Conversation {
  return {
    ...conversation,
    loadingOlder: false,
    hasMore: page.hasMore,
    messages: mergeMessages(conversation.messages, page.messages),
  };
}
