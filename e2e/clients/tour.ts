import { expect } from "bun:test";
import { randomUUID } from "node:crypto";
import { Inbox, type StockSocket } from "./inbox.ts";

/** What a client of the contract relies on, tried with a stock client that has no code of ours. */
export async function tour(socket: StockSocket): Promise<void> {
  const inbox = new Inbox(socket);
  await greeting(inbox);
  const sessionId = await sessions(inbox);
  await conversation(inbox, socket, sessionId);
  await mistakes(inbox, socket, sessionId);
  await acknowledgements(inbox, socket);
  const asked = inbox.messages.flatMap(({ payload }) => (payload.requestId ? [payload.requestId] : []));
  expect(asked.length, "no reply comes twice").toBe(new Set(asked).size);
}

async function greeting(inbox: Inbox): Promise<void> {
  const { payload, type } = await inbox.message(({ name }) => name === "connection");
  expect(type).toBe("connection");
  expect(payload.status).toBe("connected");
  expect(payload.sessions).toBeArray();
  expect(payload.sessions).not.toBeEmpty();
}

async function sessions(inbox: Inbox): Promise<string> {
  const created = await inbox.ask("session:create", { model: "echo" });
  expect(created).toMatchObject({ name: "session:created", type: "session:created", payload: { model: "echo" } });
  const listed = await inbox.ask("session:list");
  expect(listed).toMatchObject({ name: "session:list", type: "session:list" });
  expect(listed.payload.sessions).toContainEqual(expect.objectContaining({ id: created.payload.id, model: "echo" }));
  return String(created.payload.id);
}

async function conversation(inbox: Inbox, socket: StockSocket, sessionId: string): Promise<void> {
  const requestId = randomUUID();
  const message = "Grüße, 世界 🚂";
  socket.emit("chat:send", { message, sessionId, requestId });
  const reply = await inbox.answer(requestId);
  expect(reply).toMatchObject({ name: "chat:response", type: "chat:response" });
  expect(reply.payload).toMatchObject({ response: `Echo: ${message}`, sessionId, requestId });

  const ofRun = inbox.messages.filter(({ payload }) => payload.runId === reply.payload.runId);
  const deltas = ofRun.filter(({ name }) => name === "chat:delta").map(({ payload }) => String(payload.text));
  expect(deltas.join("")).toBe(`Echo: ${message}`);
  const lines = ofRun.filter(({ name }) => name === "log").map(({ payload }) => String(payload.data));
  expect(lines).not.toBeEmpty();
  expect(reply.payload.logs).toEqual(lines);
  expect(ofRun.at(-1)?.name, "the reply follows the events of its run").toBe("chat:response");
  expect(inbox.answers(requestId)).toHaveLength(1);
}

async function mistakes(inbox: Inbox, socket: StockSocket, sessionId: string): Promise<void> {
  const unknownModel = await inbox.ask("session:create", { model: "no such model" });
  expect(unknownModel).toMatchObject({
    name: "session:error",
    payload: { code: "VALIDATION_ERROR", retryable: false },
  });
  expect(String(unknownModel.payload.message)).toContain("echo");

  const emptyMessage = await inbox.ask("chat:send", { sessionId, message: "" });
  expect(emptyMessage).toMatchObject({ name: "chat:error", payload: { code: "VALIDATION_ERROR" } });
  expect(emptyMessage.payload.details).toContainEqual(expect.objectContaining({ path: "/message" }));

  socket.emit("chat:send", { sessionId, message: "without a requestId" });
  const anonymous = await inbox.message(
    ({ name, payload }) => name === "chat:error" && payload.requestId !== emptyMessage.payload.requestId,
  );
  expect(anonymous.payload.code).toBe("VALIDATION_ERROR");

  const unknownSession = await inbox.ask("chat:send", { sessionId: randomUUID(), message: "is anybody there?" });
  expect(unknownSession).toMatchObject({ name: "chat:error", payload: { code: "NOT_FOUND" } });

  expect(await inbox.ask("chat:dance")).toMatchObject({ name: "chat:error", payload: { code: "UNKNOWN_EVENT" } });
  expect(await inbox.ask("dance")).toMatchObject({ name: "error", payload: { code: "UNKNOWN_EVENT" } });
}

async function acknowledgements(inbox: Inbox, socket: StockSocket): Promise<void> {
  const requestId = randomUUID();
  const acknowledged = new Promise((done) => socket.emit("session:list", { requestId }, done));
  const reply = await inbox.answer(requestId);
  expect(await acknowledged).toEqual({ ok: true, data: reply.payload });

  const refusedId = randomUUID();
  const refused = new Promise((done) => socket.emit("session:create", { model: "none", requestId: refusedId }, done));
  const error = await inbox.answer(refusedId);
  expect(await refused).toEqual({ ok: false, error: error.payload });
}
