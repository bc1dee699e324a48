/** The package as others get it: built for plain Node and strict consumers, and bundled for a browser. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Peer } from "./support/peer.js";

const root = join(import.meta.dir, "..");
let consumer: string;
let peer: Peer;

async function run(command: string[], cwd: string): Promise<string> {
  const child = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}\n${stdout}\n${stderr}`);
  return stdout.trim();
}

beforeAll(async () => {
  peer = new Peer();
  await run(["bun", "run", "build"], root);
  consumer = await mkdtemp(join(tmpdir(), "shared-types-"));
  await mkdir(join(consumer, "node_modules/@parlance"), { recursive: true });
  await symlink(join(root, "dist"), join(consumer, "node_modules/@parlance/shared-types"));
  await writeFile(join(consumer, "package.json"), '{ "type": "module" }');
}, 30_000);

afterAll(async () => {
  await peer.stop();
  await rm(consumer, { recursive: true });
});

test("the built package works in plain Node", async () => {
  await writeFile(
    join(consumer, "main.mjs"),
    `import { createClient } from "@parlance/shared-types";
     import { schemas } from "@parlance/shared-types/zod";
     import asyncapi from "@parlance/shared-types/asyncapi.json" with { type: "json" };
     const client = createClient({ url: "${peer.url}" });
     const { sessions, requestId } = await client.request("session:list", {});
     client.close();
     console.log(sessions.length, schemas["session:list"].safeParse({ requestId }).success, asyncapi.asyncapi[0]);`,
  );
  expect(await run(["node", "--no-warnings", "main.mjs"], consumer)).toBe("0 true 3");
}, 30_000);

test("the built declarations satisfy a strict Node consumer", async () => {
  await writeFile(
    join(consumer, "main.ts"),
    `import { createClient } from "@parlance/shared-types/client";
     export const titles = async (): Promise<(string | undefined)[]> =>
       (await createClient().request("session:list", {})).sessions.map(({ title }) => title);
     // @ts-expect-error the types are there, not any
     createClient().request("session:burn", {});`,
  );
  const strict = [
    "--strict",
    "--exactOptionalPropertyTypes",
    "--module",
    "nodenext",
    "--target",
    "es2022",
    "--lib",
    "es2022,dom",
  ];
  await run(
    [
      "bun",
      "x",
      "--no-install",
      "tsc",
      "--ignoreConfig",
      "--noEmit",
      "--types",
      "",
      ...strict,
      join(consumer, "main.ts"),
    ],
    root,
  );
}, 30_000);

test("a browser bundle needs nothing of Node or Bun", async () => {
  const { outputs } = await Bun.build({ entrypoints: [join(root, "src/index.ts")], target: "browser" });
  const bundle = (await outputs[0]?.text()) ?? "";
  expect(bundle).toContain("createClient");
  expect(bundle.match(/["']node:|\bBun\.|\b__require\(/g)).toBeNull();
}, 30_000);
