import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { randomUUID } from "node:crypto";
import type { EventEmitter } from "node:events";
import { io, type Socket } from "socket.io-client";
import { Server } from "../support/server.ts";
import { EnvelopeClient } from "./foreign/envelope.mjs";
import { TaggedClient } from "./foreign/tagged.mjs";

type Payload = Record<string, unknown>;

/** How long an event may take, in milliseconds. */
const patience = 10_000;

let server: Server;
let ann: Socket;

beforeAll(async () => {
  // Sockets alone: any folder will do for the pages.
  server = await Server.start({ webRoot: import.meta.dirname });
});

beforeEach(async () => {
  ann = io(server.url, { forceNew: true, auth: { userId: "ann" }, reconnectionDelay: 100, reconnectionDelayMax: 100 });
  await told(ann, "connection", () => true);
});

afterEach(() => {
  ann.disconnect();
});

afterAll(async () => {
  const brokenPromises = await server.brokenPromises();
  await server.dispose();
  expect(brokenPromises).toBe(0);
});

/** The first event of this name that fits, as the client emits it from now on. */
function told(client: EventEmitter | Socket, name: string, fits: (event: Payload) => boolean): Promise<Payload> {
  const emitter = client as EventEmitter;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => end(() => reject(new Error(`waited in vain for ${name}`))), patience);
    const listen = (event: Payload) => {
      if (fits(event)) end(() => resolve(event));
    };
    const end = (settle: () => void) => {
      clearTimeout(timer);
      emitter.off(name, listen);
      settle();
    };
    emitter.on(name, listen);
  });
}

/** What the Socket.IO client is told of an event. */
async function annHears(name: string, fits: (payload: Payload) => boolean): Promise<Payload> {
  const event = await told(ann, name, ({ payload }) => fits(payload as Payload));
  return event["payload"] as Payload;
}

/** The Socket.IO client's command, carried out. */
async function ask(name: string, payload: Payload): Promise<Payload> {
  const answer = await ann.timeout(patience).emitWithAck(name, { ...payload, requestId: randomUUID() });
  expect(answer).toMatchObject({ ok: true });
  return answer.data;
}

async function room(kind: "text" | "voice" = "text"): Promise<string> {
  return String((await ask("room:create", { name: "Room", kind, visibility: "public" }))["id"]);
}

function url(dialect: string, user = "bo"): string {
  return `${server.url.replace("http", "ws")}/ws/${dialect}?user=${user}`;
}

/** kill -9 and a new start; the Socket.IO client is back when this is done. */
async function restart(): Promise<void> {
  await server.kill();
  await server.startAgain();
  if (!ann.connected) await told(ann, "connect", () => true);
}

describe("a client of the tagged protocol", () => {
  let bo: TaggedClient;

  beforeEach(async () => {
    bo = new TaggedClient(url("tagged"));
    await bo.connect();
  });

  afterEach(() => bo.close());

  test("hears of messages as they are made, changed and deleted", async () => {
    const channel = await room();
    bo.subscribe(channel);
    await bo.ping();
    const created = told(bo, "message_create", () => true);
    const { message } = (await ask("chat:send", { roomId: channel, body: "hello" })) as { message: { id: string } };
    await created;
    expect(bo.messages.get(message.id)).toMatchObject({ channel_id: channel, content: "hello" });
    const updated = told(bo, "message_update", () => true);
    await ask("chat:edit", { messageId: message.id, newBody: "hello, all" });
    await updated;
    expect(bo.messages.get(message.id)).toMatchObject({ channel_id: channel, content: "hello, all" });
    const deleted = told(bo, "message_delete", () => true);
    await ask("chat:delete", { messageId: message.id, mode: "soft" });
    await deleted;
    expect(bo.messages.has(message.id)).toBe(false);
  });

  test("types, sees who types and who is away", async () => {
    const channel = await room();
    bo.subscribe(channel);
    await bo.ping();
    const heard = annHears("chat:typingUpdated", ({ userId, typing }) => userId === "bo" && typing === true);
    bo.send({ type: "typing", channel_id: channel });
    expect(await heard).toMatchObject({ roomId: channel });
    const typing = told(bo, "typing_start", () => true);
    await ask("chat:typing", { roomId: channel, typing: true });
    const { user_id } = (await typing) as { user_id: string };
    expect(bo.typing.has(`${channel} ${user_id}`)).toBe(true);
    const away = told(bo, "presence_update", (event) => event["status"] === "away");
    await ask("presence:set", { status: "away" });
    await away;
    expect(bo.presence.get(user_id)).toBe("away");
  });

  test("answers an offer by the id that it was told", async () => {
    const channel = await room("voice");
    await ask("voice:join", { roomId: channel });
    bo.subscribe(channel);
    const joined = annHears("voice:userJoined", () => true);
    bo.send({ type: "voice_join", channel_id: channel });
    expect(await joined).toMatchObject({ roomId: channel, user: { id: "bo" } });
    const answer = annHears("voice:answer", () => true);
    await ask("voice:offer", { roomId: channel, targetId: "bo", sdp: "v=0 offer" });
    expect(await answer).toEqual({ roomId: channel, userId: "bo", sdp: "v=0 answer" });
    const left = annHears("voice:userLeft", () => true);
    bo.send({ type: "voice_leave", channel_id: channel });
    expect(await left).toEqual({ roomId: channel, userId: "bo" });
  });

  test("is told what went wrong, by the id of its message", async () => {
    const failed = told(bo, "failed", () => true);
    const id = bo.subscribe(randomUUID());
    expect(await failed).toMatchObject({ id, code: "CHANNEL_NOT_FOUND" });
  });

  test("subscribes again when it comes back", async () => {
    const channel = await room();
    bo.subscribe(channel);
    await bo.ping();
    for (const [body, outage] of [
      ["after a cut", async () => bo.cut()],
      ["after a crash", restart],
    ] as const) {
      const back = told(bo, "ready", () => true);
      await outage();
      await back;
      await bo.ping();
      const created = told(bo, "message_create", ({ message }) => (message as Payload)["content"] === body);
      await ask("chat:send", { roomId: channel, body });
      await created;
    }
  });
});

describe("a client of the envelope protocol", () => {
  let watcher: EnvelopeClient;

  beforeEach(async () => {
    watcher = new EnvelopeClient(url("envelope", "ann"));
    await watcher.connect();
  });

  afterEach(() => watcher.close());

  async function mission(model: string, prompt = "do it"): Promise<string> {
    const made = await ask("mission:create", { name: "Work", model, specs: [{ id: "spec-1", prompt }] });
    return String(made["id"]);
  }

  test("asks who it is and what it is subscribed to", async () => {
    expect(await watcher.ping()).toEqual({ timestamp: expect.any(String) });
    expect(await watcher.subscribe("missions")).toEqual({ success: true });
    expect(await watcher.subscribe("system")).toEqual({ success: true });
    expect(await watcher.subscriptions()).toEqual(["missions", "system"]);
    expect(await watcher.unsubscribe("system")).toEqual({ success: true });
    expect(await watcher.sessionInfo()).toMatchObject({ authenticated: true, user_id: expect.any(String) });
  });

  test("follows a mission that a Socket.IO client made, and steers it", async () => {
    await watcher.subscribe("missions", { event_types: ["created", "completed"] });
    await watcher.subscribe("forge_sessions");
    const created = told(watcher, "event.mission", ({ event }) => event === "created");
    const id = await mission("echo");
    expect(await created).toEqual({ event: "created", mission_id: id, name: "Work" });
    const started = told(watcher, "event.forge", ({ event }) => event === "started");
    const completed = told(watcher, "event.mission", ({ event }) => event === "completed");
    expect(await watcher.steer("start", id)).toEqual({ success: true });
    expect(await started).toMatchObject({ mission_id: id, spec_id: "spec-1", session_id: expect.any(String) });
    expect(await completed).toMatchObject({ mission_id: id, success: true });
    expect(await watcher.missionStatus(id)).toMatchObject({ status: "completed", completed_specs: 1, total_specs: 1 });
    const slow = await mission("slow", "do it ".repeat(1_000));
    const cancelled = annHears("mission:statusChanged", ({ newStatus }) => newStatus === "cancelled");
    await ask("subscription:subscribe", { topic: "missions" });
    for (const how of ["start", "pause", "resume", "cancel"]) {
      expect(await watcher.steer(how, slow)).toEqual({ success: true });
    }
    expect(await cancelled).toMatchObject({ missionId: slow });
  });

  test("is told what went wrong", async () => {
    await expect(watcher.missionStatus(randomUUID())).rejects.toMatchObject({ code: "not_found" });
    await expect(watcher.command("fly", {})).rejects.toMatchObject({
      code: "invalid_message",
      message: "Unknown message type: fly",
    });
    const failed = told(watcher, "failed", () => true);
    watcher.sendRaw({ id: "seven", type: "ping", payload: { command: "ping" } });
    expect(await failed).toMatchObject({ code: "invalid_message" });
  });

  test("hears what is said in a room", async () => {
    const id = await room();
    await watcher.subscribe(`rooms/${id}`);
    const message = told(watcher, "event.chat", ({ event }) => event === "message");
    await ask("chat:send", { roomId: id, body: "hello" });
    expect(await message).toMatchObject({ message: { room_id: id, body: "hello" } });
  });

  test("subscribes again when it comes back", async () => {
    await watcher.subscribe("missions", { event_types: ["created"] });
    for (const outage of [async () => watcher.cut(), restart]) {
      const back = new Promise<void>((done) => watcher.once("connected", done));
      await outage();
      await back;
      expect(await watcher.subscriptions()).toEqual(["missions"]);
      const created = told(watcher, "event.mission", () => true);
      const id = await mission("echo");
      expect(await created).toMatchObject({ event: "created", mission_id: id });
    }
  });
});
