import { expect, test } from "bun:test";
import type { ServerMessage } from "../src/index.js";
import { PositionLog } from "../src/positions.js";
import { followRooms } from "../src/rooms.js";
import { Peer, reply } from "./support/peer.js";
import { until } from "./support/until.js";

const room = (headSeq: number) => ({
  id: "r1",
  name: "Lobby",
  kind: "text" as const,
  visibility: "public" as const,
  createdAt: "2026-11-20T10:00:00.000Z",
  headSeq,
  memberCount: 1,
});
const joined = (headSeq: number): ServerMessage => ({
  type: "room:joined",
  payload: { room: room(headSeq), members: [], headSeq, unread: 0, reads: [], requestId: "q" },
});
const left = (userId: string): ServerMessage => ({
  type: "room:memberLeft",
  topic: "rooms/r1",
  seq: 9,
  payload: { roomId: "r1", userId },
});

function after(...messages: ServerMessage[]): PositionLog {
  const log = new PositionLog();
  for (const message of messages) followRooms(log, message, "ada");
  return log;
}

test("a room that was joined is resumed from its head, silent or not", () => {
  expect(after(joined(7)).current()).toEqual({ "rooms/r1": 7 });
  expect(after(joined(0)).current()).toEqual({ "rooms/r1": 0 });
});

test("joining again never moves a position backwards", () => {
  const log = after(joined(7));
  log.record("rooms/r1", 8, "chat:message");
  followRooms(log, joined(7), "ada");
  expect(log.current()).toEqual({ "rooms/r1": 8 });
});

test("a room is forgotten with the membership of this user, and of no other", () => {
  expect(after(joined(7), left("bob")).current()).toEqual({ "rooms/r1": 7 });
  expect(after(joined(7), left("ada")).current()).toEqual({});
  const deleted: ServerMessage = { type: "room:deleted", payload: { roomId: "r1" } };
  expect(after(joined(7), deleted).current()).toEqual({});
  const kicked = (userId: string): ServerMessage => ({ type: "room:kicked", payload: { roomId: "r1", userId } });
  expect(after(joined(7), kicked("bob")).current()).toEqual({ "rooms/r1": 7 });
  expect(after(joined(7), kicked("ada")).current()).toEqual({});
});

test("a topic that the reader may not see is not asked for again", () => {
  const log = after(joined(7));
  log.reset("rooms/r1", 0);
  expect(log.current()).toEqual({});
  log.reset("rooms/r2", 5);
  expect(log.current()).toEqual({ "rooms/r2": 5 });
});

test("a silent room is named in the handshake after a cut", async () => {
  const peer = new Peer();
  peer.answer = ({ payload }, socket) => {
    const joined = { room: room(7), members: [], headSeq: 7, unread: 0, reads: [] };
    reply(socket, "room:joined", { ...joined, requestId: payload.requestId });
  };
  const client = peer.client();
  await client.request("room:join", { roomId: "lobby" });
  peer.cut();
  await until("the reconnect", () => peer.handshakes.length === 2);
  expect(peer.handshakes.map(({ resume }) => resume)).toEqual([undefined, { "rooms/r1": 7 }]);
  await peer.stop();
});
