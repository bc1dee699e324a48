import { CloseButton } from "@mantine/core";
import { useChat } from "../chat/react.tsx";
import { groupByDay } from "../chat/sessions.ts";
import { NewSession } from "./NewSession.tsx";
import { RoomSection } from "./rooms/RoomSection.tsx";
import { SessionDialogs, useSessionDialogs } from "./SessionDialogs.tsx";
import { SessionRow } from "./SessionRow.tsx";
import { MENUS } from "./SidebarMenu.tsx";
import { Wordmark } from "./Wordmark.tsx";
import { WorkSection } from "./WorkSection.tsx";

interface SidebarProps {
  /** Called when something was chosen or asked for. */
  onChoose?: () => void;
  /** Given where the sidebar is a drawer. */
  onClose?: () => void;
}

export function Sidebar({ onChoose, onClose }: SidebarProps) {
  return (
    <aside className="sidebar" aria-label="Rooms and sessions">
      <div className="sidebar__head">
        <Wordmark />
        {onClose && <CloseButton aria-label="Close sessions" onClick={onClose} />}
      </div>
      <NewSession onCreate={onChoose} />
      <div className="sidebar__list">
        <WorkSection onChoose={onChoose} />
        <RoomSection onChoose={onChoose} />
        <SessionSection onChoose={onChoose} />
      </div>
      <div id={MENUS} />
    </aside>
  );
}

function SessionSection({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const sessions = useChat(({ context }) => context.sessions);
  const groups = groupByDay(sessions, new Date());
  const dialogs = useSessionDialogs();
  return (
    <nav aria-label="Sessions">
      {groups.map((group) => (
        <section key={group.label}>
          <h2 className="session-group">{group.label}</h2>
          <ul className="session-list">
            {group.sessions.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                onChoose={onChoose}
                onRename={() => dialogs.open("rename", session)}
                onDelete={() => dialogs.open("delete", session)}
              />
            ))}
          </ul>
        </section>
      ))}
      <SessionDialogs {...dialogs} />
    </nav>
  );
}
