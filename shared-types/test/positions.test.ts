import { afterEach, beforeEach, expect, test } from "bun:test";
import { localStoragePositions, type Positions } from "../src/index.js";
import { PositionLog } from "../src/positions.js";

test("an event counts as seen up to the position of its topic", () => {
  const log = new PositionLog();
  log.record("rooms/1", 3, "chat:message");
  expect([2, 3, 4].map((seq) => log.has("rooms/1", seq))).toEqual([true, true, false]);
  expect(log.has("rooms/2", 1)).toBe(false);
});

test("a reset moves a position backwards too", () => {
  const log = new PositionLog();
  log.record("rooms/1", 30, "chat:message");
  log.set("rooms/1", 4);
  expect(log.current()).toEqual({ "rooms/1": 4 });
  expect(log.has("rooms/1", 5)).toBe(false);
});

test("of runs that ended the newest 50 are kept, of running ones all", () => {
  const log = new PositionLog();
  for (let run = 0; run < 60; run++) log.record(`forge_sessions/running-${run}`, 1, "forge:started");
  for (let run = 0; run < 200; run++) {
    log.record(`forge_sessions/ended-${run}`, 1, "forge:started");
    log.record(`forge_sessions/ended-${run}`, 2, "forge:completed");
  }
  log.record("rooms/1", 1, "chat:message");
  const topics = Object.keys(log.current());
  expect(topics.filter((topic) => topic.includes("running"))).toHaveLength(60);
  expect(topics.filter((topic) => topic.includes("ended"))).toEqual(
    Array.from({ length: 50 }, (_, index) => `forge_sessions/ended-${index + 150}`),
  );
  expect(topics).toContain("rooms/1");
});

test("positions are bounded in all", () => {
  const log = new PositionLog();
  for (let room = 0; room < 5_500; room++) log.record(`rooms/${room}`, 1, "chat:message");
  expect(Object.keys(log.current())).toHaveLength(5_000);
  expect(log.has("rooms/5499", 1)).toBe(true);
  expect(log.has("rooms/499", 1)).toBe(false);
});

test("a store is saved at once when asked, with what it loaded first", () => {
  const saved: Positions[] = [];
  const log = new PositionLog({ load: () => ({ "rooms/1": 7 }), save: (positions) => saved.push(positions) });
  expect(log.has("rooms/1", 7)).toBe(true);
  log.record("rooms/2", 1, "chat:message");
  log.save();
  expect(saved).toEqual([{ "rooms/1": 7, "rooms/2": 1 }]);
});

/** As much of a page's storage as `localStoragePositions` touches. */
class MemoryStorage {
  readonly entries = new Map<string, string>();
  full = false;
  getItem = (key: string) => this.entries.get(key) ?? null;
  setItem = (key: string, value: string) => {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.entries.set(key, value);
  };
}
let storage: MemoryStorage;
beforeEach(() => {
  storage = new MemoryStorage();
  Reflect.set(globalThis, "localStorage", storage);
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, "localStorage");
});

test("localStorage gives back what was saved, under its key", () => {
  localStoragePositions("one").save({ "rooms/1": 4 });
  expect(localStoragePositions("one").load()).toEqual({ "rooms/1": 4 });
  expect(localStoragePositions("other").load()).toEqual({});
});

test("what another hand wrote to localStorage is left out", () => {
  for (const text of ["", "{", "null", "[1]", '"text"']) {
    storage.entries.set("key", text);
    expect(localStoragePositions("key").load()).toEqual({});
  }
  storage.entries.set("key", '{"good":2,"text":"3","negative":-1,"fraction":1.5,"huge":1e300,"none":null}');
  expect(localStoragePositions("key").load()).toEqual({ good: 2 });
});

test("full or missing storage does not disturb the app", () => {
  storage.full = true;
  expect(() => localStoragePositions("key").save({ "rooms/1": 1 })).not.toThrow();
  Reflect.deleteProperty(globalThis, "localStorage");
  expect(localStoragePositions("key").load()).toEqual({});
});
