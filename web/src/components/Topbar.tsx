import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconMenu2, IconMoon, IconSun } from "@tabler/icons-react";
import { activeSession } from "../chat/context.ts";
import { useChat } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { LinkState } from "./LinkState.tsx";

interface TopbarProps {
  onOpenSessions?: (() => void) | undefined;
  onShowShortcuts: () => void;
}

export function Topbar({ onOpenSessions, onShowShortcuts }: TopbarProps) {
  const session = useChat(({ context }) => activeSession(context));
  return (
    <header className="topbar">
      {onOpenSessions && (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Open sessions" onClick={onOpenSessions}>
          <IconMenu2 size={20} />
        </ActionIcon>
      )}
      <div className="topbar__heading">
        <h1 className="topbar__title">{session ? titleOf(session) : "Parlance"}</h1>
        {session && (
          <span className="model-tag">
            <span className="visually-hidden">Model: </span>
            {session.model}
          </span>
        )}
      </div>
      <LinkState />
      {!onOpenSessions && (
        <Tooltip label="Keyboard shortcuts">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Keyboard shortcuts" onClick={onShowShortcuts}>
            <IconKeyboard size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <SchemeToggle />
    </header>
  );
}

/** The system's scheme until the reader chooses another. */
function SchemeToggle() {
  const scheme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === "dark" ? "light" : "dark";
  const label = `Use ${other} colours`;
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => setColorScheme(other)}>
        {other === "light" ? <IconSun size={20} stroke={1.6} /> : <IconMoon size={20} stroke={1.6} />}
      </ActionIcon>
    </Tooltip>
  );
}
