import type { Session } from "@parlance/shared-types";

/** The newest conversation first: that is the one a person comes back for. */
export function byRecency(sessions: readonly Session[]): readonly Session[] {
  return [...sessions].sort((left, right) => lastChange(right).localeCompare(lastChange(left)));
}

export const lastChange = (session: Session): string => session.updatedAt ?? session.createdAt;

/** Replaces the session or adds it; a shorter copy never takes fields away. */
export function upsertSession(sessions: readonly Session[], session: Session): readonly Session[] {
  const known = sessions.find((candidate) => candidate.id === session.id);
  return known
    ? sessions.map((candidate) => (candidate === known ? { ...known, ...session } : candidate))
    : [...sessions, session];
}

export function changeSession(sessions: readonly Session[], id: string, change: Partial<Session>): readonly Session[] {
  return sessions.map((session) => (session.id === id ? { ...session, ...change } : session));
}

export const titleOf = (session: Session): string => session.title?.trim() || "New session";

const TITLE_LENGTH = 60;

/** A title from the first message: its first line without Markdown marks, cut at a word. */
export function titleFrom(message: string): string {
  const line = message.trim().split("\n", 1)[0] ?? "";
  const plain = line
    .replace(/^[#>\s*-]+/, "")
    .replace(/[`*_]/g, "")
    .trim();
  if (plain.length <= TITLE_LENGTH) return plain;
  const cut = plain.slice(0, TITLE_LENGTH);
  const space = cut.lastIndexOf(" ");
  return `${(space > TITLE_LENGTH / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

export interface SessionGroup {
  label: string;
  sessions: readonly Session[];
}

/** Today, yesterday, earlier — in the reader's own time zone. Empty groups are left out. */
export function groupByDay(sessions: readonly Session[], now: Date): readonly SessionGroup[] {
  const today = startOfDay(now);
  const yesterday = startOfDay(new Date(today - 1));
  const labelled = Map.groupBy(byRecency(sessions), (session) => {
    const time = Date.parse(lastChange(session));
    if (time >= today) return "Today";
    return time >= yesterday ? "Yesterday" : "Earlier";
  });
  return [...labelled].map(([label, members]) => ({ label, sessions: members }));
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
