import { useHotkeys } from "@mantine/hooks";
import { activeSession } from "../chat/context.ts";
import { useChatActor } from "../chat/react.tsx";
import { groupByDay } from "../chat/sessions.ts";
import { useSessionChoice } from "./useSessionChoice.ts";

export const MESSAGE_FIELD = "message-field";

/** What the dialog tells; `Mod` is Ctrl, on a Mac ⌘. */
export const SHORTCUTS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ["Enter"], does: "Send the message" },
  { keys: ["Shift", "Enter"], does: "Begin a new line" },
  { keys: ["Esc"], does: "Stop the answer, or close what is open" },
  { keys: ["Alt", "N"], does: "New session" },
  { keys: ["Alt", "↑"], does: "Session above" },
  { keys: ["Alt", "↓"], does: "Session below" },
  { keys: ["Alt", "M"], does: "Go to the message field" },
  { keys: ["Mod", "/"], does: "Show these shortcuts" },
];

/** Shortcuts that work everywhere. All but Escape need a modifier, so that nothing happens by a slip. */
export function useShortcuts(showShortcuts: () => void): void {
  const actor = useChatActor();
  const choice = useSessionChoice();

  const step = (by: 1 | -1) => {
    const { context } = actor.getSnapshot();
    const shown = groupByDay(context.sessions, new Date()).flatMap(({ sessions }) => sessions);
    const active = activeSession(context);
    const target = shown[(active ? shown.indexOf(active) : 0) + by];
    if (target) choice.open(target.id);
  };
  const stop = () => {
    const somethingIsOpen = document.querySelector("[role='dialog'], [role='menu']") !== null;
    if (!somethingIsOpen) actor.send({ type: "run.stop" });
  };

  useHotkeys(
    [
      ["alt+N", () => choice.create(), { usePhysicalKeys: true }],
      ["alt+M", () => document.getElementById(MESSAGE_FIELD)?.focus(), { usePhysicalKeys: true }],
      ["alt+ArrowUp", () => step(-1)],
      ["alt+ArrowDown", () => step(1)],
      ["mod+/", showShortcuts],
      ["Escape", stop, { preventDefault: false }],
    ],
    [],
  );
}
