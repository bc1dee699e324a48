import { Button } from "@mantine/core";
import { useMemo } from "react";
import { useStickToBottom } from "../../hooks/useStickToBottom.ts";
import { myId } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { type Entry, threadEntries } from "../../rooms/view.ts";
import { Entries } from "./Entries.tsx";
import { Pane } from "./Pane.tsx";
import { Post } from "./Post.tsx";
import { RoomComposer } from "./RoomComposer.tsx";
import { UnsentPost } from "./UnsentPost.tsx";

/** A message with the replies to it, beside the room. */
export function ThreadPane({ state, parentId }: { state: RoomState; parentId: string }) {
  const me = useRooms(myId);
  const send = useSendToRooms();
  const replies = useMemo(() => threadEntries(state, parentId, me), [state, parentId, me]);
  const root = state.messages.find(({ id }) => id === parentId);
  const unsent = state.outgoing.filter((post) => post.parentId === parentId && post.messageId === undefined);
  const { viewport, content } = useStickToBottom(unsent.at(-1)?.id);
  const thread = state.threads[parentId];

  return (
    <Pane title="Thread" onClose={() => send({ type: "thread.close" })}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="pane__body" ref={viewport} tabIndex={0} aria-label="Replies">
        <div className="posts" ref={content}>
          {root && <Post entry={alone(root)} room={state.room} role={state.role} isThread />}
          {replies.length > 0 && (
            <div className="divider">{replies.length === 1 ? "1 reply" : `${replies.length} replies`}</div>
          )}
          <Entries entries={replies} state={state} isThread />
          {thread?.hasMore && (
            <Button
              className="thread__older"
              variant="subtle"
              size="compact-sm"
              loading={thread.loading}
              onClick={() => send({ type: "thread.more" })}
            >
              More replies
            </Button>
          )}
          {unsent.map((post) => (
            <UnsentPost key={post.id} post={post} />
          ))}
        </div>
      </section>
      <div className="pane__dock">
        <RoomComposer roomId={state.room.id} parentId={parentId} />
      </div>
    </Pane>
  );
}

const alone = (message: Entry["message"]): Entry => ({
  message,
  continues: false,
  startsDay: false,
  startsNew: false,
  readers: [],
});
