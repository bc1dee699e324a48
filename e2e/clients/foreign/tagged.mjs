// A client of the WebSocket protocol of seed 000 (ClientEvent, ServerEvent, WsMessage), written from that
// text alone: it knows `ws` and the tagged messages, and nothing of the server that it talks to.
import { EventEmitter, once } from "node:events";
import WebSocket from "ws";

/** How often it says that it is still there, in milliseconds. */
const keepalive = 15_000;

/** Emits every server event by its type, and `failed` with `{ id, code, message }` for every error. */
export class TaggedClient extends EventEmitter {
  #url;
  #retryAfter;
  #socket;
  #pings;
  #closing = false;
  #lastId = 0;
  #subscribed = new Set();
  /** Who this client is, once the server has said so. */
  user;
  /** The messages of the channels, by id. */
  messages = new Map();
  /** Who types, as `channel user`. */
  typing = new Set();
  /** The status of users. */
  presence = new Map();

  constructor(url, { retryAfter = 100 } = {}) {
    super();
    this.#url = url;
    this.#retryAfter = retryAfter;
  }

  /** Connects, and from then on again whenever the connection breaks. Resolves when the server is ready. */
  async connect() {
    this.#open();
    await once(this, "ready");
  }

  /** Hears what happens in a channel, also after the connection broke. */
  subscribe(channelId) {
    this.#subscribed.add(channelId);
    return this.send({ type: "subscribe", channel_id: channelId });
  }

  unsubscribe(channelId) {
    this.#subscribed.delete(channelId);
    return this.send({ type: "unsubscribe", channel_id: channelId });
  }

  /** Resolves when the server has answered. */
  async ping() {
    const pong = once(this, "pong");
    this.send({ type: "ping" });
    await pong;
  }

  /** Sends a client event under an id of its own; the id, which an error would name. */
  send(event) {
    const id = `req-${++this.#lastId}`;
    this.#socket.send(JSON.stringify({ id, ...event }));
    return id;
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
    socket.on("open", () => {
      clearInterval(this.#pings);
      this.#pings = setInterval(() => this.send({ type: "ping" }), keepalive);
    });
    socket.on("message", (data) => this.#take(JSON.parse(data.toString())));
    // What went wrong is followed by `close`.
    socket.on("error", () => {});
    socket.on("close", (code) => {
      clearInterval(this.#pings);
      this.emit("closed", code);
      if (!this.#closing) setTimeout(() => this.#open(), this.#retryAfter);
    });
  }

  #take(event) {
    switch (event.type) {
      case "ready":
        this.user = event.user;
        for (const channel of this.#subscribed) this.send({ type: "subscribe", channel_id: channel });
        break;
      case "message_create":
        this.messages.set(event.message.id, event.message);
        break;
      case "message_update":
        this.messages.set(event.message.id, { ...this.messages.get(event.message.id), ...event.message });
        break;
      case "message_delete":
        this.messages.delete(event.message_id);
        break;
      case "typing_start":
        this.typing.add(`${event.channel_id} ${event.user_id}`);
        break;
      case "typing_stop":
        this.typing.delete(`${event.channel_id} ${event.user_id}`);
        break;
      case "presence_update":
        this.presence.set(event.user_id, event.status);
        break;
      case "voice_offer":
        this.send({ type: "voice_answer", channel_id: event.channel_id, target_id: event.user_id, sdp: "v=0 answer" });
        break;
      case "error":
        // The name "error" would throw where nobody listens.
        this.emit("failed", event);
        return;
    }
    this.emit(event.type, event);
  }
}
