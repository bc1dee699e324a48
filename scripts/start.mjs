#!/usr/bin/env node
// npm start: from a fresh clone to a page that answers. Needs Rust and Node, nothing else.
// Arguments after `--` go to `parlance serve`, for example: npm start -- --listen 127.0.0.1:8080
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { installPackages } from "./lib/packages.mjs";
import { Failure, find, root, run } from "./lib/process.mjs";

const step = (text) => console.log(`\n▸ ${text}`);
const passedOn = process.argv.slice(2);

try {
  requireRust();
  await requireFreePort(passedOn);
  step("npm packages");
  console.log((await installPackages()) ? "installed" : "up to date");
  step("web client");
  await run("npm", ["run", "--silent", "build:web"]);
  step("server (the first build takes a few minutes)");
  await run("cargo", ["build", "--release", "--bin", "parlance"]);
  step("parlance serve (Ctrl-C ends it)");
  serve(passedOn);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`\nnpm start: ${error.message}`);
  process.exitCode = 1;
}

function requireRust() {
  if (!find("cargo")) {
    throw new Failure(
      "Rust is missing (no `cargo` on the PATH). Install it from https://rustup.rs, open a new shell, and try again.",
    );
  }
  if (!find("cc")) {
    throw new Failure("a C compiler is missing (no `cc` on the PATH). On Debian: apt-get install gcc libc6-dev");
  }
}

/** Says that the port is taken before minutes are spent on building. */
async function requireFreePort(args) {
  const address = listenAddress(args);
  const [, host, port] = address.match(/^\[?(.*?)\]?:(\d+)$/) ?? [];
  if (port === undefined) return; // the server refuses a malformed address with its own words
  const probe = createServer();
  const error = await new Promise((done) => {
    probe.once("error", done);
    probe.listen({ host, port: Number(port) }, () => probe.close(() => done(undefined)));
  });
  if (error?.code === "EADDRINUSE") {
    throw new Failure(
      `${address} is in use by another program. Stop that, or choose another port: npm start -- --listen 127.0.0.1:3001`,
    );
  }
}

function listenAddress(args) {
  const at = args.indexOf("--listen");
  const inline = args.find((argument) => argument.startsWith("--listen="));
  return (
    inline?.slice("--listen=".length) ??
    (at >= 0 ? args[at + 1] : undefined) ??
    process.env.PARLANCE_LISTEN ??
    "127.0.0.1:3000"
  );
}

/** Signals reach the server, which drains; its exit code becomes ours. A terminal sends Ctrl-C to both itself. */
function serve(args) {
  const server = spawn(`${root}/target/release/parlance`, ["serve", ...args], { cwd: root, stdio: "inherit" });
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
  process.on("SIGINT", () => process.stdin.isTTY || server.kill("SIGINT"));
  server.once("error", (error) => {
    console.error(`npm start: the server does not start: ${error.message}`);
    process.exitCode = 1;
  });
  server.once("close", (code) => {
    process.exitCode = code ?? 1;
  });
}
