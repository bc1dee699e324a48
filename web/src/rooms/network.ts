import type { ListedRoom, Meta, ParlanceClient } from "@parlance/shared-types";
import { fromCallback } from "xstate";
import { describeFailure } from "../lib/failure.ts";
import type { Act, RoomChange, RoomsCommand, RoomsNetworkEvent } from "./events.ts";

type Tell = (event: RoomsNetworkEvent) => void;

/** Pages of `room:list` that are asked for: 2,000 rooms. */
const MOST_PAGES = 20;
const PAGE_SIZE = 100;

/** The actor that speaks with the server about rooms: commands in, replies and events out. */
export const roomsNetwork = (client: ParlanceClient) =>
  fromCallback<RoomsCommand>(({ sendBack, receive }) => {
    const tell: Tell = sendBack;
    receive((command) => {
      run(client, command, tell).catch((error: unknown) => tell(failed(command, error)));
    });
    const offs = [...listenToRooms(client, tell), ...listenToPeople(client, tell)];
    return () => {
      for (const off of offs) off();
    };
  });

async function run(client: ParlanceClient, command: RoomsCommand, tell: Tell): Promise<void> {
  switch (command.type) {
    case "list":
      return tell({ type: "rooms.listed", rooms: await allRooms(client) });
    case "join":
      return tell({ type: "room.joined", ...(await client.request("room:join", { roomId: command.roomId })) });
    case "watch":
      return watch(client, command.roomIds, tell);
    case "create": {
      const { requestId: _answered, ...room } = await client.request("room:create", command.room);
      return tell({ type: "room.made", room });
    }
    case "history": {
      const { roomId, before } = command;
      const page = await client.request("room:history", { roomId, ...(before === undefined ? {} : { before }) });
      return tell({ type: "history.loaded", roomId, before, messages: page.messages, hasMore: page.hasMore });
    }
    case "thread": {
      const { roomId, parentId, after } = command;
      const { messages, hasMore } = await client.request("room:history", { roomId, parentId, after });
      return tell({ type: "thread.loaded", roomId, parentId, messages, hasMore });
    }
    case "post": {
      const { roomId, outgoingId, body, parentId } = command;
      const attachments = command.attachments.map(({ id }) => id);
      const payload = { roomId, body, attachments, ...(parentId === undefined ? {} : { parentId }) };
      const { message } = await client.request("chat:send", payload, { requestId: outgoingId });
      return tell({ type: "post.stored", roomId, outgoingId, message });
    }
    case "typing":
      await client.request("chat:typing", { roomId: command.roomId, typing: command.typing });
      return;
    case "act":
      return act(client, command);
  }
}

/** The reply says no more than the event that goes to everybody. */
async function act(client: ParlanceClient, { name, payload }: Act): Promise<void> {
  await client.request<typeof name>(name, payload);
}

/** One room that is gone meanwhile does not keep the others from being watched. */
async function watch(client: ParlanceClient, roomIds: readonly string[], tell: Tell): Promise<void> {
  for (const roomId of roomIds) {
    const joined = await client.request("room:join", { roomId }).catch(() => undefined);
    if (joined) tell({ type: "room.joined", ...joined });
  }
}

async function allRooms(client: ParlanceClient): Promise<readonly ListedRoom[]> {
  const rooms: ListedRoom[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await client.request("room:list", { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });
    rooms.push(...page.rooms);
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return rooms;
}

function failed(command: RoomsCommand, error: unknown): RoomsNetworkEvent {
  const failure = describeFailure(error);
  if (command.type !== "post") return { type: "command.failed", command, failure };
  return { type: "post.failed", roomId: command.roomId, outgoingId: command.outgoingId, failure };
}

/** The durable events of rooms. A reply of the same name carries a `requestId`; its event comes beside it. */
function listenToRooms(client: ParlanceClient, tell: Tell): readonly (() => void)[] {
  const changed = (roomId: string, { seq, requestId }: Meta, change: RoomChange) => {
    if (seq !== undefined && requestId === undefined) tell({ type: "room.changed", roomId, seq, change });
  };
  return [
    client.on("chat:message", (message, meta) => changed(message.roomId, meta, { kind: "message", message })),
    client.on("chat:edited", (message, meta) => changed(message.roomId, meta, { kind: "edited", message })),
    client.on("chat:deleted", ({ roomId, ...rest }, meta) => changed(roomId, meta, { kind: "deleted", ...rest })),
    client.on("chat:redacted", ({ roomId, ...rest }, meta) => changed(roomId, meta, { kind: "redacted", ...rest })),
    client.on("chat:reactionUpdated", ({ roomId, ...rest }, meta) =>
      changed(roomId, meta, { kind: "reaction", ...rest }),
    ),
    client.on("chat:readUpdated", ({ roomId, ...rest }, meta) => changed(roomId, meta, { kind: "read", ...rest })),
    client.on("room:memberJoined", ({ roomId, userId }, meta) =>
      changed(roomId, meta, { kind: "memberJoined", userId }),
    ),
    client.on("room:memberLeft", ({ roomId, userId }, meta) => changed(roomId, meta, { kind: "memberLeft", userId })),
    client.on("room:roleSet", ({ roomId, ...rest }, meta) => changed(roomId, meta, { kind: "roleSet", ...rest })),
    client.on("room:updated", (room, meta) => changed(room.id, meta, { kind: "updated", room })),
    client.on("sync:reset", ({ topic, headSeq }) => {
      const [kind, roomId] = topic.split("/");
      if (kind === "rooms" && roomId !== undefined) tell({ type: "room.reset", roomId, headSeq });
    }),
  ];
}

/** What concerns this user, and what people do right now. */
function listenToPeople(client: ParlanceClient, tell: Tell): readonly (() => void)[] {
  return [
    client.on("connection", ({ user }) => {
      if (user) tell({ type: "welcome", userId: user.id, userName: user.name });
    }),
    client.on("room:deleted", ({ roomId }, { requestId }) => {
      if (requestId === undefined) tell({ type: "room.gone", roomId, kicked: false });
    }),
    client.on("room:kicked", ({ roomId, userId, reason }, { requestId }) => {
      const isMe = userId === client.info?.user?.id;
      if (requestId === undefined && isMe) tell({ type: "room.gone", roomId, reason, kicked: true });
    }),
    client.on("room:invited", (_invitation, { requestId }) => {
      if (requestId === undefined) tell({ type: "room.invited" });
    }),
    client.on("chat:typingUpdated", (typing) => tell({ type: "typing.changed", ...typing })),
    client.on("presence:updated", ({ userId, status }) => tell({ type: "presence.changed", userId, status })),
  ];
}
