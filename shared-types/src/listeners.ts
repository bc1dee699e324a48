import type { ServerMessage } from "../generated/events.js";
import { type EventName, type EventPayload, isMessageOf, type Meta, metaOf } from "./protocol.js";

export type Listener<Event extends EventName> = (payload: EventPayload<Event>, meta: Meta) => void;
export type AnyListener = (message: ServerMessage, meta: Meta) => void;
/** Ends a subscription; a second call does nothing. */
export type Off = () => void;

/** Who wants to know about which event, in the order in which they said so. */
export class Listeners {
  readonly #listeners = new Set<AnyListener>();

  on<Event extends EventName>(event: Event, listener: Listener<Event>): Off {
    return this.onAny((message, meta) => {
      if (isMessageOf(event, message)) listener(message.payload, meta);
    });
  }

  onAny(listener: AnyListener): Off {
    return subscribe(this.#listeners, (message, meta) => listener(message, meta));
  }

  deliver(message: ServerMessage): void {
    const meta = metaOf(message);
    callEach(this.#listeners, (listener) => listener(message, meta));
  }
}

export function subscribe<Item>(set: Set<Item>, item: Item): Off {
  set.add(item);
  return () => set.delete(item);
}

/** Calls all listeners; what one of them throws is the app's to see, and does not keep the others from being called. */
export function callEach<Item>(listeners: Iterable<Item>, call: (listener: Item) => void): void {
  for (const listener of [...listeners]) {
    try {
      call(listener);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
