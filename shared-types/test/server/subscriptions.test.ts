/** Subscriptions against the real server: they outlive a cut line, with their filters, without gaps or doubles. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { createClient, type ParlanceClient } from "../../src/index.js";
import { Line } from "../support/line.js";
import { Server } from "../support/server.js";
import { until } from "../support/until.js";

const patient = 20_000;

let server: Server;
let line: Line;
let clients: ParlanceClient[];

beforeEach(async () => {
  server = await Server.start();
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

/** The events of a topic, as `seq name`. */
function story(client: ParlanceClient, of: string): string[] {
  const events: string[] = [];
  client.onAny(({ type }, { topic, seq, requestId }) => {
    if (topic === of && requestId === undefined) events.push(`${seq} ${type}`);
  });
  return events;
}

async function mission(client: ParlanceClient, model: string, specs = 1): Promise<string> {
  const named = Array.from({ length: specs }, (_, index) => ({ id: `spec-${index + 1}`, prompt: "work" }));
  return (await client.request("mission:create", { name: "Work", model, specs: named })).id;
}

test(
  "a mission that begins and ends while the line is cut is told afterwards, on a topic that was silent before",
  async () => {
    const [client, witness] = [await connect(line.url), await connect(server.url)];
    const missionId = await mission(witness, "slow");
    const topic = `missions/${missionId}`;
    const [seen, seenByWitness] = [story(client, topic), story(witness, topic)];
    for (const who of [client, witness]) await who.request("subscription:subscribe", { topic });
    line.cut();
    await until("the loss", () => client.state === "reconnecting");
    await witness.request("mission:start", { missionId });
    await until("the end", () => seenByWitness.some((event) => event.endsWith("mission:completed")), patient);
    expect(seen).toEqual([]);
    line.restore();
    await until("the same story", () => seen.length === seenByWitness.length, patient);
    expect(seen).toEqual(seenByWitness);
  },
  patient,
);

test(
  "filters hold over a cut, for what is replayed and for what is live",
  async () => {
    const [client, witness] = [await connect(line.url), await connect(server.url)];
    const [wanted, other] = [await mission(witness, "echo", 2), await mission(witness, "echo", 2)];
    const missions: string[] = [];
    client.onAny(({ payload, type }, { topic }) => {
      if (topic === "forge_sessions" && "missionId" in payload) missions.push(`${type} ${payload.missionId}`);
    });
    const ended: string[] = [];
    witness.on("mission:completed", ({ missionId }) => ended.push(missionId));
    await witness.request("subscription:subscribe", { topic: "missions" });
    const filters = { missionId: wanted, eventTypes: ["forge:completed" as const] };
    await client.request("subscription:subscribe", { topic: "forge_sessions", filters });
    line.cut();
    await until("the loss", () => client.state === "reconnecting");
    for (const missionId of [wanted, other]) await witness.request("mission:start", { missionId });
    await until("both ends", () => ended.length === 2, patient);
    line.restore();
    await until("the connection", () => client.state === "connected", patient);
    const { subscriptions } = await client.request("subscription:list", {});
    expect(subscriptions).toEqual([{ topic: "forge_sessions", filters }]);
    expect(missions).toEqual([`forge:completed ${wanted}`, `forge:completed ${wanted}`]);
  },
  patient,
);

test(
  "a late watcher hears the whole story, once, and then what is live",
  async () => {
    const [first, late] = [await connect(server.url), await connect(server.url)];
    const missionId = await mission(first, "slow", 2);
    const topic = `missions/${missionId}`;
    const [whole, seen] = [story(first, topic), story(late, topic)];
    await first.request("sync:resume", { positions: { [topic]: 0 } });
    await first.request("mission:start", { missionId });
    await until("the first spec", () => whole.some((event) => event.endsWith("mission:started")));
    await late.request("subscription:subscribe", { topic });
    await late.request("sync:resume", { positions: { [topic]: 0 } });
    const isOver = (events: string[]) => events.some((event) => event.endsWith("mission:completed"));
    await until("the end", () => isOver(whole) && isOver(seen) && seen.length === whole.length, patient);
    expect(seen).toEqual(whole);
    expect(seen.map((event) => Number.parseInt(event, 10))).toEqual(seen.map((_, index) => index + 1));
  },
  patient,
);

test(
  "a topic that was unsubscribed stays silent over a reconnect",
  async () => {
    const client = await connect(line.url);
    const seen = story(client, "missions");
    await client.request("subscription:subscribe", { topic: "missions" });
    await client.request("subscription:unsubscribe", { topic: "missions" });
    line.cut();
    await until("the loss", () => client.state === "reconnecting");
    line.restore();
    await mission(client, "echo");
    expect((await client.request("subscription:list", {})).subscriptions).toEqual([]);
    expect(seen).toEqual([]);
  },
  patient,
);
