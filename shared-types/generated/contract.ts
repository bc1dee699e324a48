// Generated from the contract table by `npm run generate`. Do not edit.

/** Which contract these types are of; the server tells its own in the `connection` event. */
export const contract = { version: "1", hash: "d20419e9936d519f" } as const;
