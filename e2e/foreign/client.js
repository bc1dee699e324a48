// What a web client of seed 004 does, with the stock socket.io-client and no code of ours.
const flat = new URLSearchParams(location.search).get("envelope") === "flat";
const socket = io({ auth: flat ? { envelope: "flat" } : {} });
const payloadOf = (message) => (flat ? message : message.payload);
const element = (id) => document.getElementById(id);
const waiting = new Set();
let sessionId;

function ask(name, payload = {}) {
  const requestId = crypto.randomUUID();
  waiting.add(requestId);
  socket.emit(name, { ...payload, requestId });
}

function addLine(list, text) {
  const line = document.createElement("li");
  line.textContent = text;
  element(list).append(line);
}

function showSessions(sessions) {
  element("sessions").replaceChildren();
  for (const { model, id } of sessions) addLine("sessions", `${model} ${id}`);
  sessionId ??= sessions[0].id;
}

/** Hands over only what was asked for, as the correlation of the seed wants it. */
function onReply(name, show) {
  socket.on(name, (message) => {
    const payload = payloadOf(message);
    if (waiting.delete(payload.requestId)) show(payload);
  });
}

// This listener is attached by the render that follows `connect`, as an effect of a component is.
socket.on("connect", () => {
  element("status").textContent = "connected";
  requestAnimationFrame(() => {
    socket.once("connection", (message) => {
      const { status, sessions } = payloadOf(message);
      element("status").textContent = `${status}, told`;
      showSessions(sessions);
    });
  });
});

onReply("session:list", ({ sessions }) => showSessions(sessions));
onReply("session:created", ({ id, model }) => addLine("sessions", `${model} ${id}`));
onReply("chat:response", ({ response, logs }) => addLine("answers", `${response} (${logs.length} lines of log)`));
onReply("chat:error", ({ message, code }) => addLine("errors", `${code}: ${message}`));
onReply("session:error", ({ message, code }) => addLine("errors", `${code}: ${message}`));
socket.on("log", (message) => addLine("logs", payloadOf(message).data));

element("list").addEventListener("click", () => ask("session:list"));
element("create").addEventListener("click", () => ask("session:create", { model: "echo" }));
element("chat").addEventListener("submit", (event) => {
  event.preventDefault();
  ask("chat:send", { message: element("message").value, sessionId });
});
