// The peer of the benchmark: what a careful team writes on Node's socket.io, with everything in memory.
// It prints one line with its address, as parlance does, and ends at SIGTERM.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { runChat } from "./chat.mjs";
import { addMember, appendToRoom, createRoom, findRoom } from "./rooms.mjs";
import * as schemas from "./schemas.mjs";
import { createSession, ensureSession, findConversation, listSessions, models } from "./sessions.mjs";

const connectionEventDelay = 50;
const queuedRuns = 8;

class CommandError extends Error {
  constructor(code, message, { retryable = false, details } = {}) {
    super(message);
    Object.assign(this, { code, retryable, details });
  }
}

function parse(schema, raw) {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const details = result.error.issues.map((issue) => ({
    path: `/${issue.path.join("/")}`,
    rule: issue.code,
    message: issue.message,
  }));
  throw new CommandError("VALIDATION_ERROR", "The payload is not valid.", { details });
}

/** The payload object itself, or the same wrapped as `{ type, payload }`. */
function unwrap(event, raw) {
  if (raw?.payload === undefined || raw.type === undefined) return raw ?? {};
  if (raw.type === event) return raw.payload;
  throw new CommandError("VALIDATION_ERROR", "The type differs from the event name.");
}

function errorPayload(error, raw) {
  const known = error instanceof CommandError;
  if (!known) console.error(error);
  const claimed = raw?.requestId ?? raw?.payload?.requestId;
  return {
    message: known ? error.message : "Something went wrong.",
    code: known ? error.code : "SERVER_ERROR",
    requestId: typeof claimed === "string" && claimed.length <= 128 ? claimed : randomUUID(),
    details: error.details,
    retryable: known ? error.retryable : true,
  };
}

/**
 * Registers a command: validated payload in, exactly one reply out, and the same to the ack callback if there is one.
 * `handle` may name another reply event.
 */
function command(socket, event, schema, replyEvent, handle) {
  const errorEvent = `${event.slice(0, event.indexOf(":"))}:error`;
  socket.on(event, async (raw, ack) => {
    try {
      const payload = parse(schema, unwrap(event, raw));
      const { reply, topic, seq, type = replyEvent } = await handle(payload);
      const data = { ...reply, requestId: payload.requestId };
      socket.emit(type, topic ? { type, payload: data, topic, seq } : { type, payload: data });
      if (typeof ack === "function") ack({ ok: true, data });
    } catch (error) {
      const data = errorPayload(error, raw);
      socket.emit(errorEvent, { type: errorEvent, payload: data });
      if (typeof ack === "function") ack({ ok: false, error: data });
    }
  });
}

/** Runs of one session go one after the other; beyond the limit they are refused. */
function queueRun(conversation, message, emit) {
  if (conversation.running > queuedRuns) {
    throw new CommandError("OVERLOADED", "Too many messages are waiting in this session.", { retryable: true });
  }
  conversation.running += 1;
  const run = conversation.lastRun
    .then(() => runChat(conversation, message, emit))
    .finally(() => {
      conversation.running -= 1;
    });
  conversation.lastRun = run.catch(() => {});
  return run;
}

function tellRoom(type, payload, topic, seq) {
  io.to(topic).emit(type, { type, payload, topic, seq });
}

function sayInRoom(userId, payload) {
  const found = findRoom(userId, payload.roomId);
  if (!found) throw new CommandError("NOT_FOUND", "There is no such room.");
  if (!found.members.has(userId)) throw new CommandError("PERMISSION_DENIED", "Only members may speak here.");
  const message = appendToRoom(found, userId, payload);
  tellRoom("chat:message", message, found.topic, message.seq);
  return { type: "chat:sent", reply: { message }, topic: found.topic, seq: message.seq };
}

const http = createServer();
const io = new Server(http, { serveClient: false });

io.use((socket, next) => {
  const result = schemas.handshake.safeParse(socket.handshake.auth);
  if (!result.success) return next(new Error("The handshake is not valid."));
  socket.data.userId = result.data.userId;
  next();
});

io.on("connection", (socket) => {
  const { userId } = socket.data;
  const everyDevice = `users/${userId}`;
  socket.join(everyDevice);
  const emit = (type, payload, topic, seq) => {
    io.to(everyDevice).emit(type, topic ? { type, payload, topic, seq } : { type, payload });
  };

  const greeting = setTimeout(() => {
    socket.emit("connection", {
      type: "connection",
      payload: {
        status: "connected",
        sessions: ensureSession(userId),
        connectionId: socket.id,
        user: { id: userId, name: userId },
        contract: { version: "1.0.0", hash: "none" },
        resume: { replayed: 0 },
      },
    });
  }, connectionEventDelay);
  socket.on("disconnect", () => clearTimeout(greeting));

  command(socket, "session:list", schemas.sessionList, "session:list", () => ({
    reply: { sessions: listSessions(userId) },
  }));

  command(socket, "session:create", schemas.sessionCreate, "session:created", ({ model }) => {
    if (model && !models.includes(model)) {
      throw new CommandError("VALIDATION_ERROR", `Unknown model; allowed are ${models.join(", ")}.`);
    }
    const session = createSession(userId, model);
    socket.to(everyDevice).emit("session:created", { type: "session:created", payload: session });
    return { reply: session };
  });

  command(socket, "chat:send", schemas.chatSend, "chat:response", (payload) => {
    if (payload.roomId) return sayInRoom(userId, payload);
    const conversation = findConversation(userId, payload.sessionId);
    if (!conversation) throw new CommandError("NOT_FOUND", "There is no such session.");
    return queueRun(conversation, payload.message, emit);
  });

  command(socket, "room:create", schemas.roomCreate, "room:created", (payload) => ({
    reply: createRoom(userId, payload),
  }));

  command(socket, "room:join", schemas.roomJoin, "room:joined", ({ roomId }) => {
    const found = findRoom(userId, roomId);
    if (!found) throw new CommandError("NOT_FOUND", "There is no such room.");
    const { room, members, topic } = found;
    socket.join(topic);
    const seq = addMember(found, userId);
    if (seq) tellRoom("room:memberJoined", { roomId, userId }, topic, seq);
    return { reply: { room, members: [...members.values()], headSeq: room.headSeq, unread: 0 } };
  });
});

http.listen(0, "127.0.0.1", () => {
  console.log(`peer listening on http://127.0.0.1:${http.address().port}`);
});

process.on("SIGTERM", () => io.close(() => process.exit(0)));
