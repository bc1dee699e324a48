import type { ServerMessage } from "../generated/events.js";
import { type LocalErrorCode, localError, ParlanceError } from "./errors.js";
import { type CommandName, isErrorMessage, isRepeatable, isReplyTo, metaOf, type Reply } from "./protocol.js";

export interface PendingRequest {
  readonly name: CommandName;
  readonly requestId: string;
  readonly payload: object;
  /** Whether it went out on the present connection. */
  sent: boolean;
  settle(message: ServerMessage): void;
  fail(error: ParlanceError): void;
}

export interface Waiting {
  requestId: string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

const maxPending = 1_000;
/** Longer timers fire at once; nobody waits three weeks. */
const maxTimerMs = 2 ** 31 - 1;

/** The requests that wait for their one reply, in the order in which they were made. Holds at most 1,000. */
export class PendingRequests {
  readonly #byId = new Map<string, PendingRequest>();

  add<Name extends CommandName>(name: Name, payload: object, waiting: Waiting): Promise<Reply<Name>> {
    const { requestId, timeoutMs, signal } = waiting;
    const key = requestId.toLowerCase();
    const refusal = this.#refusal(key, signal);
    if (refusal !== undefined) return Promise.reject(localError(refusal, requestId));

    return new Promise((resolve, reject) => {
      const expire = () => request.fail(localError("REQUEST_TIMEOUT", requestId));
      const abort = () => request.fail(localError("ABORTED", requestId, signal?.reason));
      const timer = timeoutMs <= maxTimerMs ? setTimeout(expire, timeoutMs) : undefined;
      signal?.addEventListener("abort", abort);
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        this.#byId.delete(key);
      };
      const request: PendingRequest = {
        name,
        requestId,
        payload: { ...payload, requestId },
        sent: false,
        settle: (message) => {
          if (isReplyTo(name, message)) {
            end();
            resolve(message.payload);
          } else if (isErrorMessage(message)) {
            request.fail(ParlanceError.fromPayload(message.payload));
          }
        },
        fail: (error) => {
          end();
          reject(error);
        },
      };
      this.#byId.set(key, request);
    });
  }

  unsent(): PendingRequest[] {
    return [...this.#byId.values()].filter((request) => !request.sent);
  }

  /** Gives a reply to whom it belongs. A server may write the id in the other case. */
  settle(message: ServerMessage): void {
    const { requestId } = metaOf(message);
    if (requestId !== undefined) this.#byId.get(requestId.toLowerCase())?.settle(message);
  }

  /** The connection is gone: what may be repeated waits for the next one, the rest has failed. */
  connectionLost(): void {
    for (const request of [...this.#byId.values()].filter(({ sent }) => sent)) {
      if (isRepeatable(request.name)) request.sent = false;
      else request.fail(localError("DISCONNECTED", request.requestId));
    }
  }

  failAll(cause: ParlanceError): void {
    for (const request of [...this.#byId.values()]) request.fail(cause.ofRequest(request.requestId));
  }

  #refusal(key: string, signal: AbortSignal | undefined): LocalErrorCode | undefined {
    if (signal?.aborted) return "ABORTED";
    if (this.#byId.has(key)) return "DUPLICATE_REQUEST_ID";
    return this.#byId.size >= maxPending ? "TOO_MANY_REQUESTS" : undefined;
  }
}
