import { applyDelta, type LogLevel, type RunStatus, type ToolStatus } from "@parlance/shared-types";
import type { Told } from "./events.ts";

export interface LogLine {
  specId: string;
  level: LogLevel;
  text: string;
}

export interface ToolUse {
  /** The agent's own, where it has one: it links the end of a use to its start. */
  id: string | undefined;
  name: string;
  status: ToolStatus;
}

/** What a forge session has used so far. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  /** US dollars. */
  cost: number;
}

/** The run of one spec. */
export interface ForgeSession {
  id: string;
  specId: string;
  model: string | null;
  startedAt: string | null;
  /** `interrupted`: a stop of the server cut it off, and another one has taken its place. */
  status: "running" | "completed" | "failed" | "cancelled" | "interrupted";
  error: string | undefined;
  /** The answer so far. */
  text: string;
  lines: readonly LogLine[];
  tools: readonly ToolUse[];
  /** As it grew. */
  usage: readonly Usage[];
}

/** All that happened in one mission, as far as it is known. */
export interface Story {
  /** All that was before has been told. */
  ready: boolean;
  /** Some of it is not kept any more. */
  cut: boolean;
  /** In the order in which they began. */
  sessions: readonly ForgeSession[];
  /** Log lines that had to make place for newer ones. */
  dropped: number;
}

export const EMPTY_STORY: Story = { ready: false, cut: false, sessions: [], dropped: 0 };

/** Beyond this the oldest lines go. */
export const MOST_LINES = 20_000;
const MOST_TOOLS = 500;
/** Beyond this every second figure goes: the course of a long session is seen from further away. */
const MOST_FIGURES = 400;

type Draft = { -readonly [Key in keyof ForgeSession]: ForgeSession[Key] } & {
  lines: LogLine[];
  tools: ToolUse[];
  usage: Usage[];
};

/** The story with these events added, in their order; each session that they touch is copied once. */
export function tell(story: Story, events: readonly Told[]): Story {
  const sessions = new Map<string, ForgeSession>(story.sessions.map((session) => [session.id, session]));
  const drafts = new Map<string, Draft>();
  const draftOf = (id: string): Draft => {
    const open = drafts.get(id);
    if (open) return open;
    const draft = sessions.has(id) ? copyOf(sessions.get(id)) : begin(id, sessions, draftOf);
    drafts.set(id, draft);
    sessions.set(id, draft);
    return draft;
  };
  for (const event of events) {
    const { runId } = event.payload;
    if (runId !== undefined) apply(draftOf(runId), event);
  }
  return bounded({ ...story, sessions: [...sessions.values()] });
}

/** A session begins where the one before it has ended, whether its end was told or not. */
function begin(id: string, sessions: ReadonlyMap<string, ForgeSession>, draftOf: (id: string) => Draft): Draft {
  for (const { id: other, status } of [...sessions.values()]) {
    if (status === "running") draftOf(other).status = "interrupted";
  }
  return { ...BLANK, id, lines: [], tools: [], usage: [] };
}

const BLANK: ForgeSession = {
  id: "",
  specId: "",
  model: null,
  startedAt: null,
  status: "running",
  error: undefined,
  text: "",
  lines: [],
  tools: [],
  usage: [],
};

const copyOf = (session: ForgeSession = BLANK): Draft => ({
  ...session,
  lines: [...session.lines],
  tools: [...session.tools],
  usage: [...session.usage],
});

function apply(draft: Draft, { type, payload }: Told): void {
  switch (type) {
    case "mission:progress":
      draft.specId = payload.currentSpec;
      break;
    case "forge:started":
      draft.specId = payload.specId ?? draft.specId;
      draft.model = payload.model;
      draft.startedAt = payload.startedAt;
      break;
    case "chat:delta":
      if (draft.status === "running") draft.text = applyDelta(draft.text, payload).text;
      break;
    case "forge:log":
      draft.lines.push({ specId: draft.specId, level: payload.level, text: payload.message });
      break;
    case "forge:tokenUsage":
      addUsage(draft, payload);
      break;
    case "forge:toolExecution":
      countTool(draft, payload);
      break;
    case "forge:completed":
      draft.status = outcomeOf(payload);
      draft.error = payload.error;
      draft.text = payload.response ?? draft.text;
  }
}

function outcomeOf({ status, success }: { status: RunStatus; success: boolean }): ForgeSession["status"] {
  if (success) return "completed";
  return status === "cancelled" ? "cancelled" : "failed";
}

function addUsage(draft: Draft, used: { inputTokens: number; outputTokens: number; totalCost: number }): void {
  const { inputTokens, outputTokens, totalCost: cost } = used;
  if (draft.usage.length >= MOST_FIGURES) draft.usage = draft.usage.filter((_, index) => index % 2 === 1);
  draft.usage.push({ inputTokens, outputTokens, cost });
}

/** The end of a use is the end of its own start; without ids, of the oldest of that name. */
function countTool(draft: Draft, told: { toolName: string; status: ToolStatus; toolUseId?: string }): void {
  const { toolName: name, status, toolUseId: id } = told;
  const isStart = (use: ToolUse) => use.name === name && use.id === id && use.status === "started";
  const start = status === "started" ? -1 : draft.tools.findIndex(isStart);
  if (start >= 0) draft.tools[start] = { id, name, status };
  else draft.tools.push({ id, name, status });
  if (draft.tools.length > MOST_TOOLS) draft.tools.shift();
}

function bounded(story: Story): Story {
  let surplus = story.sessions.reduce((sum, { lines }) => sum + lines.length, 0) - MOST_LINES;
  if (surplus <= 0) return story;
  const dropped = story.dropped + surplus;
  const sessions = story.sessions.map((session) => {
    const gone = Math.min(surplus, session.lines.length);
    surplus -= gone;
    return gone === 0 ? session : { ...session, lines: session.lines.slice(gone) };
  });
  return { ...story, sessions, dropped };
}
