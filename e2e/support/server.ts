import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const binary = resolve(repository, process.env.PARLANCE_BIN ?? "target/debug/parlance");
/** How long a server may take to accept connections, and to drain, in milliseconds. */
const patience = 20_000;

export interface ServerOptions {
  /** TOML beside the default models. */
  config?: string;
  /** The folder that is served at `/`; the built reference client when left out. */
  webRoot?: string;
}

/** What the model `gated` answers: one half at once, the other when the test opens the gate. */
export const firstHalf = "The first half,";
export const wholeAnswer = `${firstHalf} and the second.`;

/** `slow` streams 40 characters a second; `broken` fails after it said something. */
const models = `
default_model = "echo"

[models.echo]
agent = "echo"

[models.slow]
agent = "echo"
delay_ms = 100
chunk_chars = 4

[models.gated]
agent = "command"
command = ["sh", "gated.sh"]

[models.broken]
agent = "command"
command = ["sh", "-c", "echo trouble ahead >&2; exit 3"]

[models.talkative]
agent = "command"
command = ["sh", "-c", "echo reading the question >&2; echo thinking about it >&2; cat"]
`;

/** Ends, too, when the folder of its server is gone. */
const gated = `printf '${firstHalf}'
until [ -e gate-is-open ] || [ ! -e gated.sh ]; do sleep 0.02; done
printf ' and the second.'
`;

/** A real `parlance serve` with a folder of its own, which can be ended in any way and started again. */
export class Server {
  readonly #folder = mkdtempSync(join(tmpdir(), "parlance-e2e-"));
  readonly #options: ServerOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<unknown> = Promise.resolve();
  #log = "";
  port = 0;

  private constructor(options: ServerOptions) {
    this.#options = options;
    writeFileSync(join(this.#folder, "parlance.toml"), models + (options.config ?? ""));
    writeFileSync(join(this.#folder, "gated.sh"), gated);
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const server = new Server(options);
    await server.startAgain();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Everything the server wrote to stderr. */
  get log(): string {
    return this.#log;
  }

  get isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  /** How many commands the server dropped without a reply since it started; the contract wants 0. */
  async brokenPromises(): Promise<number> {
    const metrics = await fetch(`${this.url}/metrics`).then((response) => response.text());
    const count = metrics.match(/^parlance_broken_promises_total (\d+)$/m)?.[1];
    if (count === undefined) throw new Error(`no counter of broken promises in:\n${metrics}`);
    return Number(count);
  }

  /** Starts the server on the port and the store that it had. */
  async startAgain(): Promise<void> {
    const child = spawn(binary, this.#arguments(), { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    this.#exited = once(child, "exit");
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    child.once("exit", () => process.off("exit", end));
    child.stderr.on("data", (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    this.port = await this.#readPort(child);
  }

  /** Lets the answers of the model `gated` come to their end. */
  openGate(): void {
    writeFileSync(join(this.#folder, "gate-is-open"), "");
  }

  /** SIGTERM: the server drains. Resolves with its exit code. */
  async stop(): Promise<number | null> {
    this.#child?.kill("SIGTERM");
    await withPatience(this.#exited, () => `parlance did not drain:\n${this.#log}`);
    return this.#child?.exitCode ?? null;
  }

  /** kill -9: nothing is drained, flushed or said. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#exited;
  }

  /** Ends the server if it still runs, and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #arguments(): string[] {
    return [
      ...["serve", "--config", join(this.#folder, "parlance.toml")],
      ...["--listen", `127.0.0.1:${this.port}`],
      ...["--database", `sqlite://${join(this.#folder, "parlance.db")}`],
      ...["--web-root", this.#options.webRoot ?? resolve(repository, "web/dist")],
    ];
  }

  async #readPort(child: ChildProcess): Promise<number> {
    if (!child.stdout) throw new Error("stdout of parlance is not piped");
    const lines = createInterface({ input: child.stdout });
    const line = await withPatience(
      Promise.race([once(lines, "line").then(([text]) => String(text)), once(lines, "close").then(() => "")]),
      () => `parlance does not listen:\n${this.#log}`,
    );
    const port = line.match(/^parlance listening on http:\/\/127\.0\.0\.1:(\d+)$/)?.[1];
    if (port === undefined) throw new Error(`parlance said "${line}" instead of where it listens:\n${this.#log}`);
    return Number(port);
  }
}

async function withPatience<T>(promise: Promise<T>, complaint: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
