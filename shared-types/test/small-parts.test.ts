import { expect, test } from "bun:test";
import { schemas } from "../generated/zod.js";
import { backoffDelay } from "../src/backoff.js";
import { commands, newRequestId, ParlanceError } from "../src/index.js";
import { callEach } from "../src/listeners.js";
import { uuidFromRandomBytes } from "../src/request-id.js";

test("request ids are distinct UUIDs that the contract accepts, on insecure origins too", () => {
  const ids = Array.from({ length: 1_000 }, () => [newRequestId(), uuidFromRandomBytes()]).flat();
  expect(new Set(ids).size).toBe(2_000);
  for (const requestId of ids) expect(schemas["session:list"].safeParse({ requestId }).success).toBe(true);
});

test("without crypto.randomUUID the fallback makes the id", () => {
  const original = crypto.randomUUID;
  Reflect.set(crypto, "randomUUID", undefined);
  try {
    expect(newRequestId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  } finally {
    Reflect.set(crypto, "randomUUID", original);
  }
});

test("backoff doubles up to its limit and stays within its jitter", () => {
  const limits = { min: 100, max: 1_000, jitter: 0.5 };
  expect([0, 1, 2, 3, 4, 50].map((failures) => backoffDelay(failures, limits, () => 0.5))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
  expect(backoffDelay(0, limits, () => 0)).toBe(50);
  expect(backoffDelay(0, limits, () => 1)).toBe(150);
});

test("every command has a schema of its own name", () => {
  expect(Object.keys(schemas).sort()).toEqual(Object.keys(commands).sort());
});

test("an error keeps all that the wire said", () => {
  const details = [{ path: "/message", rule: "length", message: "too long" }];
  const payload = {
    message: "No.",
    code: "VALIDATION_ERROR",
    requestId: "7",
    details,
    retryable: false,
    retryAfterMs: 5,
  } as const;
  const error = ParlanceError.fromPayload({ ...payload, details });
  expect(error).toBeInstanceOf(Error);
  expect({ ...error, message: error.message }).toMatchObject(payload);
});

test("a listener that throws does not silence the next, and its error is not swallowed", async () => {
  const seen: string[] = [];
  const defect = new Error("defect of the app");
  const thrown: unknown[] = [];
  const original = globalThis.queueMicrotask;
  globalThis.queueMicrotask = (task) => {
    try {
      task();
    } catch (error) {
      thrown.push(error);
    }
  };
  try {
    callEach(["first", "second"], (name) => {
      seen.push(name);
      if (name === "first") throw defect;
    });
  } finally {
    globalThis.queueMicrotask = original;
  }
  expect(seen).toEqual(["first", "second"]);
  expect(thrown).toEqual([defect]);
});
