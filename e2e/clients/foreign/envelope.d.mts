import { EventEmitter } from "node:events";

type Payload = Record<string, unknown>;

export class EnvelopeClient extends EventEmitter {
  constructor(url: string, options?: { retryAfter?: number });
  connect(): Promise<void>;
  authenticate(token: string): Promise<Payload>;
  sessionInfo(): Promise<Payload>;
  ping(): Promise<Payload>;
  subscribe(topic: string, filters?: Payload): Promise<Payload>;
  unsubscribe(topic: string): Promise<Payload>;
  subscriptions(): Promise<string[]>;
  missionStatus(id: string): Promise<Payload>;
  steer(how: string, id: string): Promise<Payload>;
  command(type: string, payload: Payload): Promise<Payload>;
  sendRaw(message: Payload): void;
  cut(): void;
  close(): void;
}
