// One room, five clients, each of which knows nothing but its own dialect.
const address = (name, user) => `${location.origin.replace(/^http/, "ws")}/ws/${name}?user=${user}`;
const parsed = (handle) => (event) => handle(JSON.parse(event.data));

/** A pane shows what its client hears; `speak` is left out where the dialect has no words for a message. */
function makePane(title) {
  const section = document.createElement("section");
  section.setAttribute("aria-label", title);
  section.innerHTML = `<h2></h2><p>Status: <output></output></p><p class="typing"></p><ol aria-label="Messages of ${title}"></ol>`;
  section.querySelector("h2").textContent = title;
  document.getElementById("panes").append(section);
  const list = section.querySelector("ol");
  return {
    status: (text) => {
      section.querySelector("output").textContent = text;
    },
    heard: (id, text) => {
      const line = document.createElement("li");
      line.textContent = text;
      line.dataset.id = id;
      list.append(line);
    },
    changed: (id, text) => {
      const line = list.querySelector(`[data-id="${id}"]`);
      if (text === undefined) line?.remove();
      else if (line) line.textContent = text;
    },
    typing: (someone) => {
      section.querySelector(".typing").textContent = someone ? "somebody types" : "";
    },
    talks: (speak) => {
      const form = document.createElement("form");
      form.innerHTML = `<label>Say as ${title} <input autocomplete="off" /></label> <button>Say</button>`;
      const input = form.querySelector("input");
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        speak(input.value);
        input.value = "";
      });
      section.append(form);
    },
    types: (type) => {
      const button = document.createElement("button");
      button.textContent = `Type as ${title}`;
      button.addEventListener("click", type);
      section.append(button);
    },
  };
}

function socketio() {
  const pane = makePane("Socket.IO");
  const socket = io({ auth: { userId: "sio" } });
  const ask = (name, payload) => socket.emitWithAck(name, { ...payload, requestId: crypto.randomUUID() });
  socket.on("chat:message", ({ payload }) => pane.heard(payload.id, payload.body));
  socket.on("chat:edited", ({ payload }) => pane.changed(payload.id, payload.body));
  socket.on("chat:deleted", ({ payload }) => pane.changed(payload.messageId));
  socket.on("chat:typingUpdated", ({ payload }) => pane.typing(payload.typing));
  return new Promise((done) => {
    socket.on("connect", async () => {
      const { data } = await ask("room:create", { name: "Five", visibility: "public" });
      pane.status("in the room");
      pane.talks((body) => ask("chat:send", { roomId: data.id, body }));
      pane.types(() => ask("chat:typing", { roomId: data.id, typing: true }));
      done(data.id);
    });
  });
}

function tagged(room) {
  const pane = makePane("tagged");
  const socket = new WebSocket(address("tagged", "tag"));
  const send = (message) => socket.send(JSON.stringify(message));
  socket.onmessage = parsed((event) => {
    if (event.type === "ready") {
      send({ id: "1", type: "subscribe", channel_id: room });
      send({ id: "2", type: "ping" });
    }
    if (event.type === "pong") pane.status("in the room");
    if (event.type === "message_create") pane.heard(event.message.id, event.message.content);
    if (event.type === "message_update") pane.changed(event.message.id, event.message.content);
    if (event.type === "message_delete") pane.changed(event.message_id);
    if (event.type === "typing_start") pane.typing(true);
    if (event.type === "typing_stop") pane.typing(false);
    if (event.type === "error") pane.status(event.code);
  });
  pane.types(() => send({ type: "typing", channel_id: room }));
}

function envelope(room) {
  const pane = makePane("envelope");
  const socket = new WebSocket(address("envelope", "env"));
  const id = crypto.randomUUID();
  socket.onopen = () => {
    const payload = { command: "subscribe", topic: `rooms/${room}` };
    socket.send(JSON.stringify({ id, type: "subscribe", payload }));
  };
  socket.onmessage = parsed(({ type, reply_to, payload }) => {
    if (type === "ack" && reply_to === id) pane.status("in the room");
    if (type === "error") pane.status(payload.code);
    if (type !== "event.chat") return;
    if (payload.event === "message") pane.heard(payload.message.id, payload.message.body);
    if (payload.event === "edited") pane.changed(payload.message.id, payload.message.body);
    if (payload.event === "deleted") pane.changed(payload.message_id);
    if (payload.event === "typing") pane.typing(payload.typing);
  });
}

function prioritized(room) {
  const pane = makePane("prioritized");
  const socket = new WebSocket(address("prioritized", "pri"));
  const send = (type, payload) => {
    const messageId = crypto.randomUUID();
    socket.send(JSON.stringify({ type, payload, timestamp: Date.now(), messageId }));
  };
  socket.onopen = () => send("joinRoom", { roomId: room });
  socket.onmessage = parsed(({ type, payload }) => {
    if (type === "healthUpdate") pane.status("in the room");
    if (type === "messageReceived") pane.heard(payload.messageId, payload.content);
    if (type === "error") pane.status(payload.code);
  });
  pane.talks((content) => send("message", { roomId: room, content, metadata: { type: "text" } }));
}

function dotted(room) {
  const pane = makePane("dotted");
  const socket = new WebSocket(address("dotted", "dot"));
  const send = (type, data) => socket.send(JSON.stringify({ type, op_id: crypto.randomUUID(), data }));
  socket.onopen = () => send("room.join", { room });
  let last;
  socket.onmessage = parsed(({ type, data }) => {
    if (type === "ack") pane.status("in the room");
    if (type === "error") pane.status(data.code);
    if (type === "chat.message") {
      pane.heard(data.id, data.body);
      if (data.sender_id === "dot") last = data.id;
    }
    if (type === "chat.edited") pane.changed(data.id, data.body);
    if (type === "chat.deleted") pane.changed(data.message_id);
    if (type === "chat.typing.user") pane.typing(data.typing);
  });
  pane.talks((body) => {
    const edit = body.match(/^edit: (.*)$/);
    if (edit) send("chat.edit", { message_id: last, new_body: edit[1] });
    else send("chat.send", { scope: room, body });
  });
  pane.types(() => send("chat.typing", { scope: room, typing: true }));
}

const room = await socketio();
for (const dialect of [tagged, envelope, prioritized, dotted]) dialect(room);
