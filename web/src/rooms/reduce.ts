import { activeRoom, changeRoom, myId, type RoomsContext, roomOf } from "./context.ts";
import type { RoomsEvent } from "./events.ts";
import {
  addPage,
  addThreadPage,
  applyChange,
  firstUnread,
  joinRoom,
  leaveRoom,
  newRoom,
  type RoomState,
  relist,
} from "./room.ts";

type Change = Partial<RoomsContext>;
type EventOf<Type extends RoomsEvent["type"]> = Extract<RoomsEvent, { type: Type }>;

/** What a command or an event does to the context; `{}` for those that change nothing. */
export function reduce(context: RoomsContext, event: RoomsEvent): Change {
  switch (event.type) {
    case "welcome":
      return { me: { id: event.userId, name: event.userName } };
    case "rooms.listed":
      return listRooms(context, event);
    case "room.joined":
      return join(context, event);
    case "room.made":
      return make(context, event);
    case "room.changed":
      return applyTo(context, event);
    case "room.gone":
      return lose(context, event);
    case "room.reset":
      return changeRoom(context, event.roomId, (known) => resetRoom(known, event.headSeq));
    case "presence.changed":
      return { presence: { ...context.presence, [event.userId]: event.status } };
    case "typing.changed":
      return changeRoom(context, event.roomId, (known) => setTyping(known, event));
    case "room.open":
      return open(context, event);
    case "room.close":
      return { activeId: null, threadId: null, farewell: null };
    case "room.create":
      return { creating: true };
    case "thread.open":
      return { threadId: event.messageId, ...inActive(context, (known) => loadReplies(known, event.messageId)) };
    case "thread.more":
      return inActive(context, (known) => (context.threadId === null ? known : loadReplies(known, context.threadId)));
    case "thread.close":
      return { threadId: null };
    case "command.failed":
      return failCommand(context, event);
    default:
      return reduceMessages(context, event);
  }
}

function reduceMessages(context: RoomsContext, event: RoomsEvent): Change {
  switch (event.type) {
    case "history.loaded":
      return changeRoom(context, event.roomId, (known) => addPage(known, event, myId(context)));
    case "thread.loaded":
      return changeRoom(context, event.roomId, (known) => addThreadPage(known, event));
    case "history.older":
      return inActive(context, (known) => ({ ...known, loading: true }));
    case "post.send": {
      const { outgoingId: id, body, parentId, attachments } = event;
      return inActive(context, (known) => ({
        ...known,
        outgoing: [...known.outgoing, { id, body, parentId, attachments }],
      }));
    }
    case "post.retry":
      return inActive(context, (known) => changePost(known, event.outgoingId, { failure: undefined }));
    case "post.discard":
      return inActive(context, (known) => dropPost(known, event.outgoingId));
    case "post.stored":
      return changeRoom(context, event.roomId, (known) => dropPost(known, event.outgoingId));
    case "post.failed":
      return changeRoom(context, event.roomId, (known) =>
        changePost(known, event.outgoingId, { failure: event.failure }),
      );
    default:
      return {};
  }
}

const inActive = (context: RoomsContext, change: (room: RoomState) => RoomState): Change => {
  const active = activeRoom(context);
  return active ? changeRoom(context, active.room.id, change) : {};
};

function listRooms(context: RoomsContext, { rooms }: EventOf<"rooms.listed">): Change {
  const known = (id: string) => context.rooms.find(({ room }) => room.id === id);
  const listed = rooms.map((room) => {
    const state = known(room.id);
    return state ? relist(state, room) : newRoom(room);
  });
  return { rooms: listed, listed: true };
}

function join(context: RoomsContext, event: EventOf<"room.joined">): Change {
  const { room, members } = event;
  const known = context.rooms.find((state) => state.room.id === room.id);
  const joined = joinRoom(known ?? newRoom({ ...room, unread: 0, invited: false }), event, myId(context));
  const isShown = known !== undefined && activeRoom(context) === known;
  const state = isShown && !joined.loaded ? { ...joined, loading: true } : joined;
  const rooms = known ? context.rooms.map((other) => (other === known ? state : other)) : [...context.rooms, state];
  const people = { ...context.people, ...Object.fromEntries(members.map(({ user }) => [user.id, user])) };
  const presence = { ...context.presence, ...Object.fromEntries(members.map(({ user, status }) => [user.id, status])) };
  return { rooms, people, presence };
}

function make(context: RoomsContext, { room }: EventOf<"room.made">): Change {
  const view: Change = { creating: false, activeId: room.id, threadId: null, farewell: null };
  if (roomOf(context, room.id)) return view;
  const state = newRoom({ ...room, role: "owner", unread: 0, invited: false });
  return { ...view, rooms: [...context.rooms, state] };
}

function applyTo(context: RoomsContext, { roomId, seq, change }: EventOf<"room.changed">): Change {
  const me = myId(context);
  const changed = changeRoom(context, roomId, (known) => applyChange(known, seq, change, me));
  if (change.kind !== "memberLeft" || change.userId !== me) return changed;
  const isShown = activeRoom(context)?.room.id === roomId;
  // What is private cannot be found again by one who has left it.
  const rooms = changed.rooms?.filter(
    ({ room, role }) => role !== null || room.id !== roomId || room.visibility === "public",
  );
  const left = { ...changed, ...(rooms ? { rooms } : {}) };
  return isShown ? { ...left, threadId: null, farewell: context.farewell ?? "You have left this room." } : left;
}

/** A public room stays in sight of one who was removed from it, until the next list. */
function lose(context: RoomsContext, { roomId, kicked, reason }: EventOf<"room.gone">): Change {
  const known = roomOf(context, roomId);
  if (!known) return {};
  const isShown = activeRoom(context) === known;
  const why = kicked ? "You were removed from this room." : "This room was deleted.";
  const words = reason === undefined ? why : `${why} “${reason}”`;
  const rooms =
    kicked && known.room.visibility === "public"
      ? context.rooms.map((other) => (other === known ? leaveRoom(other) : other))
      : context.rooms.filter((other) => other !== known);
  return isShown ? { rooms, farewell: words, threadId: null } : { rooms };
}

/** What was lost in between cannot be told any more: everything is loaded anew. */
const resetRoom = (known: RoomState, headSeq: number): RoomState => ({
  ...known,
  seq: headSeq,
  watched: headSeq > 0,
  messages: [],
  threads: {},
  duringLoad: [],
  loaded: false,
  hasMore: false,
  loading: false,
});

function setTyping(known: RoomState, { userId, typing }: EventOf<"typing.changed">): RoomState {
  const others = known.typing.filter((typist) => typist !== userId);
  return { ...known, typing: typing ? [...others, userId] : others };
}

function open(context: RoomsContext, { roomId }: EventOf<"room.open">): Change {
  const known = roomOf(context, roomId);
  const view = { activeId: known?.room.id ?? roomId, threadId: null, farewell: null };
  if (!known) return view;
  const newFrom = firstUnread(known, myId(context));
  return { ...view, ...changeRoom(context, known.room.id, (state) => ({ ...state, newFrom })) };
}

function failCommand(context: RoomsContext, { command }: EventOf<"command.failed">): Change {
  const creating = command.type === "create" ? false : context.creating;
  if (command.type !== "history" && command.type !== "thread") return { creating };
  return changeRoom(context, command.roomId, (known) => ({ ...known, loading: false, threads: settle(known.threads) }));
}

const settle = (threads: RoomState["threads"]): RoomState["threads"] =>
  Object.fromEntries(Object.entries(threads).map(([id, thread]) => [id, { ...thread, loading: false }]));

function loadReplies(known: RoomState, parentId: string): RoomState {
  const thread = known.threads[parentId] ?? { until: 0, hasMore: true };
  return { ...known, threads: { ...known.threads, [parentId]: { ...thread, loading: true } } };
}

function changePost(room: RoomState, id: string, change: Partial<RoomState["outgoing"][number]>): RoomState {
  return { ...room, outgoing: room.outgoing.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)) };
}

const dropPost = (room: RoomState, id: string): RoomState => ({
  ...room,
  outgoing: room.outgoing.filter((entry) => entry.id !== id),
});
