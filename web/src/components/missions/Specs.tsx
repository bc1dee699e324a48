import type { Mission } from "@parlance/shared-types";
import {
  IconAlertCircle,
  IconChevronDown,
  IconCircleCheck,
  IconCircleDashed,
  IconLoader2,
  IconPlayerStop,
} from "@tabler/icons-react";
import { useDeferredValue, useId, useState } from "react";
import type { ForgeSession, Story } from "../../missions/story.ts";
import { compact, specsToCome } from "../../missions/view.ts";
import { CopyAction } from "../CopyAction.tsx";
import { Markdown } from "../Markdown.tsx";

/** The specs of a mission: what came of those that are over, what is being written, how many come. */
export function Specs({ mission, story }: { mission: Mission; story: Story }) {
  const toCome = specsToCome(mission, story);
  const newest = story.sessions.at(-1)?.id;
  return (
    <section className="panel" aria-labelledby="specs-title">
      <h2 id="specs-title">Specs</h2>
      <ol className="specs">
        {story.sessions.map((session) => (
          <Spec key={session.id} session={session} isNewest={session.id === newest} />
        ))}
      </ol>
      {toCome > 0 && (
        <p className="specs__rest">
          <IconCircleDashed size={18} aria-hidden />
          {toCome === 1 ? "1 spec" : `${toCome} specs`} to come
        </p>
      )}
    </section>
  );
}

const STATES: Record<ForgeSession["status"], { words: string; Icon: typeof IconLoader2 }> = {
  running: { words: "At work", Icon: IconLoader2 },
  completed: { words: "Done", Icon: IconCircleCheck },
  failed: { words: "Failed", Icon: IconAlertCircle },
  cancelled: { words: "Stopped", Icon: IconPlayerStop },
  interrupted: { words: "Cut off by a stop of the server", Icon: IconPlayerStop },
};

/** The newest one is open, until the reader decides otherwise. */
function Spec({ session, isNewest }: { session: ForgeSession; isNewest: boolean }) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const id = useId();
  const isOpen = chosen ?? isNewest;
  const { words, Icon } = STATES[session.status];
  const used = session.usage.at(-1);
  return (
    <li className="spec" data-testid="spec" data-status={session.status}>
      <h3>
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setChosen(!isOpen)}>
          <Icon size={18} aria-hidden className="spec__icon" />
          <span className="spec__name">{session.specId}</span>
          <span className="spec__about">
            {words}
            {used && ` · ${compact(used.inputTokens + used.outputTokens)} tokens`}
          </span>
          <IconChevronDown size={16} className="chevron" data-open={isOpen || undefined} aria-hidden />
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Result session={session} />}
      </div>
    </li>
  );
}

function Result({ session: { status, text, error } }: { session: ForgeSession }) {
  const isRunning = status === "running";
  // Markdown is parsed when there is time: typing and scrolling go first.
  const shown = useDeferredValue(text);
  return (
    <div className="spec__result" aria-busy={isRunning}>
      {shown !== "" && <Markdown text={shown} isStreaming={isRunning} />}
      {shown === "" && error === undefined && (
        <p className="panel__empty">{isRunning ? "Nothing is written yet…" : "It gave no answer."}</p>
      )}
      {error !== undefined && (
        <p className="failure">
          <span className="failure__text">{error}</span>
        </p>
      )}
      {!isRunning && shown !== "" && <CopyAction text={text} label="Copy the result" />}
    </div>
  );
}
