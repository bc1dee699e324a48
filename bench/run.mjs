#!/usr/bin/env node
// npm run bench: Parlance beside the same behaviour on Node's socket.io, in one run, as one table.
// Options go after `--`, for example: npm run bench -- --quick --only list
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release as kernel, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installPackages } from "../scripts/lib/packages.mjs";
import { capture, Failure, run } from "../scripts/lib/process.mjs";
import { table } from "./lib/report.mjs";
import { onCore, references, release, servers, startServer, stopServer, workFolder } from "./lib/servers.mjs";

/** Each load is one or more parts: a part is what one server is measured by at a time. */
const loads = {
  list: ["list"],
  chat: ["chat"],
  fanout: ["fanout-200", "fanout-1000"],
  missions: ["missions"],
  storm: ["storm"],
  memory: ["memory"],
};
const spoken = ["socketio", "tagged", "envelope", "prioritized", "dotted"];
const pings = ["websocket", "socketio", "tagged", "envelope", "dotted"];
const sayings = ["socketio", "prioritized", "dotted"];
loads.dialects = [
  ...pings.map((dialect) => `ping-${dialect}`),
  ...sayings.map((dialect) => `say-${dialect}`),
  ...[...spoken, "mixed"].map((dialect) => `deliver-${dialect}`),
];
const once = ["storm", "memory"];
const full = {
  list: ["list", "--warmup", "30000", "--messages", "100000"],
  chat: ["chat", "--warmup", "5000", "--messages", "20000"],
  "fanout-200": ["fanout", "--readers", "200", "--warmup", "300", "--messages", "1500"],
  "fanout-1000": ["fanout", "--readers", "1000", "--warmup", "60", "--messages", "300"],
  missions: ["missions", "--missions", "100", "--specs", "10"],
  storm: ["storm", "--clients", "5000", "--rooms", "100"],
  memory: ["memory", "--storms", "10", "--hold-seconds", "30"],
};
const quick = {
  list: ["list", "--warmup", "5000", "--messages", "10000"],
  chat: ["chat", "--warmup", "1000", "--messages", "3000"],
  "fanout-200": ["fanout", "--readers", "200", "--warmup", "60", "--messages", "300"],
  "fanout-1000": ["fanout", "--readers", "1000", "--warmup", "15", "--messages", "60"],
  missions: ["missions", "--missions", "20", "--specs", "5"],
  storm: ["storm", "--clients", "500", "--rooms", "10"],
  memory: ["memory", "--storms", "2", "--hold-seconds", "2"],
};

for (const [sizes, share] of [
  [full, 1],
  [quick, 5],
]) {
  const messages = (warmup, count) => ["--warmup", String(warmup / share), "--messages", String(count / share)];
  for (const dialect of pings) {
    sizes[`ping-${dialect}`] = ["echo", "--dialect", dialect, ...messages(20_000, 100_000)];
  }
  for (const dialect of sayings) {
    sizes[`say-${dialect}`] = ["echo", "--say", "--dialect", dialect, ...messages(5000, 20_000)];
  }
  for (const dialect of [...spoken, "mixed"]) {
    const readers = (dialect === "mixed" ? spoken : [dialect]).flatMap((name) => ["--dialect", name]);
    sizes[`deliver-${dialect}`] = ["fanout", "--readers", "200", ...readers, ...messages(300, 1500)];
  }
}

try {
  process.once("SIGTERM", () => process.exit(1)); // `exit` ends the server that is running
  process.once("SIGINT", () => process.exit(1));
  await main(options());
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`\nnpm run bench: ${error.message}`);
  process.exit(1);
}

function options() {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: Object.keys(loads) },
      servers: { type: "string", default: "parlance,parlance-memory,node" },
      repeats: { type: "string" },
      connections: { type: "string" },
      quick: { type: "boolean", default: false },
      references: { type: "boolean", default: false },
      "no-build": { type: "boolean", default: false },
    },
  });
  const unknown = values.only.find((load) => !loads[load]);
  if (unknown) throw new Failure(`--only takes ${Object.keys(loads).join(", ")}, not ${unknown}`);
  const chosen = values.servers.split(",").map((name) => {
    if (!servers[name]) throw new Failure(`--servers takes ${Object.keys(servers).join(",")}, not ${name}`);
    return [name, servers[name]];
  });
  return {
    loads: Object.keys(loads).filter((load) => values.only.includes(load)),
    servers: { ...Object.fromEntries(chosen), ...(values.references ? references : {}) },
    repeats: Number(values.repeats ?? (values.quick ? 2 : 5)),
    connections: Number(values.connections ?? (values.quick ? 1000 : 10_000)),
    arguments: values.quick ? quick : full,
    build: !values["no-build"],
  };
}

async function main(chosen) {
  if (process.platform !== "linux") throw new Failure("processes are measured by /proc: this needs Linux");
  if (availableParallelism() < 2) throw new Failure("two cores are needed: one for the server, one for the load");
  if (chosen.build) await build(chosen);
  mkdirSync(workFolder, { recursive: true });
  const [loadBefore] = loadavg();
  if (!chosen.build && loadBefore > 0.5) {
    console.error(`The machine is busy (load ${loadBefore.toFixed(1)}): the figures will be worse than they are.`);
  }
  const samples = {};
  for (const load of chosen.loads) {
    for (const part of loads[load]) samples[part] = await measureAll(part, able(load, part, chosen), chosen);
  }
  report(samples, chosen);
}

/** Dialects are Parlance's; an echo server says what a WebSocket costs alone. */
function able(load, part, { servers: chosen }) {
  if (part === "ping-websocket") return Object.entries(references).filter(([name]) => name === "websocket");
  return Object.entries(chosen).filter(([, server]) => server.loads.includes(load));
}

async function build({ servers: chosen, loads: measured }) {
  await installPackages();
  if (chosen.parlance || chosen["parlance-memory"]) {
    await run("npm", ["run", "--silent", "build:web"]);
    await run("cargo", ["build", "--release", "--bin", "parlance"]);
  }
  await run("cargo", ["build", "--release", "-p", "parlance-bench"]);
  if (chosen.socketioxide || measured.includes("dialects"))
    await run("cargo", ["build", "--release", "-p", "parlance-bench", "--examples"]);
}

/** By server: the samples of all repeats. */
async function measureAll(part, able, chosen) {
  const samples = {};
  const repeats = once.includes(part) ? 1 : chosen.repeats;
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    // Server after server within each repeat: what disturbs the machine for a while disturbs all of them.
    for (const [name, server] of able) {
      console.error(`${part} ${repeat}/${repeats}: ${server.title}`);
      samples[name] ??= [];
      samples[name].push(await measure(part, name, server, chosen));
    }
  }
  return samples;
}

/** One sample from a server of its own; a failed exchange ends the whole run and shows the frame. */
async function measure(part, name, server, { connections, arguments: byPart }) {
  const files = Math.max(connections, 5000) + 1000;
  const running = await startServer(name, server, files);
  try {
    const size = part === "memory" ? ["--connections", String(connections)] : [];
    const rejoin = part === "storm" && server.rejoin ? ["--rejoin"] : [];
    const [program, ...args] = onCore(1, files, [
      ...[release("load"), "--server", running.address, "--pid", String(running.child.pid)],
      ...(server.raw ? ["--raw"] : []),
      ...[...byPart[part], ...size, ...rejoin],
    ]);
    return JSON.parse(await capture(program, args, { quiet: true }));
  } finally {
    await stopServer(name, running);
  }
}

function report(samples, { servers: chosen, repeats }) {
  const machine = `${cpus()[0].model}, Linux ${kernel()}, Node ${process.versions.node}`;
  const text = [
    table(samples, chosen),
    "",
    `Medians of ${repeats} runs (least–most), one message in flight for each client that writes; storm and memory once. ${machine}.`,
  ].join("\n");
  writeFileSync(join(workFolder, "results.md"), `${text}\n`);
  writeFileSync(join(workFolder, "results.json"), `${JSON.stringify({ machine, repeats, samples }, null, 2)}\n`);
  console.log(`\n${text}\n\nAlso in ${join("target", "bench")}: results.md, results.json (every sample).`);
}
