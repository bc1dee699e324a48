import { afterEach, beforeEach, expect, test } from "bun:test";
import type { ParlanceError } from "../src/index.js";
import { fail, Peer, reply } from "./support/peer.js";
import { until } from "./support/until.js";

let peer: Peer;
beforeEach(() => {
  peer = new Peer();
});
afterEach(() => peer.stop());

const rejection = (promise: Promise<unknown>): Promise<ParlanceError> =>
  promise.then(
    () => Promise.reject(new Error("the request succeeded")),
    (error: ParlanceError) => error,
  );

test("a request resolves with the payload of its reply", async () => {
  const answer = await peer.client().request("session:list", {});
  expect(answer).toMatchObject({ sessions: [] });
  const [command] = peer.commands("session:list");
  expect(command?.payload.requestId).toBe(answer.requestId);
});

test("replies find their requests in any order", async () => {
  const held: (() => void)[] = [];
  peer.answer = ({ name, payload }, socket) => {
    held.push(() =>
      reply(socket, "session:switched", {
        session: { id: payload.sessionId },
        messages: [],
        requestId: payload.requestId,
      }),
    );
    if (name === "session:switch" && held.length === 3) for (const send of held.reverse()) send();
  };
  const client = peer.client();
  const ids = ["one", "two", "three"];
  const answers = await Promise.all(ids.map((sessionId) => client.request("session:switch", { sessionId })));
  expect(answers.map(({ session }) => session.id)).toEqual(ids);
});

test("requests made before the connection wait for it, in order, and for the connection event", async () => {
  peer.welcomes = false;
  const client = peer.client();
  const answers = [1, 2, 3].map((limit) => client.request("session:history", { sessionId: "s", limit }));
  const about = client.request("auth:info", {});
  await until("the command that may come first", () => peer.commands("auth:info")[0]);
  expect(peer.received).toHaveLength(1);

  peer.answer = ({ name, payload }, socket) => {
    if (name === "session:history")
      reply(socket, "session:history", { messages: [], hasMore: false, requestId: payload.requestId });
  };
  for (const socket of peer.sockets) {
    peer.welcome(socket);
    reply(socket, "auth:info", { connectionId: socket.id, requestId: peer.received[0]?.payload.requestId });
  }
  await Promise.all([...answers, about]);
  expect(peer.commands("session:history").map(({ payload }) => payload.limit)).toEqual([1, 2, 3]);
});

test("an error reply rejects with all that it says", async () => {
  const details = [{ path: "/message", rule: "length", message: "Say something." }];
  peer.answer = ({ payload }, socket) =>
    fail(socket, "chat:error", {
      code: "VALIDATION_ERROR",
      retryable: false,
      retryAfterMs: 9,
      details,
      requestId: payload.requestId,
    });
  const error = await rejection(peer.client().request("chat:send", { sessionId: "s", message: "" }));
  expect(error).toMatchObject({
    name: "ParlanceError",
    code: "VALIDATION_ERROR",
    message: "It went wrong.",
    retryable: false,
    retryAfterMs: 9,
    details,
  });
  expect(error.requestId).toBe(peer.received[0]?.payload.requestId);
});

test("the bare error of a server that knows no such namespace rejects too", async () => {
  peer.answer = ({ payload }, socket) => fail(socket, "error", { code: "UNKNOWN_EVENT", requestId: payload.requestId });
  expect(await rejection(peer.client().request("presence:ping", {}))).toMatchObject({ code: "UNKNOWN_EVENT" });
});

test("neither another's reply nor another event with the id settles a request", async () => {
  peer.answer = ({ payload: { requestId } }, socket) => {
    reply(socket, "session:list", { sessions: [{ id: "wrong" }], requestId: crypto.randomUUID() });
    reply(socket, "session:created", { id: "wrong", requestId });
    reply(socket, "session:list", { sessions: [{ id: "right" }], requestId: requestId?.toUpperCase() });
  };
  const { sessions } = await peer.client().request("session:list", {});
  expect(sessions.map(({ id }) => id)).toEqual(["right"]);
});

test("a request times out with a local code; its late reply still reaches listeners", async () => {
  const client = peer.client({ timeoutMs: 30 });
  peer.answer = () => {};
  const error = await rejection(client.request("session:list", {}));
  expect(error).toMatchObject({ code: "REQUEST_TIMEOUT", retryable: true });

  const late: (string | undefined)[] = [];
  client.on("session:list", (_, { requestId }) => late.push(requestId));
  await until("the command", () => peer.received[0]);
  for (const socket of peer.sockets) reply(socket, "session:list", { sessions: [], requestId: error.requestId });
  await until("the late reply", () => late[0]);
  expect(late).toEqual([error.requestId]);
});

test("the timeout also bounds the wait for a connection", async () => {
  peer.welcomes = false;
  expect(await rejection(peer.client({ timeoutMs: 30 }).request("session:list", {}))).toMatchObject({
    code: "REQUEST_TIMEOUT",
  });
  expect(peer.received).toEqual([]);
});

test("chat:send waits longer than other requests, unless told not to", async () => {
  const client = peer.client({ timeoutMs: 10 });
  peer.answer = () => {};
  let settled = false;
  const run = client.request("chat:send", { sessionId: "s", message: "m" }).finally(() => (settled = true));
  await rejection(client.request("session:list", {}, { timeoutMs: 60 }));
  expect(settled).toBe(false);
  expect(
    await rejection(client.request("chat:send", { sessionId: "s", message: "m" }, { timeoutMs: 10 })),
  ).toMatchObject({ code: "REQUEST_TIMEOUT" });
  client.close();
  expect(await rejection(run)).toMatchObject({ code: "CLIENT_CLOSED" });
});

test("an AbortSignal ends the wait, before and after sending", async () => {
  const client = peer.client();
  peer.answer = () => {};
  const reason = new Error("the page is gone");
  expect(await rejection(client.request("session:list", {}, { signal: AbortSignal.abort(reason) }))).toMatchObject({
    code: "ABORTED",
  });

  const controller = new AbortController();
  const waiting = client.request("session:list", {}, { signal: controller.signal });
  await until("the command", () => peer.received[0]);
  controller.abort(reason);
  expect(await rejection(waiting)).toMatchObject({ code: "ABORTED", retryable: false, cause: reason });
  expect(peer.received).toHaveLength(1);
});

test("the caller's requestId is used, once at a time", async () => {
  const client = peer.client();
  const requestId = "0198f3a0-0000-7000-8000-00000000000a";
  const first = client.request("session:list", {}, { requestId });
  expect(await rejection(client.request("session:list", {}, { requestId: requestId.toUpperCase() }))).toMatchObject({
    code: "DUPLICATE_REQUEST_ID",
  });
  expect((await first).requestId).toBe(requestId);
  expect((await client.request("session:list", {}, { requestId })).requestId).toBe(requestId);
});

test("a full queue and a closed client refuse at once", async () => {
  peer.welcomes = false;
  const client = peer.client();
  const waiting = Array.from({ length: 1_000 }, () => rejection(client.request("session:list", {})));
  expect(await rejection(client.request("session:list", {}))).toMatchObject({
    code: "TOO_MANY_REQUESTS",
    retryable: true,
  });
  client.close();
  for (const error of await Promise.all(waiting)) expect(error.code).toBe("CLIENT_CLOSED");
  expect(await rejection(client.request("session:list", {}))).toMatchObject({ code: "CLIENT_CLOSED" });
});
