import type { Role, Room } from "@parlance/shared-types";
import { IconMessageReply } from "@tabler/icons-react";
import { memo, useState } from "react";
import { clockTime, fullTime } from "../../lib/time.ts";
import { myId, nameOf, presenceOf } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { Entry } from "../../rooms/view.ts";
import { Attachments } from "./Attachments.tsx";
import { EditPost } from "./EditPost.tsx";
import { Face } from "./Face.tsx";
import { Linked } from "./Linked.tsx";
import { PostActions } from "./PostActions.tsx";
import { Reactions } from "./Reactions.tsx";
import { Readers } from "./Readers.tsx";

interface PostProps {
  entry: Entry;
  room: Room;
  role: Role | null;
  isThread: boolean;
}

/** A message of somebody in a room. */
export const Post = memo(
  function Post({ entry, room, role, isThread }: PostProps) {
    const { message, continues } = entry;
    const name = useRooms((context) => nameOf(context, message.senderId));
    const status = useRooms((context) => presenceOf(context, message.senderId));
    const [isEditing, setEditing] = useState(false);
    const isMine = useRooms(myId) === message.senderId;
    const isDeleted = message.deletedAt !== undefined;
    return (
      <article
        className="post"
        data-testid="post"
        data-mine={isMine || undefined}
        data-continues={continues || undefined}
        data-deleted={isDeleted || undefined}
      >
        {!continues && <Face name={name} status={status} />}
        <div className="post__main">
          <header className={continues ? "visually-hidden" : "post__meta"}>
            <h2 className="post__name">{name}</h2>
            <time dateTime={message.createdAt} title={fullTime(message.createdAt)}>
              {clockTime(message.createdAt)}
            </time>
          </header>
          {isEditing ? <EditPost message={message} onDone={() => setEditing(false)} /> : <Body entry={entry} />}
          <Attachments attachments={message.attachments} />
          <Reactions message={message} />
          {!isThread && message.replyCount > 0 && <Replies messageId={message.id} count={message.replyCount} />}
          <Readers userIds={entry.readers} />
        </div>
        {!isDeleted && !isEditing && (
          <PostActions
            message={message}
            room={room}
            role={role}
            isMine={isMine}
            isThread={isThread}
            onEdit={() => setEditing(true)}
          />
        )}
      </article>
    );
  },
  (before, after) =>
    before.entry.message === after.entry.message &&
    before.entry.continues === after.entry.continues &&
    before.entry.readers.join() === after.entry.readers.join() &&
    before.role === after.role &&
    before.room.kind === after.room.kind,
);

function Body({ entry: { message } }: { entry: Entry }) {
  if (message.deletedAt !== undefined) return <p className="post__gone">This message was deleted.</p>;
  const isRedacted = message.redactedAt !== undefined;
  if (message.body === "") return null;
  return (
    <div className="post__body" data-redacted={isRedacted || undefined}>
      <Linked text={message.body} />
      {isRedacted ? (
        <span className="post__note"> (redacted)</span>
      ) : (
        message.editedAt !== undefined && (
          <span className="post__note" title={fullTime(message.editedAt)}>
            {" "}
            (edited)
          </span>
        )
      )}
    </div>
  );
}

function Replies({ messageId, count }: { messageId: string; count: number }) {
  const send = useSendToRooms();
  return (
    <button type="button" className="post__replies" onClick={() => send({ type: "thread.open", messageId })}>
      <IconMessageReply size={15} aria-hidden />
      {count === 1 ? "1 reply" : `${count} replies`}
    </button>
  );
}
