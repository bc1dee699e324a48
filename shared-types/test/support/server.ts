import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const repository = resolve(import.meta.dir, "../../..");
const binary = resolve(repository, process.env.PARLANCE_BIN ?? "target/debug/parlance");
const announcement = /^parlance listening on (http:\/\/\S+)$/m;

/** `slow` streams for about two seconds, a few characters at a time. */
const config = `
default_model = "echo"

[models.echo]
agent = "echo"

[models.slow]
agent = "echo"
delay_ms = 80
chunk_chars = 2
`;

/** A real `parlance serve` with a folder of its own. */
export class Server {
  readonly #folder: string;
  readonly #database: string;
  #process: Bun.Subprocess<"ignore", "pipe", "pipe"> | undefined;
  url = "";

  private constructor(folder: string, database: string) {
    this.#folder = folder;
    this.#database = database;
  }

  /** `database: "file"` survives a restart, `"memory"` does not. */
  static async start(database: "memory" | "file" = "memory"): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "parlance-client-"));
    await writeFile(join(folder, "parlance.toml"), config);
    const server = new Server(folder, database === "memory" ? "sqlite::memory:" : `sqlite://${folder}/parlance.db`);
    await server.run();
    return server;
  }

  /** Starts the process, on another port than before, and waits until it accepts connections. */
  async run(): Promise<void> {
    const options = [
      "--config",
      join(this.#folder, "parlance.toml"),
      "--listen",
      "127.0.0.1:0",
      "--database",
      this.#database,
    ];
    const child = Bun.spawn([binary, "serve", ...options], {
      cwd: this.#folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#process = child;
    const log = new Response(child.stderr).text();
    let output = "";
    const decoder = new TextDecoder();
    for await (const bytes of child.stdout) {
      output += decoder.decode(bytes, { stream: true });
      const url = announcement.exec(output)?.[1];
      if (url !== undefined) {
        this.url = url;
        return;
      }
    }
    throw new Error(`parlance ended before it listened\n${output}\n${await log}`);
  }

  /** Ends the process as a crash does. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#process?.exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true });
  }
}
