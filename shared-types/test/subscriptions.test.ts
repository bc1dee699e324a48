/** What the client does about subscriptions, shown on a peer whose handshakes and commands are seen. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ParlanceClient, ServerMessage } from "../src/index.js";
import { fail, Peer, type Received, reply } from "./support/peer.js";
import { until } from "./support/until.js";

let peer: Peer;
let client: ParlanceClient;
let heads: Record<string, number>;
beforeEach(() => {
  heads = {};
  peer = new Peer();
  peer.answer = (command, socket) => {
    const { requestId, topic, filters } = command.payload;
    const headSeq = heads[String(topic)] ?? 0;
    if (command.name === "subscription:subscribe")
      reply(socket, "subscription:subscribed", { topic, filters, headSeq, requestId });
    if (command.name === "subscription:unsubscribe") reply(socket, "subscription:unsubscribed", { topic, requestId });
    if (command.name === "presence:ping") reply(socket, "presence:pong", { timestamp: "", heads: {}, requestId });
  };
  client = peer.client();
});
afterEach(() => peer.stop());

async function reconnected(): Promise<Record<string, unknown> | undefined> {
  const before = peer.handshakes.length;
  peer.cut();
  await until("the reconnect", () => peer.handshakes.length > before && client.state === "connected");
  return peer.handshakes.at(-1);
}

const started = (seq: number): ServerMessage => ({
  type: "mission:started",
  topic: "missions",
  seq,
  payload: { missionId: `m${seq}` },
});

/** Answers `sync:resume` with these events of the topic `missions`. */
function replayOf(...seqs: number[]): (command: Received) => void {
  return ({ name, payload: { requestId } }) => {
    if (name !== "sync:resume") return;
    for (const seq of seqs) peer.emit(started(seq));
    for (const socket of peer.sockets) reply(socket, "sync:resumed", { replayed: seqs.length, reset: [], requestId });
  };
}

function heard(): string[] {
  const missions: string[] = [];
  client.on("mission:started", ({ missionId }) => missions.push(missionId));
  return missions;
}

test("a topic is resumed from the head that was named, silent or not, with its filters", async () => {
  heads = { missions: 7 };
  const filters = { missionId: "m", eventTypes: ["mission:completed"] as "mission:completed"[] };
  await client.request("subscription:subscribe", { topic: "missions", filters });
  await client.request("subscription:subscribe", { topic: "forge_sessions/r" });
  expect(await reconnected()).toEqual({
    resume: { missions: 7, "forge_sessions/r": 0 },
    filters: { missions: filters },
  });
  expect(peer.commands("subscription:subscribe")).toHaveLength(2);
});

test("new filters take the place of the old ones, and none of any", async () => {
  await client.request("subscription:subscribe", { topic: "missions", filters: { missionId: "m" } });
  await client.request("subscription:subscribe", { topic: "missions" });
  expect(await reconnected()).toEqual({ resume: { missions: 0 } });
});

test("subscribing again never moves a position backwards", async () => {
  heads = { missions: 7 };
  await client.request("subscription:subscribe", { topic: "missions" });
  peer.emit(started(8));
  await client.request("subscription:subscribe", { topic: "missions" });
  expect(await reconnected()).toEqual({ resume: { missions: 8 } });
});

test("what was unsubscribed is forgotten", async () => {
  await client.request("subscription:subscribe", { topic: "missions", filters: { missionId: "m" } });
  await client.request("subscription:unsubscribe", { topic: "missions" });
  expect(await reconnected()).toEqual({});
  expect(peer.commands("subscription:subscribe")).toHaveLength(1);
});

test("a topic without a log is subscribed to again at each connection", async () => {
  await client.request("subscription:subscribe", { topic: "system", filters: { eventTypes: [] } });
  expect(await reconnected()).toEqual({});
  await until("the second subscription", () => peer.commands("subscription:subscribe").length === 2);
  await reconnected();
  const subscribed = await until("the third", () => peer.commands("subscription:subscribe")[2]);
  expect(subscribed.payload).toMatchObject({ topic: "system", filters: { eventTypes: [] } });
});

test("a topic that cannot be resumed is subscribed to again, and given up when it is refused", async () => {
  await client.request("subscription:subscribe", { topic: "missions/m" });
  peer.beforeWelcome = (socket) => reply(socket, "sync:reset", { topic: "missions/m", headSeq: 0 });
  peer.answer = ({ name, payload: { requestId } }, socket) => {
    if (name === "subscription:subscribe") fail(socket, "subscription:error", { code: "NOT_FOUND", requestId });
  };
  await reconnected();
  await until("the second try", () => peer.commands("subscription:subscribe").length === 2);
  peer.beforeWelcome = () => {};
  expect(await reconnected()).toEqual({});
  await reconnected();
  expect(peer.commands("subscription:subscribe")).toHaveLength(2);
});

test("what was heard before is heard again when it is asked for, each event once", async () => {
  heads = { missions: 3 };
  const missions = heard();
  await client.request("subscription:subscribe", { topic: "missions" });
  peer.emit(started(4));
  await until("the live event", () => missions.length === 1);
  peer.answer = (command) => {
    if (command.name === "sync:resume") peer.emit(started(5)); // It happens before the server has read the request.
    replayOf(1, 2, 3, 4, 5)(command);
  };
  await client.request("sync:resume", { positions: { missions: 0 } });
  expect(missions).toEqual(["m4", "m5", "m1", "m2", "m3", "m4"]);
  peer.emit(started(4));
  peer.emit(started(6));
  await until("what comes next", () => missions.length === 7);
  expect(await reconnected()).toEqual({ resume: { missions: 6 } });
});

test("a replay that was cut off goes on where it was, and doubles nothing", async () => {
  heads = { missions: 3 };
  const missions = heard();
  await client.request("subscription:subscribe", { topic: "missions" });
  peer.answer = ({ name }) => {
    if (name === "sync:resume") for (const seq of [1, 2]) peer.emit(started(seq));
  };
  const resumed = client.request("sync:resume", { positions: { missions: 0 } });
  await until("a part of it", () => missions.length === 2);
  peer.answer = replayOf(1, 2, 3);
  await reconnected();
  await resumed;
  expect(missions).toEqual(["m1", "m2", "m3"]);
});

test("a topic that was resumed in silence is resumed again, one that was reset is not", async () => {
  peer.answer = ({ name, payload: { requestId } }, socket) => {
    if (name !== "sync:resume") return;
    reply(socket, "sync:reset", { topic: "missions/gone", headSeq: 0 });
    reply(socket, "sync:resumed", { replayed: 0, reset: ["missions/gone"], requestId });
  };
  await client.request("sync:resume", { positions: { "missions/m": 0, "missions/gone": 0 } });
  expect(await reconnected()).toEqual({ resume: { "missions/m": 0 } });
});
