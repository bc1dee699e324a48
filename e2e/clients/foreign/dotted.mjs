// A client written from the two tables of seed 003 alone. It knows nothing of this project.
import { EventEmitter } from "node:events";
import WebSocket from "ws";

export class DottedClient {
  /** Every message of the server, in its order. */
  received = [];
  events = new EventEmitter();
  operations = 0;

  constructor(url) {
    this.ws = new WebSocket(url);
    this.ws.onopen = () => this.events.emit("open");
    this.ws.onmessage = (event) => {
      this.received.push(JSON.parse(event.data));
      this.events.emit("message");
    };
    this.ws.onclose = () => this.events.emit("close");
    this.ws.onerror = () => {};
  }

  /** Sends a message; the op_id that its ack carries. */
  send(type, data) {
    this.operations += 1;
    const op_id = `${type}/${this.operations}`;
    this.ws.send(JSON.stringify({ type, op_id, data }));
    return op_id;
  }

  refresh(refresh_token) {
    return this.send("auth.refresh", { refresh_token });
  }

  join(room) {
    return this.send("room.join", { room });
  }

  leave(room) {
    return this.send("room.leave", { room });
  }

  say(scope, body, parent_id) {
    return this.send("chat.send", { scope, body, attachments: [], parent_id });
  }

  edit(message_id, new_body) {
    return this.send("chat.edit", { message_id, new_body });
  }

  delete(message_id, mode) {
    return this.send("chat.delete", { message_id, mode });
  }

  read(message_id, room) {
    return this.send("chat.read", { message_id, room });
  }

  react(message_id, reaction, action, scope) {
    return this.send("chat.reaction", { message_id, reaction, action, scope });
  }

  type(scope, typing) {
    return this.send("chat.typing", { scope, typing });
  }

  offer(target_id, call_type, sdp) {
    return this.send("call.offer", { target_id, call_type, sdp });
  }

  hangUp(target_id, reason) {
    return this.send("call.end", { target_id, reason });
  }

  look(status) {
    return this.send("presence.set", { status });
  }

  /** "(empty)", as the seed has it. */
  ping() {
    this.ws.send(JSON.stringify({ type: "presence.ping" }));
  }

  close() {
    this.ws.close(1000);
  }
}
