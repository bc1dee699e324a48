import { assign, enqueueActions, fromCallback, setup } from "xstate";
import { activeRoom, myId, type RoomsContext, roomOf } from "./context.ts";
import type { ActName, RoomsCommand, RoomsEvent } from "./events.ts";
import { reduce } from "./reduce.ts";

const INITIAL: RoomsContext = {
  me: null,
  rooms: [],
  listed: false,
  activeId: null,
  threadId: null,
  people: {},
  presence: {},
  creating: false,
  notice: null,
  farewell: null,
};

type Failing = ActName | Exclude<RoomsCommand["type"], "act">;

const FAILED_TO: Partial<Record<Failing, string>> = {
  list: "The rooms could not be listed",
  join: "The room could not be joined",
  create: "The room could not be created",
  history: "The messages could not be loaded",
  thread: "The replies could not be loaded",
  "chat:edit": "The message could not be edited",
  "chat:delete": "The message could not be deleted",
  "chat:redact": "The message could not be redacted",
  "chat:reaction": "The reaction could not be stored",
  "room:leave": "You could not leave the room",
  "room:delete": "The room could not be deleted",
  "room:update": "The room could not be changed",
  "room:invite": "The invitation could not be sent",
  "room:kick": "The member could not be removed",
  "room:setRole": "The role could not be changed",
};

/**
 * The rooms of this page. What happens to the data is in `reduce`; what must be asked of the server
 * goes to the actor `network`, which answers with events.
 */
export const roomsMachine = setup({
  types: {
    context: {} as RoomsContext,
    events: {} as RoomsEvent,
    input: {} as { roomId: string | null },
  },
  actors: {
    /** Provided by the page: `roomsNetwork(client)`. */
    network: fromCallback<RoomsCommand>(() => {
      throw new Error("roomsMachine needs the actor `network`");
    }),
  },
  actions: {
    reduce: assign(({ context, event }) => reduce(context, event)),
    ask: enqueueActions(({ context, event, enqueue }) => {
      for (const command of commandsOf(context, event)) enqueue.sendTo("network", command);
    }),
    note: assign({
      notice: ({ context, event }) => {
        if (event.type !== "command.failed") return context.notice;
        const { command, failure } = event;
        const title = FAILED_TO[command.type === "act" ? command.name : command.type];
        return title ? { title, failure, retry: command } : context.notice;
      },
    }),
    dismiss: assign({ notice: null }),
  },
  guards: {
    canLoadOlder: ({ context }) => {
      const active = activeRoom(context);
      return active?.hasMore === true && !active.loading;
    },
    canLoadReplies: ({ context }) => {
      const thread = context.threadId === null ? undefined : activeRoom(context)?.threads[context.threadId];
      return thread?.hasMore === true && !thread.loading;
    },
  },
}).createMachine({
  id: "rooms",
  context: ({ input }) => ({ ...INITIAL, activeId: input.roomId }),
  invoke: { src: "network", id: "network" },
  on: {
    "command.failed": { actions: ["reduce", "note"] },
    "notice.retry": { actions: ["ask", "dismiss"] },
    "notice.dismiss": { actions: "dismiss" },
    // An event that a guard refuses must not fall to the wildcard.
    "history.older": [{ guard: "canLoadOlder", actions: ["reduce", "ask"] }, {}],
    "thread.more": [{ guard: "canLoadReplies", actions: ["ask", "reduce"] }, {}],
    "*": { actions: ["reduce", "ask"] },
  },
});

/** What an event makes this page ask of the server; `context` is as the event has left it. */
function commandsOf(context: RoomsContext, event: RoomsEvent): readonly RoomsCommand[] {
  switch (event.type) {
    case "welcome":
    case "room.invited":
      return [{ type: "list" }];
    case "rooms.listed":
      return [...show(context), ...watchOthers(context)];
    case "room.open":
    case "room.reload":
      return show(context);
    case "room.join":
      return [{ type: "join", roomId: event.roomId }];
    case "room.joined":
      return firstPage(context, event.room.id);
    case "room.made":
      return [{ type: "join", roomId: event.room.id }];
    case "room.create":
      return [{ type: "create", room: event.room }];
    case "room.changed":
      return knowsTooLittle(context, event) ? [{ type: "join", roomId: event.roomId }] : [];
    case "room.reset":
      return [{ type: "list" }];
    case "act":
      return [event];
    case "notice.retry":
      return context.notice ? [context.notice.retry] : [];
    default:
      return commandsInActive(context, event);
  }
}

function commandsInActive(context: RoomsContext, event: RoomsEvent): readonly RoomsCommand[] {
  const active = activeRoom(context);
  if (!active) return [];
  const roomId = active.room.id;
  switch (event.type) {
    case "history.older": {
      const before = active.messages[0]?.seq;
      return before === undefined ? [] : [{ type: "history", roomId, before }];
    }
    case "thread.open":
      return [{ type: "thread", roomId, parentId: event.messageId, after: 0 }];
    case "thread.more": {
      const parentId = context.threadId;
      if (parentId === null) return [];
      return [{ type: "thread", roomId, parentId, after: active.threads[parentId]?.until ?? 0 }];
    }
    case "post.send": {
      const { outgoingId, body, parentId, attachments } = event;
      return [{ type: "post", roomId, outgoingId, body, parentId, attachments }];
    }
    case "post.retry": {
      const post = active.outgoing.find(({ id }) => id === event.outgoingId);
      return post ? [{ type: "post", roomId, outgoingId: post.id, ...post }] : [];
    }
    case "message.seen":
      return [{ type: "act", name: "chat:read", payload: { roomId, messageId: event.messageId } }];
    case "typing.set":
      return [{ type: "typing", roomId, typing: event.typing }];
    default:
      return [];
  }
}

/** Each room that this user is a member of is watched, so that what is unread is counted. */
function watchOthers(context: RoomsContext): readonly RoomsCommand[] {
  const active = activeRoom(context);
  const unwatched = context.rooms.filter((state) => state.role !== null && !state.watched && state !== active);
  return unwatched.length === 0 ? [] : [{ type: "watch", roomIds: unwatched.map(({ room }) => room.id) }];
}

/** Joining again, for those who are members, tells who is there now. */
function show(context: RoomsContext): readonly RoomsCommand[] {
  const active = activeRoom(context);
  return active && active.role !== null ? [{ type: "join", roomId: active.room.id }] : [];
}

function firstPage(context: RoomsContext, roomId: string): readonly RoomsCommand[] {
  const active = activeRoom(context);
  return active && active.room.id === roomId && !active.loaded ? [{ type: "history", roomId }] : [];
}

/**
 * The reply of `room:join` tells what an event leaves open: the name of somebody new, and how much is unread when
 * another device has read up to a message that this page does not know.
 */
function knowsTooLittle(context: RoomsContext, event: Extract<RoomsEvent, { type: "room.changed" }>): boolean {
  const known = roomOf(context, event.roomId);
  const { change } = event;
  if (!known || known.role === null) return false;
  if (change.kind === "memberJoined") return change.userId !== myId(context) && known === activeRoom(context);
  if (change.kind !== "read" || change.userId !== myId(context)) return false;
  return !known.messages.some(({ id }) => id === change.messageId);
}
