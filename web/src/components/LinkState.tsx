import type { LinkState as State } from "../chat/events.ts";
import { useChat } from "../chat/react.tsx";

const WORDS: Record<State, string> = {
  connecting: "Connecting",
  connected: "Connected",
  reconnecting: "Reconnecting",
  closed: "Offline",
};

/** A dot while all is well, a word when it is not. */
export function LinkState() {
  const state = useChat((snapshot) => snapshot.value.link);
  return (
    <span className="link-state" role="status" data-testid="connection-state" data-state={state} title={WORDS[state]}>
      <span className={state === "connected" ? "visually-hidden" : undefined}>{WORDS[state]}</span>
    </span>
  );
}
