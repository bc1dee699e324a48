import { shallowEqual } from "@mantine/hooks";
import { memo, useDeferredValue } from "react";
import { useSend } from "../chat/react.tsx";
import type { Item } from "../chat/timeline.ts";
import { clockTime, fullTime } from "../lib/time.ts";
import { CopyAction } from "./CopyAction.tsx";
import { FailureNote } from "./FailureNote.tsx";
import { Markdown } from "./Markdown.tsx";
import { RunLog } from "./RunLog.tsx";

/** The answer of an agent: as it streams, and when it stands. */
export const Answer = memo(
  function Answer({ item, model }: { item: Item; model: string }) {
    const isStreaming = item.status === "streaming";
    // Markdown is parsed when there is time: typing and scrolling go first.
    const text = useDeferredValue(item.text);
    return (
      <article
        className="answer"
        data-testid="message"
        data-role="agent"
        data-status={item.status}
        aria-busy={isStreaming}
      >
        <header className="answer__meta">
          <h2 className="visually-hidden">Answer</h2>
          <span className="answer__model">{model}</span>
          {item.at && (
            <time dateTime={item.at} title={fullTime(item.at)}>
              {clockTime(item.at)}
            </time>
          )}
          {item.status === "stopped" && <span>Stopped</span>}
        </header>
        {isStreaming && text === "" && <Waiting />}
        {text !== "" && <Markdown text={text} isStreaming={isStreaming} />}
        <FailureNote item={item} />
        <Foot item={item} />
      </article>
    );
  },
  (before, after) => shallowEqual(before.item, after.item),
);

function Foot({ item: { run, runId, status, text } }: { item: Item }) {
  const send = useSend();
  const load = runId !== undefined && !run ? () => send({ type: "run.showLog", runId }) : undefined;
  return (
    <RunLog lines={run?.logs ?? []} isLive={status === "streaming"} load={load}>
      {status !== "streaming" && text !== "" && <CopyAction text={text} label="Copy the answer" />}
    </RunLog>
  );
}

function Waiting() {
  return (
    <div className="waiting">
      <span className="visually-hidden">The agent is thinking</span>
      <span aria-hidden />
      <span aria-hidden />
      <span aria-hidden />
    </div>
  );
}
