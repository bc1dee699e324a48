import { backoffDelay } from "./backoff.js";
import type { ParlanceError } from "./errors.js";
import type { PositionLog, Positions } from "./positions.js";

/** Sends `sync:resume`; settles with its reply, or rejects. */
export type SendResume = (positions: Positions, signal: AbortSignal) => Promise<unknown>;

/** Topics that one resume may name (contract, section 5). */
const portionSize = 1_000;
/** Milliseconds between attempts that the server asks to be repeated. */
const again = { min: 500, max: 10_000, jitter: 0.5 };
/** Topics in which each reader sees every `seq`, whatever filters say. */
const withoutGaps = /^rooms\//;

/**
 * Resumes the topics that find no place in the handshake, in portions, once the `connection` event has come.
 *
 * Until that is done, events of such a topic may come live although earlier ones are still missing: they are passed
 * over, for the replay brings them in their turn. So topics with gaps of their own have their place in the handshake.
 */
export class CatchUp {
  readonly #positions: PositionLog;
  readonly #waiting = new Set<string>();
  #running = new AbortController();

  constructor(positions: PositionLog) {
    this.#positions = positions;
  }

  /** The positions for a handshake; the other topics wait from now on. */
  handshake(): Positions {
    this.stop();
    const newestFirst = Object.entries(this.#positions.current()).reverse();
    const first = newestFirst.filter(([topic]) => !withoutGaps.test(topic));
    const entries = [...first, ...newestFirst.filter(([topic]) => withoutGaps.test(topic))];
    this.#waiting.clear();
    for (const [topic] of entries.slice(portionSize)) this.#waiting.add(topic);
    return Object.fromEntries(entries.slice(0, portionSize));
  }

  /** Whether an event comes before others of its topic that are still to be replayed. */
  isEarly(topic: string, seq: number): boolean {
    const position = this.#waiting.has(topic) ? this.#positions.of([topic])[topic] : undefined;
    return position !== undefined && seq > position + 1;
  }

  /** Resumes what waits, one portion after the other, until `stop`. */
  async start(send: SendResume): Promise<void> {
    this.#running = new AbortController();
    const { signal } = this.#running;
    let failures = 0;
    while (this.#waiting.size > 0 && !signal.aborted) {
      const portion = [...this.#waiting].slice(0, portionSize);
      const failure = await send(this.#positions.of(portion), signal).then(
        () => undefined,
        (error: ParlanceError) => error,
      );
      if (signal.aborted) return;
      if (failure?.retryable) {
        await pause(Math.max(failure.retryAfterMs ?? 0, backoffDelay(failures++, again)), signal);
        continue;
      }
      failures = 0;
      for (const topic of portion) {
        this.#waiting.delete(topic);
        // The server will not resume it: it begins anew, as one that this client has not seen.
        if (failure !== undefined) this.#positions.forget(topic);
      }
    }
  }

  /** The connection is gone; the next handshake sees to what still waits. */
  stop(): void {
    this.#running.abort();
  }
}

/** Waits, but not beyond the end of what is waited for. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
