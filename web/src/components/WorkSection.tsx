import { IconChecklist, IconRocket } from "@tabler/icons-react";
import type { MouseEvent, ReactNode } from "react";
import { missionPathOf, TASKS_PATH } from "../lib/route.ts";
import { useMissions, useMissionsPlace, useSendToMissions } from "../missions/react.tsx";
import { useIsTasksShown, useSendToTasks, useTasks } from "../tasks/react.tsx";

/** The work of agents and people, above the rooms and the sessions. */
export function WorkSection({ onChoose }: { onChoose?: (() => void) | undefined }) {
  return (
    <nav aria-label="Work">
      <ul className="session-list work">
        <MissionsRow onChoose={onChoose} />
        <TasksRow onChoose={onChoose} />
      </ul>
    </nav>
  );
}

function MissionsRow({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const atWork = useMissions(({ missions }) => missions.filter(({ status }) => status === "running").length);
  const place = useMissionsPlace();
  const send = useSendToMissions();
  const open = () => {
    send({ type: "missions.open" });
    onChoose?.();
  };
  return (
    <WorkRow
      href={missionPathOf(null)}
      isCurrent={place !== "away"}
      onOpen={open}
      icon={<IconRocket size={17} stroke={1.7} aria-hidden className="room-icon" />}
    >
      <span className="session-row__title">Missions</span>
      {atWork > 0 && (
        <span className="unread">
          {atWork}
          <span className="visually-hidden"> at work</span>
        </span>
      )}
    </WorkRow>
  );
}

function TasksRow({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const forMe = useTasks(
    ({ tasks, userId }) => tasks.filter(({ assigneeId, status }) => assigneeId === userId && status !== "done").length,
  );
  const isShown = useIsTasksShown();
  const send = useSendToTasks();
  const open = () => {
    send({ type: "tasks.open" });
    onChoose?.();
  };
  return (
    <WorkRow
      href={TASKS_PATH}
      isCurrent={isShown}
      onOpen={open}
      icon={<IconChecklist size={17} stroke={1.7} aria-hidden className="room-icon" />}
    >
      <span className="session-row__title">Tasks</span>
      {forMe > 0 && (
        <span className="unread">
          {forMe}
          <span className="visually-hidden"> for you</span>
        </span>
      )}
    </WorkRow>
  );
}

interface WorkRowProps {
  href: string;
  isCurrent: boolean;
  onOpen: () => void;
  icon: ReactNode;
  children: ReactNode;
}

function WorkRow({ href, isCurrent, onOpen, icon, children }: WorkRowProps) {
  const choose = (event: MouseEvent) => {
    // Ctrl, ⌘ and the middle button open a tab of their own, as links do.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen();
  };
  return (
    <li className="session-row" data-current={isCurrent || undefined}>
      <a
        className="session-row__link"
        href={href + location.search}
        aria-current={isCurrent ? "page" : undefined}
        onClick={choose}
      >
        {icon}
        {children}
      </a>
    </li>
  );
}
