import { EventEmitter } from "node:events";

export class TaggedClient extends EventEmitter {
  constructor(url: string, options?: { retryAfter?: number });
  readonly user: { id: string; name: string } | undefined;
  readonly messages: Map<string, Record<string, unknown>>;
  readonly typing: Set<string>;
  readonly presence: Map<string, string>;
  connect(): Promise<void>;
  subscribe(channelId: string): string;
  unsubscribe(channelId: string): string;
  ping(): Promise<void>;
  send(event: { type: string; [field: string]: unknown }): string;
  cut(): void;
  close(): void;
}
