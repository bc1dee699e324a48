import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** The line between browser and server: a TCP relay that a test can cut, as a train in a tunnel does. */
export class Network {
  readonly #relay: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(target: () => number) {
    this.#relay = createServer((near) => this.#join(near, target()));
  }

  /** Relays to the port that `target` names at each new connection. */
  static async to(target: () => number): Promise<Network> {
    const network = new Network(target);
    network.#relay.listen(0, "127.0.0.1");
    await once(network.#relay, "listening");
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#relay.address() as AddressInfo).port}`;
  }

  /** Drops every connection and refuses new ones until `restore`. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  restore(): void {
    this.#cut = false;
  }

  async dispose(): Promise<void> {
    this.cut();
    this.#relay.close();
    await once(this.#relay, "close");
  }

  #join(near: Socket, port: number): void {
    if (this.#cut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy()); // A reset of one side is a cut line for the other.
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }
}
