import type { Attachment, ChatMessage, ListedRoom, Member, ReadPosition, Role, Room } from "@parlance/shared-types";
import { mergeMessages } from "../chat/messages.ts";
import type { Failure } from "../lib/failure.ts";
import type { RoomChange } from "./events.ts";
import { changeMessages, countReply } from "./messages.ts";

/** A message of this page, from Enter until the server has stored it. */
export interface OutgoingPost {
  /** The `requestId` of its `chat:send`. */
  id: string;
  body: string;
  parentId?: string | undefined;
  attachments: readonly Attachment[];
  /** Absent while it is on its way. */
  failure?: Failure | undefined;
  /** The stored message: its event comes before the reply. */
  messageId?: string | undefined;
}

/** How far the replies to a message are known: they are read from the oldest on. */
export interface ThreadPages {
  /** The `seq` of the newest reply that a page has brought. */
  until: number;
  hasMore: boolean;
  loading: boolean;
}

/** What this page knows of one room. `messages` is in order of `seq`, each id once, replies included. */
export interface RoomState {
  room: Room;
  /** Null for one who is no member. */
  role: Role | null;
  invited: boolean;
  /** This connection, or the one before it, watches the room. */
  watched: boolean;
  /** The newest change that has been applied. */
  seq: number;
  unread: number;
  members: readonly Member[];
  typing: readonly string[];
  /** The newest message that each user has read, as far as this page has been told. */
  reads: Readonly<Record<string, string>>;
  messages: readonly ChatMessage[];
  loaded: boolean;
  hasMore: boolean;
  loading: boolean;
  threads: Readonly<Record<string, ThreadPages>>;
  /** Changes that came while a page was on its way: the page may be older than they are. */
  duringLoad: readonly RoomChange[];
  outgoing: readonly OutgoingPost[];
  /** The first message that was unread when the room was opened. */
  newFrom: string | null;
}

export function newRoom(listed: ListedRoom): RoomState {
  const { role, unread, invited, ...room } = listed;
  return {
    room,
    role: role ?? null,
    invited,
    watched: false,
    seq: 0,
    unread,
    members: [],
    typing: [],
    reads: {},
    messages: [],
    loaded: false,
    hasMore: false,
    loading: false,
    threads: {},
    duringLoad: [],
    outgoing: [],
    newFrom: null,
  };
}

/** The list's word on a room that is known already; what is watched knows better how much is unread. */
export function relist(state: RoomState, listed: ListedRoom): RoomState {
  const { role = null, unread, invited, ...room } = listed;
  if (role === null) return { ...leaveRoom(state), room, invited };
  return { ...state, room, role, invited, unread: state.watched ? state.unread : unread };
}

/** The reply of `room:join`: the truth of the server at `headSeq`. */
export function joinRoom(
  state: RoomState,
  joined: { room: Room; members: readonly Member[]; headSeq: number; unread: number; reads: readonly ReadPosition[] },
  me: string,
): RoomState {
  const { room, members, headSeq, unread } = joined;
  const role = members.find(({ user }) => user.id === me)?.role ?? state.role ?? "member";
  const reads = Object.fromEntries(joined.reads.map(({ userId, messageId }) => [userId, messageId]));
  const seq = Math.max(state.seq, headSeq);
  return { ...state, room, members, unread, reads, role, invited: false, watched: true, seq };
}

/** A page from the end, or of what is older than `before`. */
export function addPage(
  state: RoomState,
  page: { before?: number | undefined; messages: readonly ChatMessage[]; hasMore: boolean },
  me: string,
): RoomState {
  const merged = { ...mergePage(state, page.messages), loaded: true, loading: false };
  if (page.before !== undefined) return { ...merged, hasMore: page.hasMore };
  return { ...merged, hasMore: state.loaded ? state.hasMore : page.hasMore, newFrom: firstUnread(merged, me) };
}

export function addThreadPage(
  state: RoomState,
  page: { parentId: string; messages: readonly ChatMessage[]; hasMore: boolean },
): RoomState {
  const { parentId, hasMore } = page;
  const until = page.messages.at(-1)?.seq ?? state.threads[parentId]?.until ?? 0;
  const merged = mergePage(state, page.messages);
  const replyCount = merged.messages.filter((message) => message.parentId === parentId).length;
  const messages = merged.messages.map((message) =>
    message.id === parentId && !hasMore ? { ...message, replyCount } : message,
  );
  return { ...merged, messages, threads: { ...state.threads, [parentId]: { until, hasMore, loading: false } } };
}

/** What is known has had every change up to now; what is new to this page may be older than those that came meanwhile. */
function mergePage(state: RoomState, page: readonly ChatMessage[]): RoomState {
  const messages = state.duringLoad.reduce(changeMessages, mergeMessages(page, state.messages));
  return { ...state, messages, duringLoad: [] };
}

/** Others' messages that stand after `seq`. */
const othersAfter = (state: RoomState, seq: number, me: string): readonly ChatMessage[] =>
  state.messages.filter((message) => message.seq > seq && message.senderId !== me && message.deletedAt === undefined);

export const firstUnread = (state: RoomState, me: string): string | null =>
  state.unread === 0 ? null : (othersAfter(state, 0, me).at(-state.unread)?.id ?? null);

/** A durable event, in the order of `seq`; one that has been applied changes nothing. */
export function applyChange(state: RoomState, seq: number, change: RoomChange, me: string): RoomState {
  if (seq <= state.seq) return state;
  const isLoading = state.loading || Object.values(state.threads).some(({ loading }) => loading);
  const duringLoad = isLoading ? [...state.duringLoad, change] : state.duringLoad;
  const next: RoomState = { ...state, seq, duringLoad };
  switch (change.kind) {
    case "message":
      return receive(next, change.message, me);
    case "read":
      return read(next, change, me);
    case "deleted":
      return {
        ...next,
        messages: changeMessages(state.messages, change),
        unread: unreadWithout(state, change.messageId, me),
      };
    case "memberJoined":
      return { ...next, room: { ...state.room, memberCount: state.room.memberCount + 1 } };
    case "memberLeft":
      return leave(next, change.userId, me);
    case "roleSet":
      return setRole(next, change.userId, change.role, me);
    case "updated":
      return { ...next, room: { ...change.room, memberCount: state.room.memberCount } };
    default:
      return { ...next, messages: changeMessages(state.messages, change) };
  }
}

function receive(state: RoomState, message: ChatMessage, me: string): RoomState {
  const isMine = message.senderId === me;
  const isKnown = state.messages.some(({ id }) => id === message.id);
  const counted = isKnown ? state.messages : countReply(state.messages, message.parentId);
  const { parentId } = message;
  const thread = parentId === undefined ? undefined : state.threads[parentId];
  const threads =
    parentId === undefined || !thread || thread.hasMore || thread.loading
      ? state.threads
      : { ...state.threads, [parentId]: { ...thread, until: message.seq } };
  return {
    ...state,
    threads,
    messages: mergeMessages(counted, [message]),
    typing: state.typing.filter((userId) => userId !== message.senderId),
    unread: isMine || message.deletedAt !== undefined ? state.unread : state.unread + 1,
    outgoing: isMine ? bind(state.outgoing, message) : state.outgoing,
  };
}

/** Events carry no `requestId`: the oldest of this page's own with the same text is it. */
function bind(outgoing: readonly OutgoingPost[], message: ChatMessage): readonly OutgoingPost[] {
  const own = outgoing.find(
    ({ messageId, body, parentId }) =>
      messageId === undefined && body === message.body && parentId === message.parentId,
  );
  return outgoing.map((entry) => (entry === own ? { ...entry, messageId: message.id } : entry));
}

function read(state: RoomState, { messageId, userId }: { messageId: string; userId: string }, me: string): RoomState {
  const reads = { ...state.reads, [userId]: messageId };
  const upTo = state.messages.find(({ id }) => id === messageId);
  if (userId !== me || !upTo) return { ...state, reads };
  return { ...state, reads, unread: othersAfter(state, upTo.seq, me).length };
}

function unreadWithout(state: RoomState, messageId: string, me: string): number {
  const message = state.messages.find(({ id }) => id === messageId);
  if (!message || message.senderId === me || message.deletedAt !== undefined) return state.unread;
  const isUnread = othersAfter(state, message.seq - 1, me).length <= state.unread;
  return isUnread ? Math.max(0, state.unread - 1) : state.unread;
}

function leave(state: RoomState, userId: string, me: string): RoomState {
  const room = { ...state.room, memberCount: Math.max(0, state.room.memberCount - 1) };
  const members = state.members.filter(({ user }) => user.id !== userId);
  const typing = state.typing.filter((typist) => typist !== userId);
  const rest = { ...state, room, members, typing };
  return userId === me ? leaveRoom(rest) : rest;
}

/** What is left of a room for one who is no member any more. */
export const leaveRoom = (state: RoomState): RoomState => ({
  ...newRoom({ ...state.room, unread: 0, invited: false }),
  seq: state.seq,
});

function setRole(state: RoomState, userId: string, role: Role, me: string): RoomState {
  const members = state.members.map((member) => (member.user.id === userId ? { ...member, role } : member));
  return { ...state, members, role: userId === me ? role : state.role };
}
