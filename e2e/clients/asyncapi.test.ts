import { afterAll, beforeAll, expect, test } from "bun:test";
import { Parser } from "@asyncapi/parser";
import { commands } from "@parlance/shared-types";
import committed from "@parlance/shared-types/asyncapi.json";
import { Server } from "../support/server.ts";

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.dispose());

test("the served AsyncAPI document is valid and names every command", async () => {
  const response = await fetch(`${server.url}/asyncapi.json`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("application/json");
  const text = await response.text();
  expect(JSON.parse(text)).toEqual(committed);

  const { document, diagnostics } = await new Parser().parse(text);
  expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
  const described = document
    ?.allMessages()
    .all()
    .map((message) => message.name());
  expect(described).toEqual(expect.arrayContaining(Object.keys(commands)));
});
