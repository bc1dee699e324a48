import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";
import type { ErrorCode } from "../generated/types.js";
import { backoffDelay } from "./backoff.js";
import { localError, ParlanceError } from "./errors.js";
import { callEach, type Off, subscribe } from "./listeners.js";
import { isRecord } from "./protocol.js";

/**
 * - `connecting`: never connected since `createClient` or `connect`.
 * - `connected`: the server's `connection` event has come.
 * - `reconnecting`: the connection was lost; the next attempt is on its way.
 * - `closed`: by `close`, or because the server refuses these credentials. Only `connect` leads out of it.
 */
export type ConnectionState = "connecting" | "connected" | "reconnecting" | "closed";

/** `cause`: why the connection was lost, could not be made, or was refused. */
export type StateListener = (state: ConnectionState, cause?: ParlanceError) => void;

/** Options of the stock client, but for those that the client's promises rest on. */
export type TransportOptions = Partial<
  Omit<
    ManagerOptions & SocketOptions,
    | "ackTimeout"
    | "auth"
    | "autoConnect"
    | "forceNew"
    | "multiplex"
    | "reconnection"
    | "reconnectionAttempts"
    | "retries"
  >
>;

export interface ConnectionHandlers {
  /** Called at every attempt to connect. */
  handshake(): Record<string, unknown>;
  message(event: string, message: unknown): void;
  /** The server has accepted the handshake; its `connection` event follows. */
  opened(): void;
  lost(): void;
  /** No further attempt will be made. */
  closed(cause: ParlanceError): void;
}

/** Codes of a refused handshake that no repetition mends: the app has to get other credentials first. */
const finalCodes: readonly ErrorCode[] = ["UNAUTHENTICATED", "AUTH_EXPIRED", "PERMISSION_DENIED", "VALIDATION_ERROR"];

/** One stock socket and whether it is connected, with the reconnects that socket.io-client leaves to the app. */
export class Connection {
  readonly #socket: Socket;
  readonly #handlers: ConnectionHandlers;
  readonly #stateListeners = new Set<StateListener>();
  #state: ConnectionState = "connecting";
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(url: string | undefined, options: TransportOptions, handlers: ConnectionHandlers) {
    this.#handlers = handlers;
    const auth = (send: (handshake: object) => void) => send(handlers.handshake());
    const socketOptions = { ...options, auth, forceNew: true };
    this.#socket = url === undefined ? io(socketOptions) : io(url, socketOptions);
    this.#socket.onAny((event: string, message: unknown) => handlers.message(event, message));
    this.#socket.on("connect", () => handlers.opened());
    this.#socket.on("disconnect", (reason) => this.#onDisconnect(reason));
    this.#socket.on("connect_error", (error) => this.#onConnectError(error));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Whether a packet leaves at once. */
  get isOpen(): boolean {
    return this.#socket.connected;
  }

  onState(listener: StateListener): Off {
    return subscribe(this.#stateListeners, listener);
  }

  send(name: string, payload: object): void {
    this.#socket.emit(name, payload);
  }

  /** The `connection` event has come. */
  ready(): void {
    this.#failures = 0;
    this.#enter("connected");
  }

  connect(): void {
    if (this.#state !== "closed") return;
    this.#failures = 0;
    this.#enter("connecting");
    this.#socket.connect();
  }

  close(cause = localError("CLIENT_CLOSED")): void {
    if (this.#state === "closed") return;
    clearTimeout(this.#timer);
    this.#state = "closed"; // First, because `disconnect` calls back.
    this.#socket.disconnect();
    this.#handlers.closed(cause);
    this.#enter("closed", cause);
  }

  #onDisconnect(reason: string): void {
    // An emit between the last ping and the discovery of a dead line is buffered; the client's own queue sends it again.
    this.#socket.sendBuffer = [];
    if (this.#state === "closed") return;
    this.#handlers.lost();
    this.#enter("reconnecting", localError("DISCONNECTED", undefined, reason));
    // After a disconnect by the server the stock client stays away (`active` is false).
    if (!this.#socket.active) this.#connectLater();
  }

  /** The stock client repeats attempts that found no server (`active`), not those that the server refused. */
  #onConnectError(error: Error): void {
    const refusal: unknown = "data" in error ? error.data : undefined;
    const code = finalCodes.find(
      (final) => (isRecord(refusal) && refusal.code === final) || error.message.startsWith(final),
    );
    if (code !== undefined) {
      this.close(new ParlanceError({ code, message: error.message, retryable: false, cause: error }));
      return;
    }
    this.#enter(this.#state, localError("UNREACHABLE", undefined, error));
    const waitMs = isRecord(refusal) ? Number(refusal.retryAfterMs ?? 0) : 0;
    if (!this.#socket.active) this.#connectLater(waitMs);
  }

  #connectLater(atLeastMs = 0): void {
    const manager = this.#socket.io;
    const limits = {
      min: manager.reconnectionDelay(),
      max: manager.reconnectionDelayMax(),
      jitter: manager.randomizationFactor(),
    };
    const delay = Math.max(atLeastMs, backoffDelay(this.#failures++, limits));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#socket.connect(), delay);
  }

  #enter(state: ConnectionState, cause?: ParlanceError): void {
    this.#state = state;
    callEach(this.#stateListeners, (listener) => listener(state, cause));
  }
}
