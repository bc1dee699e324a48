import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "../support/server.ts";
import { recogniserOf, speak } from "../support/speech.ts";

const phrases = ["hello world", "good morning", "open the door", "turn on the light"];
const folder = mkdtempSync(join(tmpdir(), "parlance-speech-"));
let server: Server;

beforeAll(async () => {
  server = await Server.start({ config: recogniserOf(phrases) });
});

afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true });
});

test.each(phrases)('a voice that says "%s" is understood', async (text) => {
  const file = join(folder, `${text}.wav`);
  speak(text, file);
  const response = await transcribe(readFileSync(file));
  expect(await response.json()).toEqual({ text });
  expect(response.status).toBe(200);
});

test("a recording of nothing is refused in words", async () => {
  const response = await transcribe(Buffer.alloc(10));
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ error: "Recording too short or empty" });
});

function transcribe(recording: Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.append("audio", new Blob([recording], { type: "audio/wav" }), "recording.wav");
  return fetch(`${server.url}/api/transcribe`, { method: "POST", body: form });
}
