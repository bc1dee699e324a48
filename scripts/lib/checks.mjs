// The checks that need no running server: format, lint and types of both languages.
import { bin } from "./packages.mjs";
import { run } from "./process.mjs";

const one = { passed: 1, failed: 0 };

/** Packages whose TypeScript is checked, each with a tsconfig.json of its own. */
const typescript = ["shared-types", "web", "e2e"];

const check = (name, program, args) => ({
  name,
  run: async () => {
    await run(program, args);
    return one;
  },
});

export const checks = [
  check("cargo fmt", "cargo", ["fmt", "--all", "--check", "--", "-l"]),
  check("cargo fmt of fuzz", "cargo", ["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check", "--", "-l"]),
  check("biome", bin("biome"), ["ci", "--error-on-warnings"]),
  ...typescript.map((folder) => check(`types of ${folder}`, bin("tsc"), ["--noEmit", "-p", folder])),
  // The binary embeds the built client, so the client is built before anything compiles.
  check("web client", "npm", ["run", "--silent", "build:web"]),
  check("clippy", "cargo", ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
];
