import { contract } from "../generated/contract.js";
import { CatchUp } from "./catch-up.js";
import { Connection } from "./connection.js";
import { localError, ParlanceError } from "./errors.js";
import { callEach, Listeners } from "./listeners.js";
import type { ClientOptions, ParlanceClient, RequestOptions, ToRoom, ToSession } from "./options.js";
import { PendingRequests } from "./pending.js";
import { PositionLog } from "./positions.js";
import {
  type CommandName,
  type CommandPayload,
  type EventPayload,
  isAboutConnection,
  isServerMessage,
  metaOf,
  type Reply,
} from "./protocol.js";
import { Replays } from "./replays.js";
import { newRequestId } from "./request-id.js";
import { followRooms } from "./rooms.js";
import { Subscriptions } from "./subscriptions.js";

export type { ConnectionState, StateListener, TransportOptions } from "./connection.js";
export { applyDelta, type Delta, type DeltaResult } from "./delta.js";
export { type LocalErrorCode, ParlanceError } from "./errors.js";
export type { AnyListener, Listener, Off } from "./listeners.js";
export * from "./options.js";
export { localStoragePositions, type PositionStore, type Positions } from "./positions.js";
export type { CommandName, CommandPayload, EventName, EventPayload, Meta, Reply } from "./protocol.js";
export { newRequestId } from "./request-id.js";

/** Connects to a Parlance server, and stays connected until `close`. */
export function createClient(options: ClientOptions = {}): ParlanceClient {
  const { auth = {}, timeoutMs = 30_000 } = options;
  const positions = new PositionLog(options.positions);
  const subscriptions = new Subscriptions();
  const replays = new Replays();
  const catchUp = new CatchUp(positions);
  const listeners = new Listeners();
  const pending = new PendingRequests();
  let info: EventPayload<"connection"> | undefined;

  const connection = new Connection(options.url, options.socketOptions ?? {}, {
    handshake() {
      const resume = catchUp.handshake();
      const wanted = { resume, filters: subscriptions.filtersOf(resume) };
      const named = Object.entries(wanted).filter(([, byTopic]) => Object.keys(byTopic).length > 0);
      const credentials = typeof auth === "function" ? auth() : auth;
      return { ...credentials, ...Object.fromEntries(named) };
    },
    message: receive,
    opened: () => transmit(false),
    lost() {
      catchUp.stop();
      pending.connectionLost();
    },
    closed(cause) {
      catchUp.stop();
      positions.save();
      pending.failAll(cause);
    },
  });

  function receive(event: string, message: unknown): void {
    if (!isServerMessage(event, message)) return;
    const { topic, seq, requestId } = metaOf(message);
    // A reply tells the place of its change for information; the event itself is what moves the position.
    const durable = topic !== undefined && seq !== undefined && requestId === undefined ? { topic, seq } : undefined;
    const isKnown = durable !== undefined && positions.has(durable.topic, durable.seq);
    if (isKnown && !replays.takes(durable.topic, durable.seq)) return;
    if (durable !== undefined && !isKnown && catchUp.isEarly(durable.topic, durable.seq)) return;

    if (message.type === "connection") welcome(message.payload);
    if (message.type === "sync:reset") positions.reset(message.payload.topic, message.payload.headSeq);
    listeners.deliver(message);
    if (durable !== undefined && !isKnown) positions.record(durable.topic, durable.seq, message.type);
    followRooms(positions, message, info?.user?.id);
    subscriptions.follow(message, positions);
    replays.follow(message, positions);
    pending.settle(message);
  }

  function welcome(connected: EventPayload<"connection">): void {
    info = connected;
    transmit(true);
    connection.ready();
    for (const lost of subscriptions.lost(positions.current())) subscribeAgain(lost);
    void catchUp.start((missed, signal) =>
      request("sync:resume", { positions: missed }, { signal, timeoutMs: Number.POSITIVE_INFINITY }),
    );
    const server = connected.contract;
    if (server.hash === contract.hash) return;
    callEach(options.onContractMismatch ? [options.onContractMismatch] : [], (warn) =>
      warn({ client: contract, server }),
    );
  }

  /** A subscription that is refused for good is none any more; any other failure is for the next connection to mend. */
  function subscribeAgain(lost: CommandPayload<"subscription:subscribe">): void {
    request("subscription:subscribe", lost).catch((error: unknown) => {
      if (error instanceof ParlanceError && error.code === "NOT_FOUND") subscriptions.forget(lost.topic);
    });
  }

  /** Sends what waits, in order; before the `connection` event only what is about the connection. */
  function transmit(welcomed: boolean): void {
    for (const request of pending.unsent()) {
      if (!welcomed && !isAboutConnection(request.name)) continue;
      request.sent = true;
      connection.send(request.name, request.payload);
    }
  }

  function request(name: "chat:send", payload: ToRoom, options?: RequestOptions): Promise<EventPayload<"chat:sent">>;
  function request(
    name: "chat:send",
    payload: ToSession,
    options?: RequestOptions,
  ): Promise<EventPayload<"chat:response">>;
  function request<Name extends CommandName>(
    name: Name,
    payload: CommandPayload<Name>,
    options?: RequestOptions,
  ): Promise<Reply<Name>>;
  function request(
    name: CommandName,
    payload: CommandPayload<CommandName>,
    { signal, requestId = newRequestId(), ...own }: RequestOptions = {},
  ): Promise<unknown> {
    if (connection.state === "closed") return Promise.reject(localError("CLIENT_CLOSED", requestId));
    if (name === "sync:resume" && "positions" in payload) replays.begin(requestId, payload.positions, positions);
    const limit = own.timeoutMs ?? (name === "chat:send" ? Number.POSITIVE_INFINITY : timeoutMs);
    const reply = pending.add(name, payload, { requestId, timeoutMs: limit, signal });
    if (connection.isOpen) transmit(connection.state === "connected");
    return reply;
  }

  return {
    get state() {
      return connection.state;
    },
    get info() {
      return info;
    },
    onState: (listener) => connection.onState(listener),
    request,
    on: (event, listener) => listeners.on(event, listener),
    onAny: (listener) => listeners.onAny(listener),
    connect: () => connection.connect(),
    close: () => connection.close(),
  };
}
