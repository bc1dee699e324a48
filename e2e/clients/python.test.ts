import { afterAll, beforeAll, expect, test } from "bun:test";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Server } from "../support/server.ts";
import { python } from "../support/speech.ts";

const script = fileURLToPath(new URL("python_client.py", import.meta.url));
let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(async () => {
  const brokenPromises = await server.brokenPromises();
  await server.dispose();
  expect(brokenPromises).toBe(0);
});

test.each(["websocket", "polling", "polling,websocket"])("python-socketio over %s", async (transports) => {
  const { code, output } = await runPython(transports);
  expect(output).toEndWith("all as the contract says\n");
  expect(code).toBe(0);
});

function runPython(transports: string): Promise<{ code: unknown; output: string }> {
  return new Promise((done) => {
    execFile(python, [script, server.url, transports], { timeout: 30_000 }, (error, stdout, stderr) =>
      done({ code: error ? (error.code ?? error.signal) : 0, output: stdout + stderr }),
    );
  });
}
