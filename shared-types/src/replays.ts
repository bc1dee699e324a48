import type { ServerMessage } from "../generated/events.js";
import type { PositionLog, Positions } from "./positions.js";

/** The part of a topic that is to be heard again. */
interface Replay {
  /** The last `seq` that has been. */
  heard: number;
  /** The position as the request was made: what follows had not been heard, and counts as ever. */
  until: number;
}

/** What `sync:resume` asks to hear again although it was heard before: each event once more, and no more. */
export class Replays {
  readonly #asked = new Map<string, Positions>();
  readonly #open = new Map<string, Replay>();

  begin(requestId: string, asked: Positions, log: PositionLog): void {
    const known = log.current();
    this.#asked.set(requestId.toLowerCase(), asked);
    for (const [topic, seq] of Object.entries(asked)) {
      this.#open.set(topic, { heard: seq, until: known[topic] ?? seq });
    }
  }

  /** Whether an event that was heard before is to be heard again. */
  takes(topic: string, seq: number): boolean {
    const replay = this.#open.get(topic);
    if (replay === undefined || seq <= replay.heard || seq > replay.until) return false;
    replay.heard = seq;
    return true;
  }

  /** What was resumed stays so: a topic in which nothing has happened yet goes on from where it was asked for. */
  follow(message: ServerMessage, log: PositionLog): void {
    if (message.type !== "sync:resumed" && message.type !== "sync:error") return;
    const { requestId } = message.payload;
    const asked = this.#asked.get(requestId.toLowerCase()) ?? {};
    this.#asked.delete(requestId.toLowerCase());
    for (const [topic, seq] of Object.entries(asked)) {
      this.#open.delete(topic);
      const isResumed = message.type === "sync:resumed" && !message.payload.reset.includes(topic);
      if (isResumed) log.advance(topic, seq);
    }
  }
}
