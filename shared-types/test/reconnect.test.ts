import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ConnectionState, ParlanceClient, ParlanceError } from "../src/index.js";
import { fail, Peer, reply } from "./support/peer.js";
import { until } from "./support/until.js";

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});
afterEach(() => peer.stop());

const connected = (client: ParlanceClient) => until("the connection", () => client.state === "connected");
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "resolved",
    (error: ParlanceError) => error.code,
  );

/** Answers nothing on the first connection, everything on later ones. */
function answerAfterReconnect(name: string, payload: object): void {
  peer.answer = (command, socket) => {
    if (peer.handshakes.length > 1 && command.name === name) {
      reply(socket, command.name === "chat:send" ? "chat:response" : command.name, {
        ...payload,
        requestId: command.payload.requestId,
      });
    }
  };
}

test("a request cut off is sent again once, with the same requestId, in order", async () => {
  const client = peer.client();
  answerAfterReconnect("chat:send", { response: "Echo: hi", logs: [], sessionId: "s", runId: "r" });
  const answers = ["one", "two", "three"].map((message) => client.request("chat:send", { sessionId: "s", message }));
  await until("the commands", () => peer.received.length === 3);
  peer.cut();
  expect((await Promise.all(answers)).map(({ response }) => response)).toEqual(["Echo: hi", "Echo: hi", "Echo: hi"]);
  const sent = peer.commands("chat:send").map(({ payload }) => payload);
  expect(sent).toHaveLength(6);
  expect(sent.slice(3)).toEqual(sent.slice(0, 3));
});

test("a reply told before the connection event settles its request, which is not sent again", async () => {
  const client = peer.client();
  peer.answer = () => {};
  const run = client.request("chat:send", { sessionId: "s", message: "m" });
  const { payload } = await until("the command", () => peer.received[0]);
  peer.beforeWelcome = (socket) => fail(socket, "chat:error", { code: "AGENT_FAILED", requestId: payload.requestId });
  peer.cut();
  expect(await codeOf(run)).toBe("AGENT_FAILED");
  await until("the welcome", () => client.state === "connected" && peer.handshakes.length === 2);
  peer.answer = (command, socket) =>
    reply(socket, command.name, { sessions: [], requestId: command.payload.requestId });
  await client.request("session:list", {});
  expect(peer.received.map(({ name }) => name)).toEqual(["chat:send", "session:list"]);
});

test("auth:* is not sent twice", async () => {
  const client = peer.client();
  await connected(client);
  const answer = codeOf(client.request("auth:info", {}));
  await until("the command", () => peer.received[0]);
  peer.cut();
  expect(await answer).toBe("DISCONNECTED");
});

test("requests made while the connection is away are sent once", async () => {
  const client = peer.client();
  await connected(client);
  peer.cut();
  await until("the loss", () => client.state === "reconnecting");
  await client.request("session:list", {});
  await client.request("session:list", {});
  expect(peer.commands("session:list")).toHaveLength(2);
});

test("a dead line that nobody noticed yet does not double a request", async () => {
  await peer.stop();
  peer = new Peer({ pingInterval: 100, pingTimeout: 100 });
  const client = peer.client();
  await connected(client);
  Bun.sleepSync(400); // As a laptop that slept: the stock client now buffers what it is given, and sends it at the next connect.
  const answer = client.request("session:list", {});
  await answer;
  expect(peer.handshakes.length).toBe(2);
  await client.request("session:list", {});
  expect(peer.commands("session:list")).toHaveLength(2);
});

test("a disconnect by the server is followed by a reconnect, and another, and another", async () => {
  const client = peer.client();
  const states: ConnectionState[] = [];
  client.onState((state) => states.push(state));
  for (let connection = 1; connection <= 3; connection++) {
    await until("a connection", () => client.state === "connected" && peer.handshakes.length === connection);
    peer.disconnect();
    await until("its end", () => client.state === "reconnecting");
  }
  expect((await client.request("session:list", {})).sessions).toEqual([]);
  const once = ["connected", "reconnecting"] as const;
  expect(states).toEqual([...once, ...once, ...once, "connected"]);
});

test("refused credentials close the client at once; new ones open it again", async () => {
  let token = "bad";
  peer.admit = (auth) =>
    auth.token === "good"
      ? undefined
      : Object.assign(new Error("Unknown token."), { data: { code: "UNAUTHENTICATED" } });
  const client = peer.client({ auth: () => ({ token }) });
  const causes: (ParlanceError | undefined)[] = [];
  client.onState((_, cause) => causes.push(cause));
  expect(await codeOf(client.request("session:list", {}))).toBe("UNAUTHENTICATED");
  expect(client.state).toBe("closed");
  expect(causes).toMatchObject([{ code: "UNAUTHENTICATED", message: "Unknown token." }]);
  expect(await codeOf(client.request("session:list", {}))).toBe("CLIENT_CLOSED");

  token = "good";
  client.connect();
  client.connect();
  expect((await client.request("session:list", {})).sessions).toEqual([]);
  expect(peer.handshakes).toEqual([{ token: "bad" }, { token: "good" }]);
});

test("a server that refuses because it is busy is tried again, not before it said", async () => {
  let refusedAt = 0;
  peer.admit = () => {
    if (refusedAt !== 0) return undefined;
    refusedAt = Date.now();
    return Object.assign(new Error("Come back later."), { data: { code: "OVERLOADED", retryAfterMs: 300 } });
  };
  const client = peer.client();
  const causes: (string | undefined)[] = [];
  client.onState((state, cause) => causes.push(`${state} ${cause?.code}`));
  await client.request("session:list", {});
  expect(Date.now() - refusedAt).toBeGreaterThanOrEqual(290);
  expect(causes).toEqual(["connecting UNREACHABLE", "connected undefined"]);
});

test("a server that is not there yet is found when it comes", async () => {
  const { url } = peer;
  await peer.stop();
  const client = peer.client({ url });
  const failures: unknown[] = [];
  client.onState((state, cause) => failures.push([state, cause?.code]));
  await until("failed attempts", () => failures.length >= 2);
  expect(failures[0]).toEqual(["connecting", "UNREACHABLE"]);
  const answer = client.request("session:list", {});
  peer = new Peer({}, Number(new URL(url).port));
  expect((await answer).sessions).toEqual([]);
  client.close();
});

test("close ends everything, also while it reconnects", async () => {
  const client = peer.client();
  await connected(client);
  peer.disconnect();
  await until("the loss", () => client.state === "reconnecting");
  const answer = codeOf(client.request("session:list", {}));
  client.close();
  client.close();
  expect([client.state, await answer]).toEqual(["closed", "CLIENT_CLOSED"]);
  await connected(peer.client({ socketOptions: { reconnectionDelay: 300 } }));
  await Bun.sleep(200); // Longer than any delay of the closed client: an absence has no event to wait for.
  expect(peer.handshakes).toHaveLength(2);
});
