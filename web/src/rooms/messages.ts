import type { ChatMessage } from "@parlance/shared-types";
import type { RoomChange } from "./events.ts";

/** What is done to messages; doing it twice is doing it once. */
export function changeMessages(messages: readonly ChatMessage[], change: RoomChange): readonly ChatMessage[] {
  const of = (id: string, to: (message: ChatMessage) => ChatMessage) =>
    messages.map((message) => (message.id === id ? to(message) : message));
  switch (change.kind) {
    case "edited":
      return of(change.message.id, (known) => ({
        ...known,
        body: change.message.body,
        editedAt: change.message.editedAt,
      }));
    case "deleted":
      return of(change.messageId, (known) => ({
        ...known,
        body: "",
        attachments: [],
        deletedAt: change.deletedAt,
      }));
    case "redacted":
      return of(change.messageId, (known) => ({
        ...known,
        body: change.newBody,
        redactedAt: known.redactedAt ?? known.createdAt,
      }));
    case "reaction":
      return of(change.messageId, (known) => react(known, change));
    default:
      return messages;
  }
}

function react(
  message: ChatMessage,
  change: { userId: string; reaction: string; action: "add" | "remove" },
): ChatMessage {
  const { userId, reaction, action } = change;
  const known = message.reactions.find((entry) => entry.reaction === reaction)?.userIds ?? [];
  const others = known.filter((id) => id !== userId);
  const isSame = action === "add" ? others.length < known.length : others.length === known.length;
  if (isSame) return message;
  const userIds = action === "add" ? [...known, userId] : others;
  const isNew = known.length === 0;
  const reactions = isNew
    ? [...message.reactions, { reaction, userIds }]
    : message.reactions.map((entry) => (entry.reaction === reaction ? { reaction, userIds } : entry));
  return { ...message, reactions: reactions.filter((entry) => entry.userIds.length > 0) };
}

/** A reply has come that was not known. */
export const countReply = (messages: readonly ChatMessage[], parentId: string | undefined): readonly ChatMessage[] =>
  parentId === undefined
    ? messages
    : messages.map((message) =>
        message.id === parentId ? { ...message, replyCount: message.replyCount + 1 } : message,
      );
