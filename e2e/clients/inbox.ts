import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";

/** The part of a stock socket that every major version of socket.io-client has. */
export interface StockSocket {
  on(name: string, listener: (...values: unknown[]) => void): unknown;
  emit(name: string, ...values: unknown[]): unknown;
}

export interface Message {
  name: string;
  type: string;
  payload: Record<string, unknown>;
  seq?: number;
}

/** Every event these suites may see. Older clients cannot listen to all, so they are named. */
const names = [
  ...["connection", "error", "log", "chat:delta", "chat:message", "chat:response", "chat:error"],
  ...["session:list", "session:created", "session:error"],
];

/** How long an event may take, in milliseconds. */
const patience = 10_000;

/** Keeps all that a stock socket receives, in order, and lets a test wait for a message that it describes. */
export class Inbox {
  readonly messages: Message[] = [];
  readonly #arrivals = new EventEmitter();
  readonly #socket: StockSocket;

  constructor(socket: StockSocket) {
    this.#socket = socket;
    for (const name of names) {
      socket.on(name, (body) => {
        this.messages.push({ name, ...(body as Omit<Message, "name">) });
        this.#arrivals.emit("message");
      });
    }
  }

  /** The first message that fits, come already or yet to come. */
  async message(fits: (message: Message) => boolean, wanted = String(fits)): Promise<Message> {
    const signal = AbortSignal.timeout(patience);
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      await once(this.#arrivals, "message", { signal }).catch(() => {
        const seen = this.messages.map(({ name }) => name).join(", ");
        throw new Error(`no message with ${wanted}; got: ${seen || "nothing"}`);
      });
    }
  }

  /** Emits a command under a new requestId and waits for what answers it. */
  async ask(name: string, payload: Record<string, unknown> = {}): Promise<Message> {
    const requestId = randomUUID();
    this.#socket.emit(name, { ...payload, requestId });
    return this.answer(requestId);
  }

  answer(requestId: string): Promise<Message> {
    return this.message(({ payload }) => payload.requestId === requestId, `requestId ${requestId}`);
  }

  /** All that carries the requestId: one message, by the one-reply law. */
  answers(requestId: string): Message[] {
    return this.messages.filter(({ payload }) => payload.requestId === requestId);
  }
}
