import { isRecord } from "./protocol.js";

/** The last `seq` seen of each topic: what `auth.resume` tells the server (contract, section 5). */
export type Positions = Readonly<Record<string, number>>;

/** Where positions outlive the client. Neither function may throw. */
export interface PositionStore {
  /** Called once, when the client is made. */
  load(): Positions;
  /** Called at most every 250 ms, and when the client is closed. */
  save(positions: Positions): void;
}

const runTopic = "forge_sessions/";
const maxEndedRuns = 50;
/** Beyond this the topics that were silent longest are forgotten: their history must be loaded anew. */
const maxTopics = 5_000;
const saveEveryMs = 250;

/** The positions of one client, bounded, and the filter that lets each durable event through once. */
export class PositionLog {
  /** In the order of their last change, oldest first. */
  readonly #seqs: Map<string, number>;
  readonly #runningRuns = new Set<string>();
  readonly #store: PositionStore | undefined;
  #saveTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(store?: PositionStore) {
    this.#store = store;
    this.#seqs = new Map(Object.entries(store?.load() ?? {}));
  }

  /** Whether the event at `seq` has been delivered already. */
  has(topic: string, seq: number): boolean {
    return seq <= (this.#seqs.get(topic) ?? 0);
  }

  record(topic: string, seq: number, event: string): void {
    if (topic.startsWith(runTopic)) {
      if (event === "forge:completed") this.#runningRuns.delete(topic);
      else this.#runningRuns.add(topic);
    }
    this.set(topic, seq);
  }

  /** Moves a position to where the server says that it is, backwards too. */
  set(topic: string, seq: number): void {
    this.#seqs.delete(topic);
    this.#seqs.set(topic, seq);
    this.#prune();
    this.#scheduleSave();
  }

  /** The server cannot resume from the position. A head of 0 is that of a topic that the reader may not see. */
  reset(topic: string, headSeq: number): void {
    if (headSeq === 0) this.forget(topic);
    else this.set(topic, headSeq);
  }

  /** Moves a position to where a snapshot of the topic stands, never backwards. */
  advance(topic: string, seq: number): void {
    if (!this.has(topic, seq) || !this.#seqs.has(topic)) this.set(topic, seq);
  }

  /** The client may not see the topic any more, or does not want to. */
  forget(topic: string): void {
    if (this.#seqs.delete(topic)) this.#scheduleSave();
  }

  current(): Positions {
    return Object.fromEntries(this.#seqs);
  }

  /** The positions of these topics, as far as they are known. */
  of(topics: readonly string[]): Positions {
    const known = topics.map((topic): [string, number | undefined] => [topic, this.#seqs.get(topic)]);
    return Object.fromEntries(known.filter((entry): entry is [string, number] => entry[1] !== undefined));
  }

  save(): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = undefined;
    this.#store?.save(this.current());
  }

  /** A run that ended gets no more events, so of those only the latest are worth their place in the handshake. */
  #prune(): void {
    const ended = [...this.#seqs.keys()].filter((topic) => topic.startsWith(runTopic) && !this.#runningRuns.has(topic));
    for (const topic of ended.slice(0, Math.max(0, ended.length - maxEndedRuns))) this.#seqs.delete(topic);
    const [oldest] = this.#seqs.keys();
    if (this.#seqs.size > maxTopics && oldest !== undefined) {
      this.#seqs.delete(oldest);
      this.#runningRuns.delete(oldest);
    }
  }

  #scheduleSave(): void {
    if (this.#store === undefined) return;
    this.#saveTimer ??= setTimeout(() => this.save(), saveEveryMs);
  }
}

/**
 * Positions in the page's `localStorage` under `key`, for an app that keeps what it received across reloads.
 * Where storage is full or forbidden, positions live as long as the page.
 */
export function localStoragePositions(key: string): PositionStore {
  return {
    load() {
      try {
        return positionsIn(JSON.parse(localStorage.getItem(key) ?? "{}"));
      } catch {
        return {}; // Storage is forbidden, or another hand wrote there: as if nothing had been seen yet.
      }
    },
    save(positions) {
      try {
        localStorage.setItem(key, JSON.stringify(positions));
      } catch {
        // Storage is full or forbidden. The next page replays more than it has to, and loses nothing.
      }
    },
  };
}

function positionsIn(value: unknown): Positions {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => isSeq(entry[1])));
}

function isSeq(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
