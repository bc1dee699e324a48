const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY_AND_CLOCK = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

export const clockTime = (rfc3339: string): string => CLOCK.format(new Date(rfc3339));

export const fullTime = (rfc3339: string): string => DAY_AND_CLOCK.format(new Date(rfc3339));

/** 65 → "1:05" */
export function minutesAndSeconds(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

const DAY = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

export const longDay = (rfc3339: string): string => DAY.format(new Date(rfc3339));
