import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The line between a client and its server: a TCP relay that a test can cut, or make deaf in one direction. */
export class Line {
  readonly #relay: Server;
  readonly #sockets = new Set<Socket>();
  #isCut = false;
  #isDeaf = false;

  private constructor(target: () => string) {
    this.#relay = createServer((near) => {
      if (this.#isCut) near.destroy();
      else this.#join(near, connect(Number(new URL(target()).port), "127.0.0.1"));
    });
  }

  /** Leads to the server that `target` names at each new connection. */
  static async to(target: () => string): Promise<Line> {
    const line = new Line(target);
    line.#relay.listen(0, "127.0.0.1");
    await once(line.#relay, "listening");
    return line;
  }

  get url(): string {
    const address = this.#relay.address();
    if (address === null || typeof address === "string") throw new Error("the line does not listen");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Nothing that the server sends arrives any more, until `restore`. */
  deafen(): void {
    this.#isDeaf = true;
  }

  /** Ends all connections and refuses new ones, until `restore`. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  restore(): void {
    this.#isCut = false;
    this.#isDeaf = false;
  }

  close(): void {
    this.cut();
    this.#relay.close();
  }

  #join(near: Socket, far: Socket): void {
    near.on("data", (bytes) => far.write(bytes));
    far.on("data", (bytes) => {
      if (!this.#isDeaf) near.write(bytes);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.on("error", () => other.destroy()); // What breaks one half of a line breaks the other.
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
