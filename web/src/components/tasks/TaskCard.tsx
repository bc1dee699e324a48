import { NativeSelect } from "@mantine/core";
import type { Task } from "@parlance/shared-types";
import { nameOf, roomOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import { priorityWords, statusesOf, titleOfStatus } from "../../tasks/board.ts";
import { useSendToTasks, useTasks } from "../../tasks/react.tsx";
import { ProgressBar } from "../missions/ProgressBar.tsx";
import { Face } from "../rooms/Face.tsx";

const NORMAL = 2;

/** A task on the board; its title leads to all of it, its status can be changed in place. */
export function TaskCard({ task, onEdit }: { task: Task; onEdit: () => void }) {
  const { title, priority, progress, roomId } = task;
  const room = useRooms((context) => (roomId === undefined ? undefined : roomOf(context, roomId)?.room.name));
  return (
    <li className="task" data-testid="task" data-priority={priority}>
      <button type="button" className="task__title" onClick={onEdit}>
        {title}
      </button>
      <p className="task__about">
        {priority !== NORMAL && <span className="task__priority">{priorityWords(priority)}</span>}
        {room !== undefined && <span>{room}</span>}
        <span>{progress} %</span>
      </p>
      <ProgressBar label={`Progress of ${title}`} percentage={progress} />
      <div className="task__foot">
        <Assignee assigneeId={task.assigneeId} />
        <StatusField task={task} />
      </div>
    </li>
  );
}

function Assignee({ assigneeId }: { assigneeId: string | undefined }) {
  const name = useRooms((context) => (assigneeId === undefined ? undefined : nameOf(context, assigneeId)));
  if (name === undefined) return <span className="task__nobody">Nobody yet</span>;
  return (
    <span className="task__assignee">
      <Face name={name} size="small" />
      {name}
    </span>
  );
}

/** Done is done: the progress follows. */
function StatusField({ task: { id: taskId, status, title } }: { task: Task }) {
  const statuses = useTasks(({ tasks }) => tasks);
  const send = useSendToTasks();
  const change = (to: string) =>
    send({ type: "task.update", change: { taskId, status: to, ...(to === "done" ? { progress: 100 } : {}) } });
  return (
    <NativeSelect
      size="xs"
      aria-label={`Status of ${title}`}
      data={statusesOf(statuses).map((value) => ({ value, label: titleOfStatus(value) }))}
      value={status}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  );
}
