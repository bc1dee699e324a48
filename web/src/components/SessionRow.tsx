import { ActionIcon, Menu } from "@mantine/core";
import type { Session } from "@parlance/shared-types";
import { IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import type { MouseEvent } from "react";
import { useChat } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { useSessionChoice } from "../hooks/useSessionChoice.ts";
import { pathOf } from "../lib/route.ts";
import { SidebarMenu } from "./SidebarMenu.tsx";

interface SessionRowProps {
  session: Session;
  onChoose?: (() => void) | undefined;
  onRename: () => void;
  onDelete: () => void;
}

export function SessionRow({ session, onChoose, onRename, onDelete }: SessionRowProps) {
  const isActive = useChat(({ context }) => context.activeId === session.id);
  const isCovered = useChat(({ context }) => context.covered);
  const isCurrent = isActive && !isCovered;
  const isUnread = useChat(({ context }) => context.unread.includes(session.id));
  const sessions = useSessionChoice();
  const title = titleOf(session);

  const choose = (event: MouseEvent) => {
    // Ctrl, ⌘ and the middle button open a tab of their own, as links do.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    sessions.open(session.id);
    onChoose?.();
  };

  return (
    <li className="session-row" data-current={isCurrent || undefined}>
      <a
        className="session-row__link"
        href={pathOf(session.id) + location.search}
        aria-current={isCurrent ? "page" : undefined}
        onClick={choose}
      >
        <span className="session-row__title" title={title}>
          {title}
        </span>
        <Mark isWorking={session.status === "running"} isUnread={isUnread} />
      </a>
      <SidebarMenu width={160}>
        <Menu.Target>
          <ActionIcon className="session-row__menu" variant="subtle" color="gray" aria-label={`Options of ${title}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={onRename}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={16} />} className="danger" onClick={onDelete}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </SidebarMenu>
    </li>
  );
}

function Mark({ isWorking, isUnread }: { isWorking: boolean; isUnread: boolean }) {
  if (!isWorking && !isUnread) return null;
  return (
    <span className="session-row__mark" data-working={isWorking || undefined}>
      <span className="visually-hidden">{isWorking ? ", is being answered" : ", has a new answer"}</span>
    </span>
  );
}
