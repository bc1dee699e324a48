// What the suites need beside Rust and Node: programs of the system, a Python environment, cargo-fuzz.
// Everything that is missing is installed where that is possible, and named exactly where it is not.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, Failure, find, isExecutable, root, run } from "./process.mjs";

/** One row per program: the Debian package that brings it, and how to tell that it is there. */
const programs = [
  { name: "c++", package: "g++", for: "libFuzzer" },
  { name: "chromium", package: "chromium", for: "the browser suites", present: hasBrowser },
  { name: "espeak-ng", package: "espeak-ng", for: "the speech suites" },
  { name: "ffmpeg", package: "ffmpeg", for: "the speech suites" },
  { name: "python3", package: "python3", for: "the Python client and the speech recogniser" },
  { name: "python3 -m venv", package: "python3-venv", for: "the Python packages", present: hasVenv },
];

const environment = join(root, "target", "venv");
const requirements = join(root, "e2e", "requirements.txt");
const tools = join(root, "target", "tools");
const cargoFuzzVersion = "0.13.2";

/** The Python that has the packages of e2e/requirements.txt. */
export const python = join(environment, "bin", "python");

/** cargo-fuzz, kept under target/ so that nothing of the developer's own tools changes. */
export const cargoFuzz = join(tools, "bin", "cargo-fuzz");

export async function installPrograms() {
  const missing = [];
  for (const row of programs) {
    if (!(await (row.present ?? (() => find(row.name)))())) missing.push(row);
  }
  if (missing.length === 0) return;
  const prefix = process.getuid?.() === 0 ? [] : ["sudo"];
  if (!["apt-get", ...prefix].every(find)) {
    const rows = missing.map((row) => `  ${row.name} (Debian package ${row.package}), needed for ${row.for}`);
    throw new Failure(`these programs are missing and must be installed by hand:\n${rows.join("\n")}`);
  }
  await apt(prefix, ["update", "-qq"]);
  await apt(prefix, ["install", "-y", "--no-install-recommends", ...missing.map((row) => row.package)]);
}

/** A Python environment with the packages of e2e/requirements.txt, made anew when that file changes. */
export async function installPython() {
  const wanted = readFileSync(requirements, "utf8");
  const stamp = join(environment, "requirements.txt");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  await run("python3", ["-m", "venv", "--clear", environment]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
  writeFileSync(stamp, wanted);
}

export async function installCargoFuzz() {
  if (isExecutable(cargoFuzz)) return;
  await run("cargo", ["install", "--locked", "--root", tools, "--version", cargoFuzzVersion, "cargo-fuzz"]);
}

/** Debian's browser, or the one that `npx playwright install chromium` brought. */
async function hasBrowser() {
  const { chromium } = await import("playwright-core");
  return find("chromium") || isExecutable(chromium.executablePath());
}

async function hasVenv() {
  if (!find("python3")) return false;
  try {
    await capture("python3", ["-c", "import ensurepip, venv"], { quiet: true });
    return true;
  } catch {
    return false;
  }
}

async function apt(prefix, args) {
  const [program, ...rest] = [...prefix, "apt-get", "-o", "DPkg::Lock::Timeout=300", ...args];
  await run(program, rest, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}
