import { Fragment } from "react";
import { longDay } from "../../lib/time.ts";
import type { RoomState } from "../../rooms/room.ts";
import type { Entry } from "../../rooms/view.ts";
import { Post } from "./Post.tsx";

interface EntriesProps {
  entries: readonly Entry[];
  state: RoomState;
  isThread: boolean;
}

/** Messages with what divides them: days, and where the new ones begin. */
export function Entries({ entries, state: { room, role }, isThread }: EntriesProps) {
  return entries.map((entry) => (
    <Fragment key={entry.message.id}>
      {entry.startsDay && !isThread && <div className="divider">{longDay(entry.message.createdAt)}</div>}
      {entry.startsNew && (
        <div className="divider" data-new>
          New messages
        </div>
      )}
      <Post entry={entry} room={room} role={role} isThread={isThread} />
    </Fragment>
  ));
}
