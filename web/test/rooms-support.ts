import type { ChatMessage, ListedRoom, Member, ReadPosition } from "@parlance/shared-types";
import { createActor, fromCallback } from "xstate";
import { activeRoom, roomOf } from "../src/rooms/context.ts";
import type { RoomChange, RoomsCommand, RoomsEvent } from "../src/rooms/events.ts";
import { roomsMachine } from "../src/rooms/machine.ts";

export const listed = (id: string, fields: Partial<ListedRoom> = {}): ListedRoom => ({
  id,
  name: id,
  kind: "text",
  visibility: "public",
  createdAt: "2026-11-20T10:00:00.000Z",
  headSeq: 2,
  memberCount: 2,
  unread: 0,
  invited: false,
  role: "owner",
  ...fields,
});

export const member = (id: string, fields: Partial<Member> = {}): Member => ({
  user: { id, name: id },
  role: "member",
  joinedAt: "2026-11-20T10:00:00.000Z",
  status: "online",
  ...fields,
});

/** A message of bob's in room r1 at that place. */
export const said = (seq: number, fields: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${seq}`,
  roomId: "r1",
  seq,
  senderId: "bob",
  body: `text ${seq}`,
  attachments: [],
  createdAt: `2026-11-20T10:${String(seq % 60).padStart(2, "0")}:00.000Z`,
  reactions: [],
  replyCount: 0,
  ...fields,
});

export const changed = (seq: number, change: RoomChange, roomId = "r1"): RoomsEvent => ({
  type: "room.changed",
  roomId,
  seq,
  change,
});

export const message = (seq: number, fields: Partial<ChatMessage> = {}): RoomsEvent =>
  changed(seq, { kind: "message", message: said(seq, fields) });

export const joined = (
  headSeq: number,
  fields: { unread?: number; members?: Member[]; reads?: ReadPosition[] } = {},
): RoomsEvent => {
  const { unread: _unread, role: _role, invited: _invited, ...room } = listed("r1", { headSeq });
  const members = fields.members ?? [member("ada", { role: "owner" }), member("bob")];
  return { type: "room.joined", room, members, headSeq, unread: fields.unread ?? 0, reads: fields.reads ?? [] };
};

/** The machine of user `ada` with its network held by the test. */
export function startRooms(roomId: string | null = null) {
  const asked: RoomsCommand[] = [];
  const network = fromCallback<RoomsCommand>(({ receive }) => receive((command) => asked.push(command)));
  const actor = createActor(roomsMachine.provide({ actors: { network } }), { input: { roomId } }).start();
  const tell = (...events: RoomsEvent[]) => {
    for (const event of events) actor.send(event);
  };
  tell({ type: "welcome", userId: "ada", userName: "Ada" });
  return {
    asked,
    tell,
    context: () => actor.getSnapshot().context,
    room: () => {
      const room = roomOf(actor.getSnapshot().context, "r1");
      if (!room) throw new Error("r1 is not known");
      return room;
    },
    active: () => activeRoom(actor.getSnapshot().context),
    bodies: () => roomOf(actor.getSnapshot().context, "r1")?.messages.map(({ body }) => body),
  };
}

/** `ada` has room r1 on her screen, with these messages. */
export function inRoom(messages: readonly ChatMessage[] = [], hasMore = false) {
  const rooms = startRooms("r1");
  const head = messages.at(-1)?.seq ?? 2;
  rooms.tell({ type: "rooms.listed", rooms: [listed("r1", { headSeq: head })] }, joined(head), {
    type: "history.loaded",
    roomId: "r1",
    messages,
    hasMore,
  });
  return rooms;
}
