// A client of the message types of seed 001 (WsEnvelope, commands, responses, events), written from that
// text alone: it knows `ws` and the envelopes, and nothing of the server that it talks to.
import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import WebSocket from "ws";

/** A command that was answered by `error`. */
export class CommandError extends Error {
  constructor({ code, message, details }) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Emits `event.mission`, `event.forge` and `event.system` with their payloads, and `failed` for errors that answer nothing. */
export class EnvelopeClient extends EventEmitter {
  #url;
  #retryAfter;
  #socket;
  #closing = false;
  /** What waits for a reply, by the id of the command. */
  #waiting = new Map();
  /** The topics, each with its filters. */
  #subscribed = new Map();

  constructor(url, { retryAfter = 100 } = {}) {
    super();
    this.#url = url;
    this.#retryAfter = retryAfter;
  }

  /** Connects, and from then on again whenever the connection breaks. */
  async connect() {
    this.#open();
    await once(this, "connected");
  }

  authenticate(token) {
    return this.command("authenticate", { command: "authenticate", token });
  }

  sessionInfo() {
    return this.command("session_info", { command: "get_info" });
  }

  ping() {
    return this.command("ping", { command: "ping" });
  }

  /** Hears of a topic, also after the connection broke. */
  subscribe(topic, filters) {
    this.#subscribed.set(topic, filters);
    return this.command("subscribe", { command: "subscribe", topic, filters });
  }

  unsubscribe(topic) {
    this.#subscribed.delete(topic);
    return this.command("unsubscribe", { command: "unsubscribe", topic });
  }

  async subscriptions() {
    return (await this.command("list_subscriptions", { command: "list_subscriptions" })).subscriptions;
  }

  missionStatus(id) {
    return this.command("mission_status", { command: "get_status", mission_id: id });
  }

  /** `how` is start, pause, resume or cancel. */
  steer(how, id) {
    return this.command(`mission_${how}`, { command: how, mission_id: id });
  }

  /** Sends a command; resolves with the payload of what answers it. */
  command(type, payload) {
    const id = randomUUID();
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.sendRaw({ id, type, timestamp: new Date().toISOString(), payload });
    });
  }

  sendRaw(message) {
    this.#socket.send(JSON.stringify(message));
  }

  /** The network goes away. */
  cut() {
    this.#socket.terminate();
  }

  close() {
    this.#closing = true;
    this.#socket.close(1000);
  }

  #open() {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.on("open", async () => {
      const topics = [...this.#subscribed];
      await Promise.all(topics.map(([topic, filters]) => this.subscribe(topic, filters)));
      this.emit("connected");
    });
    socket.on("message", (data) => this.#take(JSON.parse(data.toString())));
    // What went wrong is followed by `close`.
    socket.on("error", () => {});
    socket.on("close", (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the connection broke"));
      this.#waiting.clear();
      this.emit("closed", code);
      if (!this.#closing) setTimeout(() => this.#open(), this.#retryAfter);
    });
  }

  #take(message) {
    const waiting = this.#waiting.get(message.reply_to);
    this.#waiting.delete(message.reply_to);
    if (message.type === "error") {
      const error = new CommandError(message.payload);
      if (waiting) waiting.reject(error);
      else this.emit("failed", error);
    } else if (waiting) {
      waiting.resolve(message.payload);
    } else {
      this.emit(message.type, message.payload);
    }
  }
}
