import type { PresenceStatus, User } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import type { RoomsCommand } from "./events.ts";
import type { RoomState } from "./room.ts";

/** A command that failed, for the person to see. */
export interface RoomsNotice {
  title: string;
  failure: Failure;
  retry: RoomsCommand;
}

export interface RoomsContext {
  me: User | null;
  /** The rooms that this user may know of, oldest first. */
  rooms: readonly RoomState[];
  /** Whether the server has said which rooms there are. */
  listed: boolean;
  /** The room on the screen, by its id or its slug; null while it is a session's turn. */
  activeId: string | null;
  /** The message whose replies stand beside the room. */
  threadId: string | null;
  /** Everybody met so far: those who left keep their names. */
  people: Readonly<Record<string, User>>;
  presence: Readonly<Record<string, PresenceStatus>>;
  creating: boolean;
  notice: RoomsNotice | null;
  /** Why the room on the screen was taken away, in words. */
  farewell: string | null;
}

export const roomOf = (context: RoomsContext, roomId: string | null): RoomState | undefined =>
  roomId === null ? undefined : context.rooms.find(({ room }) => room.id === roomId || room.slug === roomId);

export const activeRoom = (context: RoomsContext): RoomState | undefined => roomOf(context, context.activeId);

export const myId = (context: RoomsContext): string => context.me?.id ?? "";

export const nameOf = (context: RoomsContext, userId: string): string => context.people[userId]?.name ?? userId;

export const presenceOf = (context: RoomsContext, userId: string): PresenceStatus =>
  context.presence[userId] ?? "offline";

/** A copy of the rooms with one of them changed. */
export function changeRoom(
  context: RoomsContext,
  roomId: string,
  change: (room: RoomState) => RoomState,
): Partial<RoomsContext> {
  if (!context.rooms.some(({ room }) => room.id === roomId)) return {};
  return { rooms: context.rooms.map((known) => (known.room.id === roomId ? change(known) : known)) };
}
