import type { LogLevel, Mission } from "@parlance/shared-types";
import type { ForgeSession, LogLine, Story, ToolUse, Usage } from "./story.ts";

export const STATUS_WORDS: Record<Mission["status"], string> = {
  pending: "Not started",
  running: "At work",
  paused: "Paused",
  completed: "Completed",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** One that waits for its turn is stored as running, and is not at work. */
export const statusWords = ({ status, waiting }: Mission): string =>
  waiting === undefined ? STATUS_WORDS[status] : "Waiting";

/** "Next in line", "3rd in line" */
export function placeInLine(place: number): string {
  return place === 1 ? "Next in line" : `${ordinal(place)} in line`;
}

function ordinal(number: number): string {
  const isTeen = Math.floor((number % 100) / 10) === 1;
  const suffix = isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th");
  return `${number}${suffix}`;
}

/** Specs that have not begun yet; one that is repeated after a stop of the server counts once. */
export function specsToCome({ totalSpecs }: Mission, { sessions }: Story): number {
  return Math.max(0, totalSpecs - new Set(sessions.map(({ specId }) => specId)).size);
}

/** What a mission had used at one moment. */
export interface Figure extends Usage {
  /** The spec at work. */
  specId: string;
  beginsSpec: boolean;
}

/** The figures of the whole mission as they grew: those of each session stand on those before it. */
export function figures(sessions: readonly ForgeSession[]): readonly Figure[] {
  let before: Usage = { inputTokens: 0, outputTokens: 0, cost: 0 };
  return sessions.flatMap(({ specId, usage }) => {
    const grown = usage.map((used, index) => ({ ...sum(before, used), specId, beginsSpec: index === 0 }));
    before = grown.at(-1) ?? before;
    return grown;
  });
}

const sum = (left: Usage, right: Usage): Usage => ({
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
  cost: left.cost + right.cost,
});

export interface ToolCount {
  name: string;
  started: number;
  succeeded: number;
  failed: number;
}

/** How often each tool was used and how it went, the busiest first. `started`: no end has been told yet. */
export function toolCounts(sessions: readonly ForgeSession[]): readonly ToolCount[] {
  const byName = Map.groupBy(
    sessions.flatMap(({ tools }) => tools),
    ({ name }) => name,
  );
  const counts = [...byName].map(([name, uses]) => ({
    name,
    started: count(uses, "started"),
    succeeded: count(uses, "succeeded"),
    failed: count(uses, "failed"),
  }));
  return counts.sort((left, right) => usesOf(right) - usesOf(left));
}

const count = (uses: readonly ToolUse[], status: ToolUse["status"]): number =>
  uses.filter((use) => use.status === status).length;

const usesOf = ({ started, succeeded, failed }: ToolCount): number => started + succeeded + failed;

const WEIGHT: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export interface LogSearch {
  words: string;
  level: LogLevel;
}

/** The lines that matter at least as much as `level` and hold the words, whatever their case. */
export function searchLines(sessions: readonly ForgeSession[], { level, words }: LogSearch): readonly LogLine[] {
  const wanted = words.trim().toLowerCase();
  return sessions.flatMap(({ lines }) =>
    lines.filter(
      (line) => WEIGHT[line.level] >= WEIGHT[level] && (wanted === "" || line.text.toLowerCase().includes(wanted)),
    ),
  );
}

/** A text by turns beside and within the words that were searched for. */
export function markWords(text: string, words: string): readonly string[] {
  const wanted = words.trim();
  if (wanted === "") return [text];
  return text.split(new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`, "i"));
}

const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** 12345 → "12.3K" */
export const compact = (number: number): string => COMPACT.format(number);

/** 0.0234 → "$0.0234", 12.5 → "$12.50" */
export function dollars(amount: number): string {
  return `$${amount > 0 && amount < 1 ? amount.toFixed(4) : amount.toFixed(2)}`;
}

/** How long a mission has taken, or takes so far: "42 s", "3 min 5 s", "2 h 10 min". */
export function duration(fromTime: string, untilTime: string | number): string {
  const until = typeof untilTime === "number" ? untilTime : Date.parse(untilTime);
  const seconds = Math.max(0, Math.round((until - Date.parse(fromTime)) / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
