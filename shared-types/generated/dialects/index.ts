// Generated from the contract table by `npm run generate`. Do not edit.

export type * as tagged from "./tagged.js";

/** How to choose a dialect: by the path, by the subprotocol, or by both. */
export const dialects = {
  tagged: { path: "/ws/tagged", subprotocol: "parlance.tagged" },
} as const;

export type Dialect = keyof typeof dialects;
