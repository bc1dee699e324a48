import type { EventEmitter } from "node:events";

export interface WebSocketMessage {
  type: string;
  payload: Record<string, unknown>;
  timestamp: number;
  messageId: string;
  priority?: number;
}

export class WebSocketClient {
  constructor(url: string, token: string);
  readonly received: WebSocketMessage[];
  readonly closes: number[];
  /** `open`, `message`, `close`. */
  readonly events: EventEmitter;
  send(type: string, payload: object, more?: object): string;
  joinRoom(roomId: string): string;
  leaveRoom(roomId: string): string;
  sendMessage(roomId: string, content: string, metadata?: object, priority?: number): string;
  updateTask(taskId: string, status: string, progress: number, metadata: object): string;
  assignTask(taskId: string, assigneeId: string, priority: number): string;
  close(): void;
}
