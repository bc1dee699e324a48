// Rooms between people: who is in them, and their messages with their place in the room's stream. Kept in memory.
import { randomUUID } from "node:crypto";

const rooms = new Map();

export function createRoom(userId, { name, kind = "text", visibility = "private" }) {
  const createdAt = new Date().toISOString();
  const room = { id: randomUUID(), name, kind, visibility, createdAt, headSeq: 0 };
  const owner = { user: { id: userId, name: userId }, role: "owner", joinedAt: createdAt, status: "online" };
  rooms.set(room.id, { room, topic: `rooms/${room.id}`, members: new Map([[userId, owner]]), messages: [] });
  return room;
}

/** What is there to be seen by this user, or undefined. */
export function findRoom(userId, roomId) {
  const found = rooms.get(roomId);
  return found && (found.room.visibility === "public" || found.members.has(userId)) ? found : undefined;
}

/** Makes the user a member; the `seq` of that, or undefined for one who was a member before. */
export function addMember({ room, members }, userId) {
  if (members.has(userId)) return undefined;
  const joinedAt = new Date().toISOString();
  members.set(userId, { user: { id: userId, name: userId }, role: "member", joinedAt, status: "online" });
  room.headSeq += 1;
  return room.headSeq;
}

export function appendToRoom({ room, messages }, senderId, { body, parentId, metadata }) {
  room.headSeq += 1;
  const message = {
    id: randomUUID(),
    roomId: room.id,
    seq: room.headSeq,
    senderId,
    body,
    attachments: [],
    parentId,
    metadata,
    createdAt: new Date().toISOString(),
    reactions: [],
    replyCount: 0,
  };
  messages.push(message);
  return message;
}
