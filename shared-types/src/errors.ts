import type { ErrorCode, ErrorDetail, ErrorPayload } from "../generated/types.js";

/**
 * Failures that the client finds by itself; none of them is a code of the contract.
 *
 * - `REQUEST_TIMEOUT`: no answer within `timeoutMs`. The command may have run: repeat it with the same `requestId`.
 * - `DISCONNECTED`: the connection dropped under a command that must not be sent twice.
 * - `UNREACHABLE`: an attempt to connect failed (told to `onState` only; requests wait).
 * - `CLIENT_CLOSED`: the client was closed, before or while the request waited.
 * - `ABORTED`: the caller's `AbortSignal` fired. The command may still run: `chat:stop` ends a run.
 * - `TOO_MANY_REQUESTS`: 1,000 requests wait already.
 * - `DUPLICATE_REQUEST_ID`: a request with this `requestId` still waits.
 */
export type LocalErrorCode =
  | "REQUEST_TIMEOUT"
  | "DISCONNECTED"
  | "UNREACHABLE"
  | "CLIENT_CLOSED"
  | "ABORTED"
  | "TOO_MANY_REQUESTS"
  | "DUPLICATE_REQUEST_ID";

export interface ParlanceErrorFields {
  code: ErrorCode | LocalErrorCode;
  message: string;
  /** Whether the same request may succeed when it is made again. */
  retryable: boolean;
  retryAfterMs?: number | undefined;
  details?: readonly ErrorDetail[] | undefined;
  requestId?: string | undefined;
  cause?: unknown;
}

/** Why a request or a connection failed: an error of the contract (section 2), or one of the local codes. */
export class ParlanceError extends Error {
  override readonly name = "ParlanceError";
  readonly code: ErrorCode | LocalErrorCode;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  /** The broken rules of a `VALIDATION_ERROR`, else empty. */
  readonly details: readonly ErrorDetail[];
  readonly requestId: string | undefined;

  constructor(fields: ParlanceErrorFields) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = fields.code;
    this.retryable = fields.retryable;
    this.retryAfterMs = fields.retryAfterMs;
    this.details = fields.details ?? [];
    this.requestId = fields.requestId;
  }

  static fromPayload({ code, message, retryable, retryAfterMs, details, requestId }: ErrorPayload): ParlanceError {
    return new ParlanceError({ code, message, retryable, retryAfterMs, details, requestId });
  }

  /** The same failure, as one of its many victims is told about it. */
  ofRequest(requestId: string): ParlanceError {
    const { code, message, retryable, retryAfterMs, details } = this;
    return new ParlanceError({ code, message, retryable, retryAfterMs, details, requestId, cause: this });
  }
}

const messages: Record<LocalErrorCode, string> = {
  REQUEST_TIMEOUT: "The server did not answer in time.",
  DISCONNECTED: "The connection was lost before the answer came.",
  UNREACHABLE: "The server cannot be reached.",
  CLIENT_CLOSED: "The connection is closed.",
  ABORTED: "The request was given up.",
  TOO_MANY_REQUESTS: "Too many requests wait for an answer.",
  DUPLICATE_REQUEST_ID: "A request with this requestId waits for its answer already.",
};
const retryable: ReadonlySet<LocalErrorCode> = new Set(["REQUEST_TIMEOUT", "UNREACHABLE", "TOO_MANY_REQUESTS"]);

export function localError(code: LocalErrorCode, requestId?: string, cause?: unknown): ParlanceError {
  return new ParlanceError({ code, message: messages[code], retryable: retryable.has(code), requestId, cause });
}
