// Sessions and their messages, kept in memory. A user's list is never empty: a default session is made first.
import { randomUUID } from "node:crypto";

const sessionsOfUser = new Map();
const conversations = new Map();

export const models = ["echo"];

export function createSession(userId, model) {
  const createdAt = new Date().toISOString();
  const session = {
    id: randomUUID(),
    model: model || models[0],
    createdAt,
    title: "New session",
    updatedAt: createdAt,
    status: "idle",
  };
  const owned = sessionsOfUser.get(userId);
  if (owned) owned.push(session);
  else sessionsOfUser.set(userId, [session]);
  conversations.set(session.id, {
    session,
    userId,
    topic: `rooms/${session.id}`,
    messages: [],
    running: 0,
    lastRun: Promise.resolve(),
  });
  return session;
}

export function listSessions(userId) {
  return sessionsOfUser.get(userId) ?? [];
}

export function ensureSession(userId) {
  if (!sessionsOfUser.has(userId)) createSession(userId);
  return sessionsOfUser.get(userId);
}

/** The conversation, or undefined when there is none or it belongs to somebody else. */
export function findConversation(userId, sessionId) {
  const conversation = conversations.get(sessionId);
  return conversation?.userId === userId ? conversation : undefined;
}

export function appendMessage(conversation, senderId, body) {
  const message = {
    id: randomUUID(),
    roomId: conversation.session.id,
    seq: conversation.messages.length + 1,
    senderId,
    body,
    attachments: [],
    createdAt: new Date().toISOString(),
    reactions: [],
    replyCount: 0,
  };
  conversation.messages.push(message);
  conversation.session.updatedAt = message.createdAt;
  return message;
}
