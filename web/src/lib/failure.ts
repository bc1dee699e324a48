import type { ParlanceError } from "@parlance/shared-types";

/** What went wrong, in words for a person (contract section 2), and whether trying again can help. */
export interface Failure {
  code: string;
  text: string;
  retryable: boolean;
  retryAfterMs?: number;
}

/** The part of a `ParlanceError` that matters here: tests and foreign errors need no class. */
type ErrorLike = Pick<ParlanceError, "code" | "message" | "retryable"> & { retryAfterMs?: number };

/** Codes whose server message is exact enough to be shown as it is. */
const SAID_BY_SERVER = new Set(["VALIDATION_ERROR", "AGENT_FAILED", "CONFLICT", "PAYLOAD_TOO_LARGE"]);

const WORDS: Record<string, string> = {
  UNAUTHENTICATED: "You are not signed in.",
  AUTH_EXPIRED: "Your sign-in ran out. Reload the page to continue.",
  PERMISSION_DENIED: "You may not do this here.",
  NOT_FOUND: "It does not exist any more, or you may not see it.",
  RATE_LIMITED: "That was too much at once.",
  TIMEOUT: "The server took too long to answer.",
  CANCELLED: "This was stopped before it was answered.",
  OVERLOADED: "The server is busy and could not take this on.",
  SERVER_ERROR: "Something went wrong on the server.",
  UNREACHABLE: "The server cannot be reached.",
  DISCONNECTED: "The connection was lost.",
  CLIENT_CLOSED: "The connection is closed.",
  REQUEST_TIMEOUT: "The server took too long to answer.",
  TOO_MANY_REQUESTS: "Too many messages wait for an answer already.",
  UNKNOWN_EVENT: "This server is older than the page and does not know how to do this.",
};

export function describeFailure(error: unknown): Failure {
  if (!isErrorLike(error)) {
    return { code: "SERVER_ERROR", text: "Something unexpected went wrong.", retryable: true };
  }
  const { code, message, retryable, retryAfterMs } = error;
  const words = SAID_BY_SERVER.has(code) ? message : (WORDS[code] ?? message);
  const wait = retryAfterMs === undefined ? "" : ` Try again in ${inSeconds(retryAfterMs)}.`;
  return { code, text: words + wait, retryable, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function isErrorLike(error: unknown): error is ErrorLike {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

function inSeconds(milliseconds: number): string {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000));
  return seconds === 1 ? "a second" : `${seconds} seconds`;
}
