import { shallowEqual } from "@mantine/hooks";
import { memo } from "react";
import type { Item, ItemStatus } from "../chat/timeline.ts";
import { fullTime } from "../lib/time.ts";
import { FailureNote } from "./FailureNote.tsx";

const STATE_WORDS: Partial<Record<ItemStatus, string>> = {
  sending: "Sending…",
  queued: "Queued: it is answered after the present one",
};

/** A message of a person. */
export const Said = memo(
  function Said({ item }: { item: Item }) {
    const words = STATE_WORDS[item.status];
    return (
      <article className="said" data-testid="message" data-role="user" data-status={item.status}>
        <h2 className="visually-hidden">You said</h2>
        <div className="said__bubble" title={item.at && fullTime(item.at)}>
          {item.text}
        </div>
        {words && <span className="said__state">{words}</span>}
        <FailureNote item={item} />
      </article>
    );
  },
  (before, after) => shallowEqual(before.item, after.item),
);
