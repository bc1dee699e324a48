import type { Meta, ParlanceClient, ServerMessage } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import { describeFailure } from "../lib/failure.ts";
import type { MissionsEvent, Told, WatchEvent } from "./events.ts";
import { seen } from "./network.ts";

/** How long events are gathered before the page is told: a log of thousands of lines is a few changes of the page. */
const GATHER_MS = 40;

/** The actor that tells the story of one mission: all that was, then what is live, each event once. */
export const missionWatch = (client: ParlanceClient) => {
  let left: Promise<unknown> = Promise.resolve();
  return fromCallback<MissionsEvent, { missionId: string }>(({ sendBack, input }) => {
    const watch = new Watch(client, input.missionId, sendBack);
    let isOver = false;
    // Only when the last one has left its topics: what they still tell would come again in the replay.
    void left.then(() => {
      if (!isOver) watch.begin();
    });
    return () => {
      isOver = true;
      left = watch.end();
    };
  });
};

const runTopic = (runId: string): string => `forge_sessions/${runId}`;

/**
 * Follows `missions/{id}`, which names the forge sessions, and the topic of each of them: none has more in it than is
 * wanted, however many missions there are. Their text is no durable event: a subscription tells it from its beginning.
 */
class Watch {
  readonly #client: ParlanceClient;
  readonly #missionId: string;
  readonly #tell: (event: WatchEvent) => void;
  readonly #topic: string;
  readonly #followed = new Set<string>();
  readonly #ended = new Set<string>();
  #unfollowed: string[] = [];
  #gathered: Told[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #offs: readonly (() => void)[] = [];
  #isLoading = false;
  #isReplayed = false;

  constructor(client: ParlanceClient, missionId: string, tell: (event: WatchEvent) => void) {
    this.#client = client;
    this.#missionId = missionId;
    this.#tell = tell;
    this.#topic = `missions/${missionId}`;
  }

  begin(): void {
    this.#offs = [
      this.#client.onAny((message, meta) => this.#hear(message, meta)),
      this.#client.on("connection", () => void this.#load()),
    ];
    if (this.#client.state === "connected") void this.#load();
  }

  /** Resolves when nothing of it is told any more. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#offs.length === 0) return;
    for (const off of this.#offs) off();
    const running = [...this.#followed].filter((runId) => !this.#ended.has(runId)).map(runTopic);
    const leave = (topic: string) => this.#client.request("subscription:unsubscribe", { topic });
    await Promise.allSettled([this.#topic, ...running].map(leave));
  }

  /** At the beginning, and after each cut: events are resumed by themselves, the text of a session is not. */
  async #load(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      const mission = seen(await this.#client.request("mission:getStatus", { missionId: this.#missionId }));
      this.#tell({ type: "mission.seen", mission });
      if (!this.#isReplayed) await this.#client.request("sync:resume", { positions: { [this.#topic]: 0 } });
      this.#isReplayed = true;
      if (mission.currentRunId !== undefined) this.#find(mission.currentRunId);
      await this.#follow();
      await this.#readText();
      this.#flush();
      this.#tell({ type: "story.ready" });
    } catch (error) {
      this.#tell({ type: "story.failed", failure: describeFailure(error) });
    } finally {
      this.#isLoading = false;
    }
  }

  #hear(message: ServerMessage, { topic, requestId }: Meta): void {
    if (message.type === "sync:reset" && this.#isMine(message.payload.topic)) this.#tell({ type: "story.cut" });
    if (requestId !== undefined || !isTold(message)) return;
    const { runId } = message.payload;
    if (runId === undefined) return;
    if (message.type === "mission:progress") {
      if (topic !== this.#topic) return;
      this.#find(runId);
    } else if (!this.#followed.has(runId) || (topic !== undefined && topic !== runTopic(runId))) {
      return;
    }
    if (message.type === "forge:completed") this.#ended.add(runId);
    this.#gathered.push(message);
    this.#timer ??= setTimeout(() => this.#flush(), GATHER_MS);
  }

  #isMine(topic: string): boolean {
    return topic === this.#topic || [...this.#followed].some((runId) => topic === runTopic(runId));
  }

  #find(runId: string): void {
    if (!this.#followed.has(runId) && !this.#unfollowed.includes(runId)) this.#unfollowed.push(runId);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#gathered;
    this.#gathered = [];
    if (events.length > 0) this.#tell({ type: "story.told", events });
    if (this.#unfollowed.length > 0 && !this.#isLoading) void this.#load();
  }

  /** The sessions that are new to this page, from their beginning. */
  async #follow(): Promise<void> {
    while (this.#unfollowed.length > 0) {
      const runIds = this.#unfollowed;
      this.#unfollowed = [];
      for (const runId of runIds) this.#followed.add(runId);
      await this.#client.request("sync:resume", {
        positions: Object.fromEntries(runIds.map((runId) => [runTopic(runId), 0])),
      });
    }
  }

  async #readText(): Promise<void> {
    const newest = [...this.#followed].at(-1);
    if (newest === undefined || this.#ended.has(newest)) return;
    await this.#client.request("subscription:subscribe", { topic: runTopic(newest) });
  }
}

const TOLD: readonly string[] = [
  "mission:progress",
  "forge:started",
  "forge:log",
  "forge:tokenUsage",
  "forge:toolExecution",
  "forge:completed",
  "chat:delta",
] satisfies Told["type"][];

const isTold = (message: ServerMessage): message is Told => TOLD.includes(message.type);
