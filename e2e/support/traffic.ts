import { commands } from "@parlance/shared-types";
import { expect, type Page, type Request, type WebSocket } from "@playwright/test";
import { eventIn, framesOfPoll, type WireEvent } from "./packets.ts";

/** Comes by itself too, before the server ends a connection whose credentials are good no more (contract section 3). */
const endOfCredentials = { name: "auth:error", codes: ["AUTH_EXPIRED", "UNAUTHENTICATED"] };

/** One Socket.IO connection of a page, over whichever transport. */
interface Connection {
  sent: WireEvent[];
  received: WireEvent[];
  /** Whether the page or the network ended it, after which no reply can come on it. */
  closed: boolean;
  /** Whether it was told that its credentials are good no more, after which nothing may come on it. */
  parted: boolean;
}

/** A command, and the one reply that it got. */
export interface Exchange {
  connection: Connection;
  command: WireEvent;
  reply: WireEvent | undefined;
}

/**
 * Reads the real frames of a page, both transports, and holds the server to the one-reply law
 * (contract section 1): every command with a requestId gets exactly one terminal reply with that requestId.
 */
export class Traffic {
  readonly #connections = new Map<string, Connection>();
  readonly #exchanges: Exchange[] = [];
  readonly #violations: string[] = [];

  /** Must be called before the page loads anything. */
  static of(page: Page): Traffic {
    const traffic = new Traffic();
    page.on("websocket", (socket) => traffic.#onWebSocket(socket));
    page.on("request", (request) => traffic.#onRequest(page, request));
    page.on("requestfinished", (request) => void traffic.#onPolled(request));
    page.on("close", () => traffic.#closeAll());
    return traffic;
  }

  /** All events of that name that the page sent. */
  sent(name: string): WireEvent[] {
    return [...this.#connections.values()].flatMap(({ sent }) => sent).filter((event) => event.name === name);
  }

  /** All events of that name that the page received; of every name when it is left out. */
  received(name?: string): WireEvent[] {
    const events = [...this.#connections.values()].flatMap(({ received }) => received);
    return name === undefined ? events : events.filter((event) => event.name === name);
  }

  /** Each command of that name with its reply, oldest first. A repeat after a reconnect is an exchange of its own. */
  exchanges(name: string): Exchange[] {
    return this.#exchanges.filter(({ command }) => command.name === name);
  }

  /** Waits until each command on an open connection has its reply, then checks all pairs. */
  async expectOneReplyEach(): Promise<void> {
    const unanswered = () =>
      this.#exchanges
        .filter(({ connection, reply }) => !connection.closed && reply === undefined)
        .map(({ command }) => `${command.name} ${command.requestId}`);
    await expect.poll(unanswered, { message: "commands without a reply" }).toEqual([]);
    expect(this.#violations, "broken promises").toEqual([]);
  }

  #onSent(connection: Connection, frame: string): void {
    const event = eventIn(frame);
    if (!event) return;
    connection.sent.push(event);
    if (event.requestId === undefined) return;
    // A repeat while the first still runs joins it; a repeat after the reply is answered again.
    if (!this.#openExchange(event.requestId, (other) => other === connection)) {
      this.#exchanges.push({ connection, command: event, reply: undefined });
    }
  }

  #onReceived(connection: Connection, frame: string): void {
    const event = eventIn(frame);
    if (!event) return;
    if (connection.parted) this.#violations.push(`${event.name} came after the end of the credentials`);
    connection.received.push(event);
    if (event.requestId === undefined) return;
    // What a lost connection left open may be answered at the next one.
    const exchange =
      this.#openExchange(event.requestId, (other) => other === connection) ??
      this.#openExchange(event.requestId, (other) => other.closed);
    if (!exchange && this.#endsCredentials(event)) {
      connection.parted = true;
      return;
    }
    if (!exchange) {
      this.#violations.push(`${event.name} ${event.requestId} answers nothing that is open`);
      return;
    }
    exchange.reply = event;
    if (!mayAnswer(event.name, exchange.command.name)) {
      this.#violations.push(`${exchange.command.name} ${event.requestId} got ${event.name}`);
    }
  }

  /** It answers no command, so it must have a requestId that is no command's. */
  #endsCredentials({ name, code, requestId }: WireEvent): boolean {
    if (name !== endOfCredentials.name || !endOfCredentials.codes.includes(code ?? "")) return false;
    return this.#exchanges.every(({ command }) => command.requestId !== requestId);
  }

  #openExchange(requestId: string, on: (connection: Connection) => boolean): Exchange | undefined {
    return this.#exchanges.find(
      ({ command, reply, connection }) => reply === undefined && command.requestId === requestId && on(connection),
    );
  }

  #connection(key: string): Connection {
    const known = this.#connections.get(key);
    if (known) return known;
    const connection = { sent: [], received: [], closed: false, parted: false };
    this.#connections.set(key, connection);
    return connection;
  }

  #onWebSocket(socket: WebSocket): void {
    const url = new URL(socket.url());
    if (!url.pathname.startsWith("/socket.io/")) return;
    // An upgraded connection goes on under the id that it got by polling.
    const connection = this.#connection(url.searchParams.get("sid") ?? `websocket ${this.#connections.size}`);
    socket.on("framesent", ({ payload }) => this.#onSent(connection, payload.toString()));
    socket.on("framereceived", ({ payload }) => this.#onReceived(connection, payload.toString()));
    socket.on("close", () => {
      connection.closed = true;
    });
  }

  #onRequest(page: Page, request: Request): void {
    // A page that leaves takes its connections with it.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.#closeAll();
    const connection = this.#polling(request);
    if (!connection) return;
    for (const frame of framesOfPoll(request.postData() ?? "")) this.#onSent(connection, frame);
  }

  async #onPolled(request: Request): Promise<void> {
    const connection = this.#polling(request);
    if (!connection || request.method() !== "GET") return;
    const response = await request.response();
    // A page that leaves takes the body with it, and its connections are closed by then.
    const body = await response?.text().catch(() => "");
    for (const frame of framesOfPoll(body ?? "")) this.#onReceived(connection, frame);
  }

  /** The connection that a request polls, if it does. */
  #polling(request: Request): Connection | undefined {
    const url = new URL(request.url());
    const id = url.searchParams.get("sid");
    const isPoll = url.pathname.startsWith("/socket.io/") && url.searchParams.get("transport") === "polling";
    return isPoll && id !== null ? this.#connection(id) : undefined;
  }

  #closeAll(): void {
    for (const connection of this.#connections.values()) connection.closed = true;
  }
}

function mayAnswer(reply: string, command: string): boolean {
  const row = Object.entries(commands).find(([name]) => name === command)?.[1];
  const allowed: string[] = row ? [...row.replies, row.error] : [];
  return allowed.includes(reply);
}
