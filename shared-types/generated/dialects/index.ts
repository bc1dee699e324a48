// Generated from the contract table by `npm run generate`. Do not edit.

export type * as tagged from "./tagged.js";
export type * as envelope from "./envelope.js";
export type * as prioritized from "./prioritized.js";
export type * as dotted from "./dotted.js";

/** How to choose a dialect: by the path, by the subprotocol, or by both. */
export const dialects = {
  tagged: { path: "/ws/tagged", subprotocol: "parlance.tagged" },
  envelope: { path: "/ws/envelope", subprotocol: "parlance.envelope" },
  prioritized: { path: "/ws/prioritized", subprotocol: "parlance.prioritized" },
  dotted: { path: "/ws/dotted", subprotocol: "parlance.dotted" },
} as const;

export type Dialect = keyof typeof dialects;
