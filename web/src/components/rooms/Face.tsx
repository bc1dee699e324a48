import type { PresenceStatus } from "@parlance/shared-types";

const WORDS: Record<PresenceStatus, string> = {
  online: "online",
  away: "away",
  busy: "busy",
  offline: "offline",
};

interface FaceProps {
  name: string;
  /** Left out where it does not matter whether they are there. */
  status?: PresenceStatus | undefined;
  size?: "small" | undefined;
}

/** The initials of somebody, and whether they are there. */
export function Face({ name, status, size }: FaceProps) {
  return (
    <span className="face" data-size={size} data-hue={hueOf(name)}>
      <span aria-hidden>{initialsOf(name)}</span>
      {status && (
        <span className="face__status" data-status={status}>
          <span className="visually-hidden">{WORDS[status]}</span>
        </span>
      )}
    </span>
  );
}

/** "Ada Lovelace" → "AL", "bob" → "B" */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const first = [...(words[0] ?? "")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toUpperCase();
}

const HUES = 6;

/** The same colour for the same name, on every page. */
function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
