// The servers of the benchmark: how each is started on core 0, with its own empty data, and stopped again.
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Failure, root } from "../../scripts/lib/process.mjs";

const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
const startLimit = 30_000;
const stopLimit = 30_000;

/** Everything that a run writes: data, logs, results. On the disk of the repository, so that syncs are real ones. */
export const workFolder = join(root, "target", "bench");
export const release = (...path) => join(target, "release", ...path);

const parlance = (database) => [release("parlance"), "serve", "--listen", "127.0.0.1:0", "--database", database];

const peers = ["list", "chat", "fanout", "storm", "memory"];
const everything = [...peers, "missions"];
const own = [...everything, "dialects"];

/**
 * `loads` are the loads that a server understands; `raw` is for those that speak no Socket.IO, `rejoin` for those that
 * replay nothing to a client that comes back.
 */
export const servers = {
  parlance: {
    title: "Parlance, SQLite file",
    command: (data) => parlance(`sqlite://${join(data, "parlance.db")}`),
    loads: own,
  },
  "parlance-memory": {
    title: "Parlance, `sqlite::memory:`",
    command: () => parlance("sqlite::memory:"),
    loads: everything,
  },
  node: {
    title: "Node socket.io + zod, in memory",
    command: () => [process.execPath, join(root, "bench", "peer", "server.mjs")],
    loads: peers,
    rejoin: true,
  },
};

/** What the parts cost alone: a bare socketioxide server and a WebSocket echo. Neither validates or keeps anything. */
export const references = {
  socketioxide: {
    title: "bare socketioxide",
    command: () => [release("examples", "socketioxide_echo")],
    loads: ["list", "fanout", "memory"],
  },
  websocket: {
    title: "raw WebSocket echo",
    command: () => [release("examples", "websocket_echo")],
    loads: ["list", "memory"],
    raw: true,
  },
};

/** The command with its file limit raised, if need be, and bound to one core. */
export function onCore(core, files, command) {
  const pinned = ["taskset", "-c", String(core), ...command];
  const [soft, hard] = openFileLimits();
  if (soft >= files) return pinned;
  if (hard < files && process.getuid() !== 0) {
    throw new Failure(
      `${files} open files are needed and the limit is ${hard}: raise it (ulimit -Hn), or use --connections`,
    );
  }
  return ["prlimit", `--nofile=${files}`, ...pinned];
}

function openFileLimits() {
  const line = readFileSync("/proc/self/limits", "utf8").match(/^Max open files\s+(\S+)\s+(\S+)/m);
  return line.slice(1, 3).map((limit) => (limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit)));
}

/** Starts the server with fresh data and waits for its line; returns its address and process. */
export async function startServer(name, server, files) {
  const data = join(workFolder, "data", name);
  rmSync(data, { recursive: true, force: true });
  mkdirSync(data, { recursive: true });
  const logFile = join(workFolder, `${name}.log`);
  const [program, ...args] = onCore(0, files, server.command(data));
  const child = spawn(program, args, {
    cwd: data,
    env: { ...process.env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", openSync(logFile, "w")],
  });
  const killed = () => child.kill("SIGKILL");
  process.once("exit", killed);
  const ended = new Promise((done) => child.once("close", done)).finally(() => process.off("exit", killed));
  const address = await Promise.race([
    listening(child),
    ended.then((code) => Promise.reject(new Failure(`${name} ended with ${code}; see ${logFile}`))),
    after(startLimit, `${name} did not listen within ${startLimit / 1000} s; see ${logFile}`),
  ]);
  return { address, child, ended };
}

async function listening(child) {
  for await (const line of createInterface({ input: child.stdout })) {
    const found = line.match(/listening on http:\/\/(\S+)/);
    if (found) {
      child.stdout.resume(); // whatever else it prints must not fill the pipe
      return found[1];
    }
  }
  return new Promise(() => {}); // its end is reported by the other branch
}

function after(milliseconds, message) {
  return new Promise((_, failed) => {
    setTimeout(() => failed(new Failure(message)), milliseconds).unref();
  });
}

/** Ends the server and its data; one that does not end by itself is killed and reported. */
export async function stopServer(name, { child, ended }) {
  child.kill("SIGTERM");
  try {
    await Promise.race([ended, after(stopLimit, `${name} did not end within ${stopLimit / 1000} s of SIGTERM`)]);
  } finally {
    child.kill("SIGKILL");
    rmSync(join(workFolder, "data", name), { recursive: true, force: true });
  }
}
