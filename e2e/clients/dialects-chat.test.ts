import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { io, type Socket } from "socket.io-client";
import { Server } from "../support/server.ts";
import { DottedClient, type DottedMessage } from "./foreign/dotted.mjs";
import { WebSocketClient, type WebSocketMessage } from "./foreign/prioritized.mjs";

interface Account {
  user: { id: string };
  accessToken: string;
  refreshToken: string;
}

interface Told {
  type: string;
  payload: Record<string, unknown>;
}

/** How long a message may take, in milliseconds. */
const patience = 10_000;

let server: Server;
let ann: Account;
let bo: Account;
let socket: Socket;
/** What Ann was told. */
const told: Told[] = [];
const arrivals = new EventEmitter();
let roomId: string;
const open: { close(): void }[] = [];

beforeAll(async () => {
  server = await Server.start({ config: '\n[auth]\nmode = "local"\n' });
  ann = await register("ann");
  bo = await register("bob");
  socket = io(server.url, { transports: ["websocket"], auth: { token: ann.accessToken }, forceNew: true });
  socket.onAny((_, message: Told) => {
    told.push(message);
    arrivals.emit("message");
  });
  roomId = String((await ask("room:create", { name: "Lobby", visibility: "public" })).id);
});

// A server that was started again knows the room, but not that Ann listens.
beforeEach(() => ask("room:join", { roomId }));

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

afterAll(async () => {
  const brokenPromises = await server.brokenPromises();
  socket.disconnect();
  await server.dispose();
  expect(brokenPromises).toBe(0);
});

async function register(username: string): Promise<Account> {
  const answer = await fetch(`${server.url}/api/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password: "correct horse battery" }),
  });
  return (await answer.json()) as Account;
}

/** What a command of Ann's is answered. */
async function ask(name: string, payload: object): Promise<Record<string, unknown>> {
  const answer = await socket.emitWithAck(name, { ...payload, requestId: randomUUID() });
  expect(answer).toMatchObject({ ok: true });
  return answer.data;
}

/** The first thing that fits, come already or yet to come. */
async function find<T>(all: () => T[], arrivals: EventEmitter, name: string, fits: (one: T) => boolean) {
  const signal = AbortSignal.timeout(patience);
  for (;;) {
    const found = all().find(fits);
    if (found) return found;
    if (signal.aborted) throw new Error(`${name} did not come; what came: ${JSON.stringify(all())}`);
    await once(arrivals, "message", { signal }).catch(() => {});
  }
}

/** The payload of the first event that Ann was told and that fits. */
async function heard(type: string, fits: (payload: Record<string, unknown>) => boolean) {
  return (
    await find(
      () => told,
      arrivals,
      type,
      (one) => one.type === type && fits(one.payload),
    )
  ).payload;
}

describe("the client of seed 002", () => {
  function arrive(token = bo.accessToken): WebSocketClient {
    const client = new WebSocketClient(`${server.url.replace("http", "ws")}/api/ws`, token);
    open.push(client);
    return client;
  }

  function received(client: WebSocketClient, type: string, fits: (message: WebSocketMessage) => boolean) {
    return find(
      () => client.received,
      client.events,
      type,
      (message) => message.type === type && fits(message),
    );
  }

  test("talks with a Socket.IO client", async () => {
    const client = arrive();
    await once(client.events, "open");
    client.joinRoom(roomId);
    const metadata = { type: "file", fileUrl: "/f", fileName: "a.txt" };
    const id = client.sendMessage(roomId, "hello", metadata);
    expect(await heard("chat:message", ({ body }) => body === "hello")).toMatchObject({ senderId: bo.user.id });
    const own = await received(client, "messageReceived", ({ messageId }) => messageId === id);
    expect(own.payload).toMatchObject({ messageId: id, roomId, senderId: bo.user.id, content: "hello", metadata });
    await ask("chat:send", { roomId, body: "hi" });
    const other = await received(client, "messageReceived", ({ payload }) => payload["content"] === "hi");
    expect(other.payload).toMatchObject({ roomId, senderId: ann.user.id, timestamp: expect.any(Number) });
    expect(client.received.filter(({ type }) => type === "error")).toEqual([]);
  });

  test("shares tasks with a Socket.IO client", async () => {
    await ask("subscription:subscribe", { topic: "tasks" });
    const client = arrive();
    await once(client.events, "open");
    client.joinRoom(roomId);
    const { payload } = await received(client, "healthUpdate", () => true);
    expect(payload).toMatchObject({ status: "ok", metrics: expect.any(Object) });
    const { id: taskId } = await ask("task:create", { title: "Tidy up", roomId });
    client.updateTask(String(taskId), "done", 100, { by: "bo" });
    expect(await heard("task:updated", (task) => task["id"] === taskId)).toMatchObject({ status: "done" });
    client.assignTask(String(taskId), ann.user.id, 1);
    const assigned = await received(client, "taskAssign", (message) => message.payload["taskId"] === taskId);
    expect(assigned.payload).toEqual({ taskId, assigneeId: ann.user.id, priority: 1 });
    const updated = await received(client, "taskUpdate", (message) => message.payload["progress"] === 100);
    expect(updated.payload).toEqual({ taskId, status: "done", progress: 100, metadata: { by: "bo" } });
  });

  test("is told what went wrong", async () => {
    const client = arrive();
    await once(client.events, "open");
    const id = client.joinRoom(randomUUID());
    const error = await received(client, "error", ({ messageId }) => messageId === id);
    expect(error.payload["code"]).toBe("4003");
    const stranger = arrive("nonsense");
    await once(stranger.events, "close");
    expect(stranger.received.map(({ payload }) => payload["code"])).toEqual(["4000"]);
    expect(stranger.closes).toEqual([4000]);
  });

  test("comes back by itself", async () => {
    const client = arrive();
    await once(client.events, "open");
    const back = once(client.events, "close").then(() => once(client.events, "open"));
    await server.kill();
    await server.startAgain();
    await back;
    client.joinRoom(roomId);
    const id = client.sendMessage(roomId, "back again");
    await received(client, "messageReceived", ({ messageId }) => messageId === id);
  });
});

describe("the client of seed 003", () => {
  async function arrive(): Promise<DottedClient> {
    const address = server.url.replace("http", "ws");
    const client = new DottedClient(`${address}/ws/dotted?token=${bo.accessToken}`);
    open.push(client);
    await once(client.events, "open");
    return client;
  }

  function received(client: DottedClient, type: string, fits: (data: DottedMessage["data"]) => boolean) {
    return find(
      () => client.received,
      client.events,
      type,
      (one) => one.type === type && fits(one.data),
    ).then(({ data }) => data);
  }

  async function acked(client: DottedClient, id: string): Promise<unknown> {
    return (await received(client, "ack", ({ op_id }) => op_id === id))["data"];
  }

  test("talks with a Socket.IO client", async () => {
    const client = await arrive();
    await acked(client, client.join(roomId));
    await acked(client, client.say(roomId, "helo, dots"));
    const message = await received(client, "chat.message", ({ body }) => body === "helo, dots");
    expect(message).toMatchObject({ room: roomId, sender_id: bo.user.id });
    const id = String(message["id"]);
    client.edit(id, "hello, dots");
    await heard("chat:edited", ({ body }) => body === "hello, dots");
    client.react(id, "👍", "add", roomId);
    await heard("chat:reactionUpdated", ({ reaction }) => reaction === "👍");
    client.type(roomId, true);
    await heard("chat:typingUpdated", ({ userId, typing }) => userId === bo.user.id && typing === true);
    const sent = await ask("chat:send", { roomId, body: "hi", parentId: id });
    const reply = (sent["message"] as { id: string }).id;
    expect(await received(client, "chat.message", ({ body }) => body === "hi")).toMatchObject({ parent_id: id });
    await acked(client, client.read(reply, roomId));
    await acked(client, client.delete(id, "soft"));
    expect(await received(client, "chat.deleted", () => true)).toEqual({
      message_id: id,
      deleted_at: expect.any(String),
    });
  });

  test("is seen, calls, and pings", async () => {
    const client = await arrive();
    await acked(client, client.join(roomId));
    client.look("busy");
    await heard("presence:updated", ({ userId, status }) => userId === bo.user.id && status === "busy");
    client.offer(ann.user.id, "audio", { type: "offer", sdp: "v=0" });
    await heard("call:offer", ({ fromUser }) => fromUser === bo.user.id);
    client.hangUp(ann.user.id, "never mind");
    await heard("call:end", ({ reason }) => reason === "never mind");
    client.ping();
    expect(await received(client, "presence.pong", () => true)).toEqual({ timestamp: expect.any(String) });
    expect(client.received.filter(({ type }) => type === "error")).toEqual([]);
  });

  test("refreshes its token, and is told what went wrong", async () => {
    const client = await arrive();
    const tokens = await acked(client, client.refresh(bo.refreshToken));
    expect(tokens).toMatchObject({ access_token: expect.any(String), refresh_token: expect.any(String) });
    const id = client.join(randomUUID());
    const error = await received(client, "error", ({ op_id }) => op_id === id);
    expect(error).toMatchObject({ code: "NOT_FOUND", message: expect.any(String) });
  });
});
