import type { ChatMessage } from "@parlance/shared-types";
import type { RoomState } from "./room.ts";

/** A message with how it stands in the room. */
export interface Entry {
  message: ChatMessage;
  /** Follows another one of the same person, a moment later: their name is not said again. */
  continues: boolean;
  /** The first of its day. */
  startsDay: boolean;
  /** The first that was unread when the room was opened. */
  startsNew: boolean;
  /** Who has read up to here and no further, this reader left out. */
  readers: readonly string[];
}

/** Messages of one person within this time stand together, in milliseconds. */
const TOGETHER = 5 * 60_000;

/** The room's own messages, without the replies in threads. */
export function roomEntries(state: RoomState, me: string): readonly Entry[] {
  return entriesOf(state.messages.filter(isShown), state, me);
}

/** The replies to a message, as far as they are known without a gap. */
export function threadEntries(state: RoomState, parentId: string, me: string): readonly Entry[] {
  const { until = 0, hasMore = true } = state.threads[parentId] ?? {};
  const replies = state.messages.filter(
    (message) => message.parentId === parentId && (!hasMore || message.seq <= until),
  );
  return entriesOf(replies, { ...state, reads: {}, newFrom: null }, me);
}

const isShown = (message: ChatMessage): boolean => message.parentId === undefined;

function entriesOf(messages: readonly ChatMessage[], state: RoomState, me: string): readonly Entry[] {
  const readers = readersOf(messages, state, me);
  return messages.map((message, index): Entry => {
    const before = messages[index - 1];
    const startsDay = !before || dayOf(before) !== dayOf(message);
    const startsNew = message.id === state.newFrom;
    const gap = before ? Date.parse(message.createdAt) - Date.parse(before.createdAt) : TOGETHER;
    const continues = !startsDay && !startsNew && before?.senderId === message.senderId && gap < TOGETHER;
    return { message, continues, startsDay, startsNew, readers: readers.get(message.id) ?? [] };
  });
}

/** Each reader stands at the last shown message that they have read; authors have read their own. */
function readersOf(
  messages: readonly ChatMessage[],
  state: RoomState,
  me: string,
): ReadonlyMap<string, readonly string[]> {
  const seqs = new Map(state.messages.map(({ id, seq }) => [id, seq]));
  const byMessage = new Map<string, string[]>();
  for (const [userId, messageId] of Object.entries(state.reads)) {
    const seq = seqs.get(messageId);
    if (userId === me || seq === undefined) continue;
    const last = messages.findLast((message) => message.seq <= seq);
    if (last && last.senderId !== userId) byMessage.set(last.id, [...(byMessage.get(last.id) ?? []), userId]);
  }
  return byMessage;
}

const dayOf = ({ createdAt }: ChatMessage): string => new Date(createdAt).toDateString();

/** The newest message that somebody else wrote, if this reader has not been seen to read it. */
export function newestUnread(state: RoomState, me: string): string | null {
  if (state.unread === 0) return null;
  const newest = state.messages.findLast(({ senderId, deletedAt }) => senderId !== me && deletedAt === undefined);
  return newest && state.reads[me] !== newest.id ? newest.id : null;
}

/** "Ada is typing", "Ada and Bob are typing" */
export function typingWords(names: readonly string[]): string {
  const [first, second] = names;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing…`;
  return names.length === 2
    ? `${first} and ${second} are typing…`
    : `${first} and ${names.length - 1} others are typing…`;
}
