import { afterEach, beforeEach, expect, test } from "bun:test";
import { type ContractMismatch, contract, type ParlanceClient, type Positions } from "../src/index.js";
import { emit, Peer, reply } from "./support/peer.js";
import { until } from "./support/until.js";

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});
afterEach(() => peer.stop());

const connected = (client: ParlanceClient) => until("the connection", () => client.state === "connected");
const logLine = (data: string) => ({ sessionId: "s", runId: "r", data, level: "info" }) as const;
const topic = "forge_sessions/r";

test("on gets payload and place of its event until it is switched off", async () => {
  const client = peer.client();
  const seen: unknown[] = [];
  const off = client.on("log", (payload, meta) => seen.push([payload.data, meta]));
  await connected(client);
  peer.emit({ type: "chat:delta", payload: { sessionId: "s", runId: "r", offset: 0, text: "not for on(log)" } });
  peer.emit({ type: "log", payload: logLine("one"), topic, seq: 1 });
  await until("the line", () => seen[0]);
  off();
  off();
  const all: string[] = [];
  client.onAny((message) => all.push(message.type));
  peer.emit({ type: "log", payload: logLine("two"), topic, seq: 2 });
  await until("the second line", () => all[0]);
  expect(seen).toEqual([["one", { topic, seq: 1 }]]);
});

test("a durable event comes once; ephemeral ones and other topics are not filtered", async () => {
  const client = peer.client();
  const lines: string[] = [];
  let deltas = 0;
  client.on("log", ({ data }) => lines.push(data));
  client.on("chat:delta", () => deltas++);
  await connected(client);
  for (const seq of [1, 2, 2, 1, 4]) peer.emit({ type: "log", payload: logLine(`${seq}`), topic, seq });
  peer.emit({ type: "log", payload: logLine("other"), topic: "forge_sessions/other", seq: 1 });
  for (let round = 0; round < 3; round++)
    peer.emit({ type: "chat:delta", payload: { sessionId: "s", runId: "r", offset: 0, text: "x" } });
  await until("the deltas", () => deltas === 3);
  expect(lines).toEqual(["1", "2", "4", "other"]);
});

test("the seq of a reply neither moves the position nor hides the event", async () => {
  const seen: unknown[] = [];
  const client = peer.client();
  client.on("session:created", (_, meta) => seen.push(meta.requestId ?? "event"));
  peer.answer = ({ payload: { requestId } }, socket) => {
    reply(socket, "session:created", { id: "s", requestId }, { topic: "users/u", seq: 5 });
    for (const seq of [4, 5]) reply(socket, "session:created", { id: "s" }, { topic: "users/u", seq });
  };
  const { requestId } = await client.request("session:create", {});
  await until("all three", () => seen.length === 3);
  expect(seen).toEqual([requestId, "event", "event"]);
});

test("the first handshake has no resume; later ones carry the positions, and fresh credentials", async () => {
  let token = "old";
  const client = peer.client({ auth: () => ({ userId: "ada", token }) });
  await connected(client);
  peer.emit({ type: "log", payload: logLine("x"), topic, seq: 3 });
  const seen: string[] = [];
  client.on("chat:message", ({ body }) => seen.push(body));
  reply(
    await until("the socket", () => peer.sockets[0]),
    "chat:message",
    { body: "hello" },
    { topic: "rooms/s", seq: 8 },
  );
  await until("the message", () => seen[0]);
  token = "new";
  peer.cut();
  await until("the second handshake", () => peer.handshakes[1]);
  expect(peer.handshakes).toEqual([
    { userId: "ada", token: "old" },
    { userId: "ada", token: "new", resume: { [topic]: 3, "rooms/s": 8 } },
  ]);
});

test("a position is recorded after the listeners ran", async () => {
  const saved: Positions[] = [];
  const client = peer.client({
    positions: { load: () => ({ [topic]: 1 }), save: (positions) => saved.push(positions) },
  });
  client.on("log", () => client.close());
  await connected(client);
  peer.emit({ type: "log", payload: logLine("x"), topic, seq: 2 });
  await until("the close", () => client.state === "closed");
  expect(saved[0]).toEqual({ [topic]: 1 });
  await until("the save behind the listener", () => saved.at(-1)?.[topic] === 2);
  expect(peer.handshakes[0]).toEqual({ resume: { [topic]: 1 } });
});

test("sync:reset moves the position and is told to the app", async () => {
  const client = peer.client({ positions: { load: () => ({ [topic]: 90 }), save: () => {} } });
  const seen: unknown[] = [];
  client.on("sync:reset", (payload) => seen.push(payload));
  client.on("log", ({ data }) => seen.push(data));
  await connected(client);
  peer.emit({ type: "sync:reset", payload: { topic, headSeq: 2 } });
  for (const seq of [2, 3]) peer.emit({ type: "log", payload: logLine(`line ${seq}`), topic, seq });
  await until("the line", () => seen[1]);
  expect(seen).toEqual([{ topic, headSeq: 2 }, "line 3"]);
});

test("what is not an envelope is passed over", async () => {
  const client = peer.client();
  const seen: string[] = [];
  client.onAny((message) => seen.push(message.type));
  await connected(client);
  const socket = await until("the socket", () => peer.sockets[0]);
  for (const nonsense of [
    undefined,
    null,
    7,
    "text",
    [],
    {},
    { type: "log" },
    { type: "log", payload: null },
    { type: "other", payload: {} },
  ]) {
    socket.emit("log", nonsense);
  }
  emit(socket, { type: "log", payload: logLine("right"), topic: "forge_sessions/r", seq: 1 });
  await until("the right one", () => seen.includes("log"));
  expect(seen).toEqual(["connection", "log"]);
});

test("info tells who this client is, and another contract is reported", async () => {
  const mismatches: ContractMismatch[] = [];
  const onContractMismatch = (mismatch: ContractMismatch) => mismatches.push(mismatch);
  const client = peer.client({ onContractMismatch });
  expect([client.state, client.info]).toEqual(["connecting", undefined]);
  await connected(client);
  expect(client.info).toMatchObject({ connectionId: peer.sockets[0]?.id, contract });
  expect(mismatches).toEqual([]);

  peer.hash = "another";
  await connected(peer.client({ onContractMismatch }));
  expect(mismatches).toEqual([{ client: contract, server: { version: "1", hash: "another" } }]);
});
