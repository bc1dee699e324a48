// What the suites need beside Rust and Node: programs of the system, a Python environment, cargo-fuzz.
// Everything that is missing is installed where that is possible, and named exactly where it is not.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, Failure, find, isExecutable, root, run } from "./process.mjs";

/** One row per program: how to tell that it is there, and the Debian package that brings it. */
const programs = [
  { program: "c++", package: "g++", for: "libFuzzer" },
  { program: "chromium", package: "chromium", for: "the browser suites" },
  { program: "espeak-ng", package: "espeak-ng", for: "the speech suites" },
  { program: "ffmpeg", package: "ffmpeg", for: "the speech suites" },
  { program: "python3", package: "python3", for: "the Python client and the speech recogniser" },
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
  const missing = programs.filter(({ program }) => !find(program));
  if (!(await hasVenv()))
    missing.push({ program: "python3 -m venv", package: "python3-venv", for: "the Python client" });
  if (missing.length === 0) return;
  const names = missing.map((row) => row.package);
  const prefix = process.getuid?.() === 0 ? [] : ["sudo"];
  if (!find("apt-get") || (prefix.length > 0 && !find("sudo"))) {
    const rows = missing.map((row) => `  ${row.program} (Debian package ${row.package}), needed for ${row.for}`);
    throw new Failure(`these programs are missing and must be installed by hand:\n${rows.join("\n")}`);
  }
  await apt(prefix, ["update", "-qq"]);
  await apt(prefix, ["install", "-y", "--no-install-recommends", ...names]);
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
