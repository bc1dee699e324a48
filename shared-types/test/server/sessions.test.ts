/** The typed client against the real server: requests, typed errors, events for other devices. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { contract, createClient, type ParlanceClient, type ParlanceError } from "../../src/index.js";
import { Server } from "../support/server.js";
import { until } from "../support/until.js";

let server: Server;
const clients: ParlanceClient[] = [];

/** A client of `userId`: the tests do not see each other's sessions. */
async function connect(userId: string): Promise<ParlanceClient> {
  const client = createClient({ url: server.url, auth: { userId } });
  clients.push(client);
  await until("the connection", () => client.state === "connected");
  return client;
}

const rejection = (promise: Promise<unknown>): Promise<ParlanceError> =>
  promise.then(
    () => Promise.reject(new Error("the request succeeded")),
    (error: ParlanceError) => error,
  );

beforeAll(async () => {
  server = await Server.start();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.stop();
});

test("the server speaks the contract that these types were generated from", async () => {
  const client = await connect("info");
  expect(client.info).toMatchObject({ status: "connected", contract, user: { id: "info" }, resume: { replayed: 0 } });
  expect(client.info?.sessions).toHaveLength(1);
  expect(await client.request("auth:info", {})).toMatchObject({
    connectionId: client.info?.connectionId,
    authenticated: true,
  });
  expect(await client.request("presence:ping", {})).toHaveProperty("heads");
});

test("sessions are created, renamed, listed and deleted", async () => {
  const client = await connect("sessions");
  const created = await client.request("session:create", { model: "slow" });
  expect(created.model).toBe("slow");
  await client.request("session:rename", { sessionId: created.id, title: "Zoë's 😀" });
  const { sessions } = await client.request("session:list", {});
  expect(sessions.map(({ id, title }) => [id, title])).toContainEqual([created.id, "Zoë's 😀"]);
  await client.request("session:delete", { sessionId: created.id });
  const after = await client.request("session:list", {});
  expect(after.sessions.map(({ id }) => id)).not.toContain(created.id);
});

test("an error of the server arrives typed, with every broken rule", async () => {
  const client = await connect("errors");
  const requestId = crypto.randomUUID();
  const invalid = await rejection(client.request("session:rename", { sessionId: "s", title: "" }, { requestId }));
  expect(invalid).toMatchObject({ code: "VALIDATION_ERROR", retryable: false, requestId });
  expect(invalid.details.map(({ path, rule }) => [path, rule])).toContainEqual(["/title", "length"]);
  expect(await rejection(client.request("session:switch", { sessionId: crypto.randomUUID() }))).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("the same requestId with another payload is a conflict, with the same one the stored reply", async () => {
  const client = await connect("conflict");
  const requestId = crypto.randomUUID();
  const first = await client.request("session:create", {}, { requestId });
  expect(await client.request("session:create", {}, { requestId })).toEqual(first);
  expect(await rejection(client.request("session:create", { model: "slow" }, { requestId }))).toMatchObject({
    code: "CONFLICT",
  });
});

test("another device of the user is told, the caller gets the reply alone", async () => {
  const [caller, other] = [await connect("devices"), await connect("devices")];
  const [toCaller, toOther]: (string | undefined)[][] = [[], []];
  caller.on("session:created", ({ id }, meta) => toCaller?.push(`${id} ${meta.requestId}`));
  other.on("session:created", ({ id }, meta) => toOther?.push(`${id} ${meta.requestId}`));
  const { id, requestId } = await caller.request("session:create", {});
  await until("the event", () => toOther?.length);
  await caller.request("session:list", {});
  expect([toCaller, toOther]).toEqual([[`${id} ${requestId}`], [`${id} undefined`]]);
});
