/** Writes dist/: this package as JavaScript with declarations, for plain Node, for browsers and for `npm publish dist`. */
import { $ } from "bun";
import manifest from "./package.json";

const { name, version, description, license, type, sideEffects, dependencies } = manifest;

/** `./src/a.ts` as it is found in dist. */
function built(path: string): string | { types: string; default: string } {
  if (!path.endsWith(".ts")) return path;
  const stem = path.slice(0, -".ts".length);
  return { types: `${stem}.d.ts`, default: `${stem}.js` };
}

const exports = Object.fromEntries(Object.entries(manifest.exports).map(([entry, path]) => [entry, built(path)]));

await $`rm -rf dist`.cwd(import.meta.dir);
await $`tsc -p tsconfig.build.json`.cwd(import.meta.dir);
await $`cp ${manifest.exports["./asyncapi.json"]} dist/generated/`.cwd(import.meta.dir);
await $`cp README.md dist/`.cwd(import.meta.dir);
const published = { name, version, description, license, type, sideEffects, exports, dependencies };
await Bun.write(`${import.meta.dir}/dist/package.json`, `${JSON.stringify(published, null, 2)}\n`);
