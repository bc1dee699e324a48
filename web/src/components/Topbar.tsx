import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconKeyboard, IconMenu2, IconMoon, IconSun } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { AccountMenu } from "./AccountMenu.tsx";
import { LinkState } from "./LinkState.tsx";

export interface TopbarProps {
  /** Given where the sessions are in a drawer. */
  onOpenSessions?: (() => void) | undefined;
  onShowShortcuts: () => void;
}

interface HeadingProps extends TopbarProps {
  title: string;
  /** Beside the title: the model of a session, the kind of a room. */
  tag?: ReactNode;
  /** What can be done with what is on the screen. */
  children?: ReactNode;
}

export function Topbar({ onOpenSessions, onShowShortcuts, title, tag, children }: HeadingProps) {
  return (
    <header className="topbar">
      {onOpenSessions && (
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Open sessions" onClick={onOpenSessions}>
          <IconMenu2 size={20} />
        </ActionIcon>
      )}
      <div className="topbar__heading">
        <h1 className="topbar__title">{title}</h1>
        {tag}
      </div>
      <LinkState />
      {children}
      {!onOpenSessions && (
        <Tooltip label="Keyboard shortcuts">
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Keyboard shortcuts" onClick={onShowShortcuts}>
            <IconKeyboard size={20} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <SchemeToggle />
      <AccountMenu />
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
