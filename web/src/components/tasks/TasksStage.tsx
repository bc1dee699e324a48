import { Button, NativeSelect, Skeleton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Task } from "@parlance/shared-types";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useRooms } from "../../rooms/react.tsx";
import { columnsOf, type Scope, titleOfStatus, within } from "../../tasks/board.ts";
import { useSendToTasks, useTasks } from "../../tasks/react.tsx";
import { HINTS } from "../../theme.ts";
import { Dialog } from "../Dialog.tsx";
import { Notes } from "../Notes.tsx";
import { Topbar, type TopbarProps } from "../Topbar.tsx";
import { EditTask } from "./EditTask.tsx";
import { NewTask } from "./NewTask.tsx";
import { TaskCard } from "./TaskCard.tsx";

/** What people have to do, by how far it is. */
export function TasksStage(props: TopbarProps) {
  const [scope, setScope] = useState("all");
  const [isCreateOpen, create] = useDisclosure(false);
  const [editedId, setEditedId] = useState<string | null>(null);
  const edited = useTasks(({ tasks }) => tasks.find(({ id }) => id === editedId));
  const roomId = scope.startsWith(ROOM) ? scope.slice(ROOM.length) : undefined;
  return (
    <div className="stage">
      <Topbar {...props} title="Tasks" />
      <main className="stage__main" id="conversation" tabIndex={-1}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className="viewport" tabIndex={0} aria-label="Tasks">
          <div className="tasks">
            <div className="missions__head">
              <ScopeField value={scope} onChange={setScope} />
              <Button leftSection={<IconPlus size={18} />} onClick={create.open}>
                New task
              </Button>
            </div>
            <Board scope={scopeOf(scope)} onEdit={({ id }) => setEditedId(id)} />
          </div>
        </section>
        <div id={HINTS} />
      </main>
      <div className="dock">
        <Notes />
      </div>
      <Dialog opened={isCreateOpen} onClose={create.close} title="New task">
        <NewTask roomId={roomId} onDone={create.close} />
      </Dialog>
      <Dialog opened={edited !== undefined} onClose={() => setEditedId(null)} title="Change task">
        {edited && <EditTask key={edited.id} task={edited} onDone={() => setEditedId(null)} />}
      </Dialog>
    </div>
  );
}

const ROOM = "room:";

function scopeOf(value: string): Scope {
  if (value.startsWith(ROOM)) return { roomId: value.slice(ROOM.length) };
  return value === "mine" || value === "own" ? value : "all";
}

function ScopeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const rooms = useRooms((context) => context.rooms);
  const mine = rooms.filter(({ role }) => role !== null);
  const data = [
    { value: "all", label: "All tasks" },
    { value: "mine", label: "For me" },
    { value: "own", label: "Of no room" },
    ...mine.map(({ room }) => ({ value: `${ROOM}${room.id}`, label: room.name })),
  ];
  return (
    <NativeSelect
      aria-label="Which tasks"
      data={data}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function Board({ scope, onEdit }: { scope: Scope; onEdit: (task: Task) => void }) {
  const all = useTasks((context) => context.tasks);
  const userId = useTasks((context) => context.userId);
  const listed = useTasks((context) => context.listed);
  const failure = useTasks((context) => context.listFailure);
  if (!listed) return failure ? <NotListed words={failure.text} /> : <Loading />;
  return (
    <div className="board">
      {columnsOf(within(all, scope, userId)).map(({ status, tasks }) => (
        <section key={status} className="column" aria-label={titleOfStatus(status)}>
          <h2>
            {titleOfStatus(status)} <span className="column__count">{tasks.length}</span>
          </h2>
          {tasks.length === 0 && <p className="panel__empty">Nothing here.</p>}
          <ul>
            {tasks.map((task) => (
              <TaskCard key={task.id} task={task} onEdit={() => onEdit(task)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function NotListed({ words }: { words: string }) {
  const send = useSendToTasks();
  return (
    <div className="failure" role="alert">
      <span className="failure__text">The tasks could not be listed. {words}</span>
      <Button size="compact-sm" variant="default" onClick={() => send({ type: "tasks.reload" })}>
        Try again
      </Button>
    </div>
  );
}

function Loading() {
  return (
    <div className="board" role="status" aria-label="Loading the tasks">
      {["a", "b", "c"].map((key) => (
        <Skeleton key={key} height={180} radius="lg" />
      ))}
    </div>
  );
}
