import { useEffect, useRef, useState } from "react";
import { activeConversation } from "../chat/context.ts";
import { useChat } from "../chat/react.tsx";
import { nextAnnouncement } from "../lib/announce.ts";

/** Tells a screen reader about the present answer: that it has begun, its paragraphs, its end. */
export function Announcer() {
  const run = useChat(({ context }) => activeConversation(context).runs.at(-1));
  const spoken = useRef({ runId: "", length: 0, isOver: true });
  const [words, setWords] = useState("");

  useEffect(() => {
    if (!run) return;
    const isOver = run.status !== "running";
    const known = spoken.current;
    if (known.runId !== run.id) {
      // A run that was over before this page showed it is no news.
      spoken.current = { runId: run.id, length: isOver ? run.text.length : 0, isOver };
      if (!isOver) setWords("The agent is answering.");
      return;
    }
    if (known.isOver) return;
    const next = nextAnnouncement(run.text, known.length, isOver);
    spoken.current = { runId: run.id, length: next.spoken, isOver };
    const end = isOver ? ` ${END_WORDS[run.status]}` : "";
    if (next.say + end !== "") setWords(next.say + end);
  }, [run]);

  return (
    <div className="visually-hidden" aria-live="polite" data-testid="announcer">
      {words}
    </div>
  );
}

const END_WORDS = {
  running: "",
  completed: "End of the answer.",
  failed: "The answer failed.",
  cancelled: "The answer was stopped.",
};
