import { Server, type Socket } from "socket.io";
import {
  type ClientOptions,
  contract,
  createClient,
  type ParlanceClient,
  type ServerMessage,
} from "../../src/index.js";

export interface Received {
  name: string;
  payload: { requestId?: string; [field: string]: unknown };
  socketId: string;
}

/** What a test makes of a command; the default answers `session:list` and nothing else. */
export type Answer = (command: Received, socket: Socket) => void;

/**
 * A stock Node Socket.IO server on a free port that keeps to the contract's envelopes. Each test says what it answers,
 * so that the client can be shown orders and failures that the real server produces only by chance.
 */
export class Peer {
  readonly received: Received[] = [];
  readonly handshakes: Record<string, unknown>[] = [];
  readonly #io: Server;
  readonly #clients: ParlanceClient[] = [];
  answer: Answer = (command, socket) => {
    if (command.name === "session:list")
      reply(socket, "session:list", { sessions: [], requestId: command.payload.requestId });
  };
  /** Runs before the `connection` event of each connection. */
  beforeWelcome: (socket: Socket) => void = () => {};
  /** An error refuses the handshake. */
  admit: (auth: Record<string, unknown>) => Error | undefined = () => undefined;
  /** Whether the `connection` event comes by itself. */
  welcomes = true;
  hash: string = contract.hash;

  constructor(options: { pingInterval?: number; pingTimeout?: number } = {}, port = 0) {
    this.#io = new Server(options);
    this.#io.use((socket, next) => {
      this.handshakes.push(socket.handshake.auth);
      next(this.admit(socket.handshake.auth));
    });
    this.#io.on("connection", (socket) => {
      socket.onAny((name: string, payload: Received["payload"]) => {
        const command = { name, payload, socketId: socket.id };
        this.received.push(command);
        this.answer(command, socket);
      });
      this.beforeWelcome(socket);
      if (this.welcomes) this.welcome(socket);
    });
    this.#io.listen(port);
  }

  get url(): string {
    const address = this.#io.httpServer.address();
    if (address === null || typeof address === "string") throw new Error("the peer does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  get sockets(): Socket[] {
    return [...this.#io.sockets.sockets.values()];
  }

  client(options: ClientOptions = {}): ParlanceClient {
    const socketOptions = {
      transports: ["websocket"],
      reconnectionDelay: 20,
      reconnectionDelayMax: 100,
      ...options.socketOptions,
    };
    const client = createClient({ ...options, url: options.url ?? this.url, socketOptions });
    this.#clients.push(client);
    return client;
  }

  welcome(socket: Socket): void {
    emit(socket, {
      type: "connection",
      payload: {
        status: "connected",
        sessions: [],
        connectionId: socket.id,
        contract: { version: contract.version, hash: this.hash },
        resume: { replayed: 0 },
      },
    });
  }

  /** Sends to all clients. */
  emit(message: ServerMessage): void {
    this.#io.emit(message.type, message);
  }

  /** Cuts all connections below Socket.IO, as a network does. */
  cut(): void {
    for (const socket of this.sockets) socket.conn.close();
  }

  /** Disconnects all clients in words, as a draining server does. */
  disconnect(): void {
    for (const socket of this.sockets) socket.disconnect();
  }

  commands(name: string): Received[] {
    return this.received.filter((command) => command.name === name);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#io.close();
  }
}

export function emit(socket: Socket, message: ServerMessage): void {
  socket.emit(message.type, message);
}

/** Sends any payload, right or wrong. */
export function reply(socket: Socket, type: string, payload: Record<string, unknown>, beside: object = {}): void {
  socket.emit(type, { type, payload, ...beside });
}

export function fail(socket: Socket, type: string, payload: Record<string, unknown>): void {
  reply(socket, type, { message: "It went wrong.", code: "SERVER_ERROR", retryable: true, ...payload });
}
