// A client written from the text of seed 002 alone: its "Client Implementation Example" with a way to send and to
// listen. It knows nothing of this project.
import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import WebSocket from "ws";

export class WebSocketClient {
  reconnectAttempts = 0;
  maxReconnectAttempts = 5;
  /** Every message of the server, in its order. */
  received = [];
  /** The code of every close. */
  closes = [];
  events = new EventEmitter();

  constructor(url, token) {
    this.url = url;
    this.token = token;
    this.connect();
  }

  connect() {
    this.ws = new WebSocket(`${this.url}?token=${this.token}`);
    this.setupEventHandlers();
  }

  setupEventHandlers() {
    this.ws.onopen = () => this.events.emit("open");
    this.ws.onmessage = (event) => this.handleMessage(event);
    this.ws.onclose = (event) => this.handleClose(event);
    this.ws.onerror = () => {};
  }

  handleMessage(event) {
    this.received.push(JSON.parse(event.data));
    this.events.emit("message");
  }

  handleClose(event) {
    this.closes.push(event.code);
    this.events.emit("close");
    if (event.code !== 1000 && !this.left) {
      this.reconnect();
    }
  }

  async reconnect() {
    if (this.reconnectAttempts >= this.maxReconnectAttempts) {
      throw new Error("Max reconnection attempts reached");
    }
    const delay = Math.min(1000 * 1.5 ** this.reconnectAttempts, 30000);
    await new Promise((resolve) => setTimeout(resolve, delay));
    this.reconnectAttempts++;
    if (!this.left) this.connect();
  }

  /** Sends a message; its messageId. */
  send(type, payload, more = {}) {
    const message = { type, payload, timestamp: Date.now(), messageId: randomUUID(), ...more };
    this.ws.send(JSON.stringify(message));
    return message.messageId;
  }

  joinRoom(roomId) {
    return this.send("joinRoom", { roomId });
  }

  leaveRoom(roomId) {
    return this.send("leaveRoom", { roomId });
  }

  sendMessage(roomId, content, metadata = { type: "text" }, priority = 2) {
    return this.send("message", { roomId, content, metadata }, { priority });
  }

  updateTask(taskId, status, progress, metadata) {
    return this.send("taskUpdate", { taskId, status, progress, metadata });
  }

  assignTask(taskId, assigneeId, priority) {
    return this.send("taskAssign", { taskId, assigneeId, priority });
  }

  close() {
    this.left = true;
    this.ws.close(1000);
  }
}
