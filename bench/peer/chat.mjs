// One run of a session's agent: its events to every connection of the user, then the text of the answer.
import { randomUUID } from "node:crypto";
import { appendMessage } from "./sessions.mjs";

/** The echo agent. `watch` hears each log line and each piece of the answer while the run goes on. */
async function echo(message, watch) {
  watch.log("info", `echo: ${message.length} characters`);
  const answer = `Echo: ${message}`;
  watch.delta(answer);
  return answer;
}

/** `emit(type, payload, topic?, seq?)` reaches all of the user's connections. */
export async function runChat(conversation, message, emit) {
  const { session, topic, userId } = conversation;
  const said = appendMessage(conversation, userId, message);
  emit("chat:message", said, topic, said.seq);

  const runId = randomUUID();
  const runTopic = `forge_sessions/${runId}`;
  let runSeq = 0;
  let offset = 0;
  const logs = [];
  const startedAt = new Date().toISOString();
  emit("forge:started", { sessionId: session.id, runId, model: session.model, startedAt }, runTopic, ++runSeq);

  const response = await echo(message, {
    log(level, data) {
      logs.push(data);
      emit("log", { sessionId: session.id, runId, data, level }, runTopic, ++runSeq);
    },
    delta(text) {
      emit("chat:delta", { sessionId: session.id, runId, offset, text });
      offset += Buffer.byteLength(text);
    },
  });

  const answered = appendMessage(conversation, `agent:${session.model}`, response);
  emit("chat:message", answered, topic, answered.seq);
  const finishedAt = answered.createdAt;
  emit("forge:completed", { sessionId: session.id, runId, status: "completed", finishedAt }, runTopic, ++runSeq);
  return { reply: { response, logs, sessionId: session.id, runId }, topic, seq: answered.seq };
}
