import { Button } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useCallback, useMemo, useState } from "react";
import { useOlderOnScroll } from "../../hooks/useOlderOnScroll.ts";
import { useSeen } from "../../hooks/useSeen.ts";
import { useStickToBottom } from "../../hooks/useStickToBottom.ts";
import { myId, nameOf } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { roomEntries } from "../../rooms/view.ts";
import { Entries } from "./Entries.tsx";
import { UnsentPost } from "./UnsentPost.tsx";

/** What is said in a room. */
export function RoomMessages({ state }: { state: RoomState }) {
  const me = useRooms(myId);
  const entries = useMemo(() => roomEntries(state, me), [state, me]);
  const unsent = state.outgoing.filter(({ parentId, messageId }) => parentId === undefined && messageId === undefined);
  const send = useSendToRooms();
  const load = useCallback(() => send({ type: "history.older" }), [send]);
  const { viewport, content, atBottom, jump } = useStickToBottom(unsent.at(-1)?.id);
  const firstKey = state.messages[0]?.id;
  const beginning = useOlderOnScroll({ viewport, firstKey, hasMore: state.hasMore, load });
  useSeen(state, atBottom);
  const words = useLatestWords(state, me);

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="viewport" ref={viewport} tabIndex={0} aria-label="Conversation">
        <div className="thread posts" ref={content}>
          <div ref={beginning} />
          {state.hasMore ? (
            <Button className="thread__older" variant="subtle" size="compact-sm" loading={state.loading} onClick={load}>
              Earlier messages
            </Button>
          ) : (
            <Beginning state={state} />
          )}
          <Entries entries={entries} state={state} isThread={false} />
          {unsent.map((post) => (
            <UnsentPost key={post.id} post={post} />
          ))}
        </div>
      </section>
      <div className="visually-hidden" aria-live="polite">
        {words}
      </div>
      {!atBottom && (
        <Button
          className="jump"
          radius="xl"
          size="compact-md"
          variant="default"
          onClick={jump}
          leftSection={<IconArrowDown size={16} />}
        >
          Jump to latest
        </Button>
      )}
    </>
  );
}

function Beginning({ state: { room } }: { state: RoomState }) {
  return (
    <div className="posts__beginning">
      <h2>{room.name}</h2>
      <p>
        This is where the room begins.{" "}
        {room.visibility === "public" ? "Everybody may join it." : "Only invited people may join it."}
      </p>
    </div>
  );
}

/** What somebody else has said since the room is on the screen, for a screen reader. */
function useLatestWords(state: RoomState, me: string): string {
  const [shownSeq] = useState(state.seq);
  const latest = state.messages.findLast(({ senderId }) => senderId !== me);
  const name = useRooms((context) => nameOf(context, latest?.senderId ?? ""));
  return latest === undefined || latest.seq <= shownSeq || latest.body === "" ? "" : `${name}: ${latest.body}`;
}
