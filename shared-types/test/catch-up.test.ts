import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ClientOptions, Positions } from "../src/index.js";
import { emit, fail, Peer, type Received, reply } from "./support/peer.js";
import { until } from "./support/until.js";

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});
afterEach(() => peer.stop());

/** `rooms/0`, the one that was silent longest, and so on; each is seen up to 5. */
const seen = (rooms: number): Positions =>
  Object.fromEntries(Array.from({ length: rooms }, (_, room) => [`rooms/${room}`, 5]));
const remembering = (positions: Positions): ClientOptions => ({ positions: { load: () => positions, save: () => {} } });
const named = ({ payload }: Received): string[] => Object.keys(payload.positions ?? {});
const said = (topic: string, seq: number) =>
  ({ type: "room:memberJoined", topic, seq, payload: { roomId: topic.slice(6), userId: "bob" } }) as const;

test("what finds no place in the handshake is resumed after it, in portions", async () => {
  peer.answer = ({ payload: { requestId } }, socket) =>
    reply(socket, "sync:resumed", { replayed: 0, reset: [], requestId });
  const positions = { missions: 3, ...seen(2_500) };
  peer.client(remembering(positions));
  await until("the portions", () => peer.received.length === 2);
  const first = Object.keys(peer.handshakes[0]?.resume ?? {});
  const portions = [first, ...peer.received.map(named)];
  expect(portions.map(({ length }) => length)).toEqual([1_000, 1_000, 501]);
  expect(portions.flat().sort()).toEqual(Object.keys(positions).sort());
  expect(first).toContain("rooms/2499");
  expect(first).toContain("missions");
});

test("what comes live before its replay is delivered once and in its turn", async () => {
  const client = peer.client(remembering(seen(1_001)));
  const places: string[] = [];
  client.on("room:memberJoined", (_, { topic, seq }) => places.push(`${topic} ${seq}`));
  peer.answer = ({ payload: { requestId } }, socket) => {
    for (const seq of [8, 9]) emit(socket, said("rooms/0", seq));
    for (const seq of [6, 7, 8, 9]) emit(socket, said("rooms/0", seq));
    emit(socket, said("rooms/1", 7));
    reply(socket, "sync:resumed", { replayed: 4, reset: [], requestId });
    emit(socket, said("rooms/0", 10));
  };
  await until("the last event", () => places.includes("rooms/0 10"));
  expect(places).toEqual(["rooms/0 6", "rooms/0 7", "rooms/0 8", "rooms/0 9", "rooms/1 7", "rooms/0 10"]);
});

test("a portion is asked for again when the server says so, with what has changed since", async () => {
  peer.answer = ({ payload: { requestId } }, socket) => {
    if (peer.received.length > 1) return reply(socket, "sync:resumed", { replayed: 0, reset: [], requestId });
    emit(socket, said("rooms/0", 6));
    fail(socket, "sync:error", { code: "OVERLOADED", requestId });
  };
  peer.client(remembering(seen(1_001)));
  await until("the second try", () => peer.received.length === 2);
  expect(peer.received.map(({ payload }) => payload.positions)).toEqual([{ "rooms/0": 5 }, { "rooms/0": 6 }]);
});

test("a cut ends a portion, and the next connection begins anew", async () => {
  peer.answer = () => {};
  peer.client(remembering(seen(1_001)));
  await until("the portion", () => peer.received.length === 1);
  peer.cut();
  await until("the next portion", () => peer.received.length === 2);
  expect(new Set(peer.received.map(({ payload }) => payload.requestId)).size).toBe(2);
  expect(peer.received.map(named)).toEqual([["rooms/0"], ["rooms/0"]]);
});

test("a topic that the server will not resume begins anew", async () => {
  const client = peer.client(remembering(seen(1_001)));
  const places: number[] = [];
  client.on("room:memberJoined", (_, { seq = 0 }) => places.push(seq));
  peer.answer = ({ payload: { requestId } }, socket) =>
    fail(socket, "sync:error", { code: "UNKNOWN_EVENT", retryable: false, requestId });
  await until("the refusal", () => peer.received.length === 1);
  await until("an event", () => {
    for (const socket of peer.sockets) emit(socket, said("rooms/0", 9));
    return places.length > 0;
  });
  expect(places).toEqual([9]);
});
