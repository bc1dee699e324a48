import type { ServerMessage } from "../generated/events.js";
import type { PositionLog } from "./positions.js";

/**
 * Keeps the positions in step with the rooms that this client watches: one that was joined counts as seen up to the
 * head that the reply names, so that a reconnect resumes it even if nothing has happened in it yet; one that the user
 * is no member of any more is not resumed.
 */
export function followRooms(positions: PositionLog, message: ServerMessage, userId: string | undefined): void {
  switch (message.type) {
    case "room:joined":
      positions.advance(roomTopic(message.payload.room.id), message.payload.headSeq);
      break;
    case "room:created":
      positions.advance(roomTopic(message.payload.id), message.payload.headSeq);
      break;
    case "room:left":
    case "room:deleted":
      positions.forget(roomTopic(message.payload.roomId));
      break;
    case "room:kicked":
    case "room:memberLeft":
      if (message.payload.userId === userId) positions.forget(roomTopic(message.payload.roomId));
  }
}

const roomTopic = (roomId: string): string => `rooms/${roomId}`;
