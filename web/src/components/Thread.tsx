import { Button } from "@mantine/core";
import type { Session } from "@parlance/shared-types";
import { IconArrowDown } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import { conversationOf } from "../chat/context.ts";
import type { Conversation } from "../chat/conversation.ts";
import { useChat, useSend } from "../chat/react.tsx";
import { type Item, timeline } from "../chat/timeline.ts";
import { useOlderOnScroll } from "../hooks/useOlderOnScroll.ts";
import { useStickToBottom } from "../hooks/useStickToBottom.ts";
import { Answer } from "./Answer.tsx";
import { EmptySession } from "./EmptySession.tsx";
import { Said } from "./Said.tsx";

/** The conversation of one session. */
export function Thread({ session }: { session: Session }) {
  const conversation = useChat(({ context }) => conversationOf(context, session.id));
  const items = useMemo(() => timeline(conversation), [conversation]);
  if (items.length === 0) return <EmptySession />;
  return <Items items={items} model={session.model} conversation={conversation} />;
}

interface ItemsProps {
  items: readonly Item[];
  model: string;
  conversation: Conversation;
}

function Items({ items, model, conversation: { hasMore, loadingOlder, outgoing } }: ItemsProps) {
  const send = useSend();
  const load = useCallback(() => send({ type: "history.older" }), [send]);
  const { viewport, content, atBottom, jump } = useStickToBottom(outgoing.at(-1)?.id);
  const beginning = useOlderOnScroll({ viewport, firstKey: items[0]?.key, hasMore, load });
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="viewport" ref={viewport} tabIndex={0} aria-label="Conversation">
        <div className="thread" ref={content}>
          <div ref={beginning} />
          {hasMore && (
            <Button className="thread__older" variant="subtle" size="compact-sm" loading={loadingOlder} onClick={load}>
              Earlier messages
            </Button>
          )}
          {items.map((item) =>
            item.role === "user" ? (
              <Said key={item.key} item={item} />
            ) : (
              <Answer key={item.key} item={item} model={item.model ?? model} />
            ),
          )}
        </div>
      </section>
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
