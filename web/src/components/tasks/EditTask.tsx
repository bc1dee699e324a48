import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { Task } from "@parlance/shared-types";
import { type FormEvent, useId, useState } from "react";
import { statusesOf } from "../../tasks/board.ts";
import { useSendToTasks, useTasks } from "../../tasks/react.tsx";
import { AssigneeField, PriorityField } from "./TaskFields.tsx";

const LONGEST_STATUS = 64;

/** How far a task is, and whose it is; only what was changed is sent. */
export function EditTask({ task, onDone }: { task: Task; onDone: () => void }) {
  const [status, setStatus] = useState(task.status);
  const [progress, setProgress] = useState(task.progress);
  const [assignee, setAssignee] = useState(task.assigneeId ?? "");
  const [priority, setPriority] = useState(String(task.priority));
  const send = useSendToTasks();
  const assigneeId = assignee.trim();
  const isNamed = assigneeId !== "" || task.assigneeId === undefined;
  const isComplete = status.trim() !== "" && isNamed;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    const changes = {
      ...(status.trim() === task.status ? {} : { status: status.trim() }),
      ...(progress === task.progress ? {} : { progress }),
    };
    if (Object.keys(changes).length > 0) send({ type: "task.update", change: { taskId: task.id, ...changes } });
    const isGiven = assigneeId !== "" && (assigneeId !== task.assigneeId || Number(priority) !== task.priority);
    if (isGiven) send({ type: "task.assign", change: { taskId: task.id, assigneeId, priority: Number(priority) } });
    onDone();
  };

  return (
    <form onSubmit={submit}>
      <p className="task__whole">{task.title}</p>
      <Stack gap="md">
        <StatusField value={status} onChange={setStatus} />
        <label className="range">
          <span>Progress: {progress} %</span>
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={progress}
            onChange={({ currentTarget }) => setProgress(Number(currentTarget.value))}
          />
        </label>
        <AssigneeField value={assignee} onChange={setAssignee} />
        <PriorityField
          value={priority}
          onChange={setPriority}
          blocked={assigneeId === "" ? "Say who is to do it first" : undefined}
        />
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={!isComplete}>
          Save
        </Button>
      </Group>
    </form>
  );
}

/** Free text; what others have is offered. */
function StatusField({ value, onChange }: { value: string; onChange: (status: string) => void }) {
  const tasks = useTasks((context) => context.tasks);
  const suggestions = useId();
  return (
    <>
      <TextInput
        data-autofocus
        label="Status"
        list={suggestions}
        value={value}
        maxLength={LONGEST_STATUS}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={suggestions}>
        {statusesOf(tasks).map((status) => (
          <option key={status} value={status} />
        ))}
      </datalist>
    </>
  );
}
