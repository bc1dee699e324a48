import type { ChatMessage } from "@parlance/shared-types";
import { myId, nameOf } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";

/** Who reacted with what; a press adds one's own or takes it back. */
export function Reactions({ message }: { message: ChatMessage }) {
  if (message.reactions.length === 0 || message.deletedAt !== undefined) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {message.reactions.map(({ reaction, userIds }) => (
        <li key={reaction}>
          <Chip messageId={message.id} reaction={reaction} userIds={userIds} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ messageId, reaction, userIds }: { messageId: string; reaction: string; userIds: readonly string[] }) {
  const isMine = useRooms((context) => userIds.includes(myId(context)));
  const names = useRooms((context) => userIds.map((userId) => nameOf(context, userId)).join(", "));
  const send = useSendToRooms();
  const toggle = () =>
    send({
      type: "act",
      name: "chat:reaction",
      payload: { messageId, reaction, action: isMine ? "remove" : "add" },
    });
  return (
    <button
      type="button"
      className="reaction"
      aria-pressed={isMine}
      aria-label={`${reaction}, ${userIds.length}: ${names}`}
      title={names}
      onClick={toggle}
    >
      <span aria-hidden>{reaction}</span>
      <span aria-hidden>{userIds.length}</span>
    </button>
  );
}
