import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { schemas } from "../generated/zod.js";
import { commands } from "../src/index.js";

/** A text, or a text that comes so many times. */
type Part = string | [text: string, count: number];
type Command = keyof typeof schemas;
/** One line of the fixture that the Rust suite writes: what the server says to a payload. */
type Verdict = [command: Command, accepted: boolean, json: Part[]];

const verdicts = readFileSync(new URL("fixtures/payloads.jsonl", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line): Verdict => JSON.parse(line));

function accepts(command: Command, json: string): boolean {
  let payload: unknown;
  try {
    payload = JSON.parse(json);
  } catch {
    return false;
  }
  return schemas[command].safeParse(payload).success;
}

const textOf = (json: Part[]) =>
  json.map((part) => (typeof part === "string" ? part : part[0].repeat(part[1]))).join("");

test.each(Object.keys(commands) as Command[])(
  "the schema of %s accepts and refuses what the server does",
  (command) => {
    const ofCommand = verdicts.filter(([name]) => name === command);
    expect(new Set(ofCommand.map(([, accepted]) => accepted))).toEqual(new Set([true, false]));
    const differing = ofCommand.filter(([, accepted, json]) => accepts(command, textOf(json)) !== accepted);
    expect(differing.map(([, accepted, json]) => ({ server: accepted, json }))).toEqual([]);
  },
);

test("every command of the fixture has a schema, and every schema is that of a command", () => {
  expect(new Set(verdicts.map(([command]) => command))).toEqual(new Set(Object.keys(schemas) as Command[]));
  expect(Object.keys(schemas).sort()).toEqual(Object.keys(commands).sort());
});
