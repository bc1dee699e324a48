import type { ServerMessage } from "../generated/events.js";
import type { Filters } from "../generated/types.js";
import type { PositionLog, Positions } from "./positions.js";

/** Topics whose events have no place in a log: nothing of them can be resumed. */
const withoutSeq: readonly string[] = ["system"];

/**
 * What this client is subscribed to, so that every connection takes up where the last one ended: a topic is resumed by
 * its position in the handshake, with its filters; one that has no position is subscribed to again.
 */
export class Subscriptions {
  readonly #filters = new Map<string, Filters | undefined>();

  /** Keeps subscriptions, and the positions of their topics, in step with the server's replies. */
  follow(message: ServerMessage, positions: PositionLog): void {
    switch (message.type) {
      case "subscription:subscribed": {
        const { topic, filters, headSeq } = message.payload;
        this.#filters.set(topic, filters);
        if (!withoutSeq.includes(topic)) positions.advance(topic, headSeq);
        break;
      }
      case "subscription:unsubscribed":
        this.forget(message.payload.topic);
        positions.forget(message.payload.topic);
    }
  }

  /** `auth.filters` of a handshake that resumes these positions. */
  filtersOf(resumed: Positions): Readonly<Record<string, Filters>> {
    const known = Object.keys(resumed).map((topic) => [topic, this.#filters.get(topic)] as const);
    return Object.fromEntries(known.filter((entry): entry is [string, Filters] => entry[1] !== undefined));
  }

  /** The payloads of `subscription:subscribe` for what the handshake did not resume. */
  lost(resumed: Positions): { topic: string; filters?: Filters }[] {
    const topics = [...this.#filters].filter(([topic]) => !(topic in resumed));
    return topics.map(([topic, filters]) => (filters === undefined ? { topic } : { topic, filters }));
  }

  forget(topic: string): void {
    this.#filters.delete(topic);
  }
}
