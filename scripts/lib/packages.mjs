// npm packages: installed from the lock file when they are missing or older than it.
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./process.mjs";

/** Programs that npm packages bring along (bun, biome, tsc, playwright). */
export const bin = (name) => join(root, "node_modules", ".bin", name);

/** Installs the npm packages if node_modules is missing or stale. Returns whether it had to. */
export async function installPackages() {
  if (upToDate()) return false;
  await run("npm", ["ci", "--no-audit", "--no-fund"]);
  return true;
}

function upToDate() {
  const installed = join(root, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}
