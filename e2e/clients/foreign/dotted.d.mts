import type { EventEmitter } from "node:events";

export interface DottedMessage {
  type: string;
  data: Record<string, unknown>;
}

export class DottedClient {
  constructor(url: string);
  readonly received: DottedMessage[];
  /** `open`, `message`, `close`. */
  readonly events: EventEmitter;
  send(type: string, data: object): string;
  refresh(refreshToken: string): string;
  join(room: string): string;
  leave(room: string): string;
  say(scope: string, body: string, parentId?: string): string;
  edit(messageId: string, newBody: string): string;
  delete(messageId: string, mode: "soft" | "hard"): string;
  read(messageId: string, room: string): string;
  react(messageId: string, reaction: string, action: "add" | "remove", scope: string): string;
  type(scope: string, typing: boolean): string;
  offer(targetId: string, callType: "audio" | "video" | "screen", sdp: unknown): string;
  hangUp(targetId: string, reason: string): string;
  look(status: "online" | "away" | "busy" | "offline"): string;
  ping(): void;
  close(): void;
}
