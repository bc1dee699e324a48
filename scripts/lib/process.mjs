// Child processes of the scripts: streamed output, clear words when something is missing or fails.
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = resolve(fileURLToPath(new URL("../..", import.meta.url)));

/** A step failed for a reason a person can act on: its message is shown, its stack is not. */
export class Failure extends Error {}

/** Where `program` is on the PATH, or undefined. */
export function find(program) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Whether the file exists and may be run. */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end with its output streamed; rejects with a Failure unless it exits with 0. */
export async function run(program, args, options = {}) {
  await start(program, args, { ...options, stdio: "inherit" });
}

/** As `run`, and returns what the program wrote to stdout. With `quiet` it is not shown. */
export async function capture(program, args, { quiet = false, ...options } = {}) {
  const chunks = [];
  await start(program, args, { ...options, stdio: ["ignore", "pipe", "inherit"] }, (child) =>
    child.stdout.on("data", (chunk) => {
      chunks.push(chunk);
      if (!quiet) process.stdout.write(chunk);
    }),
  );
  return Buffer.concat(chunks).toString("utf8");
}

function start(program, args, { env, cwd = root, stdio }, watch = () => {}) {
  const shown = [program, ...args].join(" ");
  return new Promise((done, failed) => {
    const child = spawn(program, args, { cwd, stdio, env: { ...process.env, ...env } });
    watch(child);
    child.once("error", (error) => failed(new Failure(`cannot start \`${shown}\`: ${error.message}`)));
    child.once("close", (code, signal) =>
      code === 0 ? done() : failed(new Failure(`\`${shown}\` ended with ${signal ?? `exit code ${code}`}`)),
    );
  });
}
