import type { ConnectionState, StateListener, TransportOptions } from "./connection.js";
import type { AnyListener, Listener, Off } from "./listeners.js";
import type { PositionStore } from "./positions.js";
import type { CommandName, CommandPayload, EventName, EventPayload, Reply } from "./protocol.js";

export interface HandshakeAuth {
  /** Names the user where the server runs with `auth.mode = "none"`. */
  userId?: string;
  /** Names this device towards others; without it each connection counts as a new one. */
  deviceId?: string;
  token?: string;
}

export interface ClientOptions {
  /** The server; without it the one that the page came from. */
  url?: string;
  /** A function is asked at every attempt to connect, so that a reconnect uses the newest token. */
  auth?: HandshakeAuth | (() => HandshakeAuth);
  /** Where resume positions outlive the page; without it they live as long as the client. */
  positions?: PositionStore;
  /** How long a request waits, offline time included. Default 30,000. It does not bound `chat:send`. */
  timeoutMs?: number;
  /** The server speaks another contract than these types. Called at each connection; an older page should reload. */
  onContractMismatch?: (mismatch: ContractMismatch) => void;
  socketOptions?: TransportOptions;
}

export interface ContractVersion {
  version: string;
  hash: string;
}

export interface ContractMismatch {
  client: ContractVersion;
  server: ContractVersion;
}

export interface RequestOptions {
  /** Gives up waiting (`ABORTED`). It does not stop what runs on the server; `chat:stop` does. */
  signal?: AbortSignal;
  /** Default: the client's; for `chat:send` `Infinity`, because a run takes as long as its agent does. */
  timeoutMs?: number;
  /** To repeat an earlier request whose outcome is unknown: the server executes a `requestId` once. */
  requestId?: string;
}

/** `chat:send` to people: its reply comes when the message is stored. */
export type ToRoom = Extract<CommandPayload<"chat:send">, { roomId: string }>;
/** `chat:send` to an agent: its reply comes when the run has ended. */
export type ToSession = Extract<CommandPayload<"chat:send">, { sessionId: string }>;

export interface ParlanceClient {
  readonly state: ConnectionState;
  /** The latest `connection` event: who this client is to the server. Undefined before the first one. */
  readonly info: EventPayload<"connection"> | undefined;
  /** Called at every change, and at every failed attempt to connect with its cause. */
  onState(listener: StateListener): Off;
  /**
   * Sends a command, once connected, and waits for its one reply. Rejects with a `ParlanceError`. If the connection
   * drops first, the command is sent again after the reconnect, with the same `requestId`: the server executes it once.
   */
  request(name: "chat:send", payload: ToRoom, options?: RequestOptions): Promise<EventPayload<"chat:sent">>;
  request(name: "chat:send", payload: ToSession, options?: RequestOptions): Promise<EventPayload<"chat:response">>;
  request<Name extends CommandName>(
    name: Name,
    payload: CommandPayload<Name>,
    options?: RequestOptions,
  ): Promise<Reply<Name>>;
  /** All messages of that name, replies to requests included (`meta.requestId`). A durable event comes once. */
  on<Event extends EventName>(event: Event, listener: Listener<Event>): Off;
  onAny(listener: AnyListener): Off;
  /** Opens a closed client again, for instance with a new token. */
  connect(): void;
  /** Disconnects for good; requests that wait reject with `CLIENT_CLOSED`. */
  close(): void;
}
