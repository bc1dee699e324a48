/** Answers of an agent against the real server: they stream, survive a reconnect, and are given once. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { applyDelta, createClient, type ParlanceClient, type ParlanceError } from "../../src/index.js";
import { Line } from "../support/line.js";
import { Server } from "../support/server.js";
import { until } from "../support/until.js";

const patient = 20_000;
const message = "Grüße 😀 from a train that goes through tunnels.";
const answer = `Echo: ${message}`;

let server: Server;
let line: Line;
let clients: ParlanceClient[];

beforeEach(async () => {
  server = await Server.start("file");
  line = await Line.to(() => server.url);
  clients = [];
}, patient);
afterEach(async () => {
  for (const client of clients) client.close();
  line.close();
  await server.stop();
});

async function connect(url: string): Promise<ParlanceClient> {
  const client = createClient({ url, socketOptions: { reconnectionDelay: 50, reconnectionDelayMax: 200 } });
  clients.push(client);
  await until("the connection", () => client.state === "connected");
  return client;
}

/** What a page shows of a session: the answer as it streams, and the messages. */
function watch(client: ParlanceClient) {
  const seen = { text: "", gaps: 0, messages: [] as string[], places: [] as string[], ended: [] as string[] };
  client.on("chat:delta", (delta) => {
    const result = applyDelta(seen.text, delta);
    seen.text = result.text;
    if (result.gap) seen.gaps++;
  });
  client.on("chat:message", ({ body }) => seen.messages.push(body));
  client.on("forge:completed", ({ status }) => seen.ended.push(status));
  client.onAny((_, { topic, seq, requestId }) => {
    if (requestId === undefined && topic !== undefined) seen.places.push(`${topic} ${seq}`);
  });
  return seen;
}

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "resolved",
    (error: ParlanceError) => error.code,
  );

test(
  "an answer streams, and its reply is what was streamed",
  async () => {
    const client = await connect(server.url);
    const seen = watch(client);
    const { id: sessionId } = await client.request("session:create", { model: "slow" });
    const reply = await client.request("chat:send", { sessionId, message });
    expect(reply).toMatchObject({ response: answer, sessionId });
    expect(seen).toMatchObject({ text: answer, gaps: 0, messages: [message, answer], ended: ["completed"] });
    expect(new Set(seen.places).size).toBe(seen.places.length);
  },
  patient,
);

test(
  "an answer survives a cut line: given once, and shown whole",
  async () => {
    const client = await connect(line.url);
    const seen = watch(client);
    const { id: sessionId } = await client.request("session:create", { model: "slow" });
    const reply = client.request("chat:send", { sessionId, message });
    await until("the first words", () => seen.text.length > 8);
    line.cut();
    await until("the loss", () => client.state === "reconnecting");
    line.restore();
    await until("the reconnect", () => client.state === "connected");
    const { run } = await client.request("session:switch", { sessionId });
    expect(run?.status).toBe("running");

    expect((await reply).response).toBe(answer);
    expect(seen).toMatchObject({ text: answer, messages: [message, answer], ended: ["completed"] });
    expect(new Set(seen.places).size).toBe(seen.places.length);
    const { messages } = await client.request("session:history", { sessionId });
    expect(messages.map(({ body }) => body)).toEqual([message, answer]);
  },
  patient,
);

test(
  "what happened while the line was cut is replayed, and the answer of the retried request is the stored one",
  async () => {
    const client = await connect(line.url);
    const witness = await connect(server.url);
    const [seen, seenByWitness] = [watch(client), watch(witness)];
    const { id: sessionId } = await client.request("session:create", { model: "slow" });
    const reply = client.request("chat:send", { sessionId, message });
    await until("the first words", () => seen.text.length > 8);
    line.cut();
    await until("the end of the run", () => seenByWitness.ended[0]);
    expect(seen.ended).toEqual([]);
    line.restore();
    expect((await reply).response).toBe(answer);
    expect(seen).toMatchObject({ messages: [message, answer], ended: ["completed"] });
    expect([...seen.places].sort()).toEqual([...seenByWitness.places].sort());
  },
  patient,
);

test(
  "a change whose reply was lost is executed once",
  async () => {
    const client = await connect(line.url);
    const witness = await connect(server.url);
    const created: string[] = [];
    witness.on("session:created", ({ id }) => created.push(id));
    line.deafen();
    const reply = client.request("session:create", {});
    await until("the change", () => created[0]);
    line.cut();
    line.restore();
    expect((await reply).id).toBe(created[0] ?? "none");
    const { sessions } = await witness.request("session:list", {});
    expect(sessions).toHaveLength(2);
    expect(created).toHaveLength(1);
  },
  patient,
);

test(
  "a stopped run rejects with CANCELLED, whoever stopped it",
  async () => {
    const [asker, stopper] = [await connect(server.url), await connect(server.url)];
    const seen = watch(asker);
    const { id: sessionId } = await asker.request("session:create", { model: "slow" });
    const run = codeOf(asker.request("chat:send", { sessionId, message }));
    await until("the first words", () => seen.text);
    expect((await stopper.request("chat:stop", { sessionId })).runId).toBeString();
    expect(await run).toBe("CANCELLED");
    expect((await stopper.request("chat:stop", { sessionId })).runId).toBeNull();
  },
  patient,
);

test(
  "a run that a crash of the server cut off fails, and the client goes on",
  async () => {
    const client = await connect(line.url);
    const seen = watch(client);
    const { id: sessionId } = await client.request("session:create", { model: "slow" });
    const run = codeOf(client.request("chat:send", { sessionId, message }));
    await until("the first words", () => seen.text);
    await server.kill();
    await server.run();
    expect(await run).toBe("AGENT_FAILED");
    await until("the end of the run", () => seen.ended[0]);
    expect(seen.ended).toEqual(["failed"]);
    expect((await client.request("session:history", { sessionId })).messages.map(({ body }) => body)).toContain(
      message,
    );
  },
  patient,
);
