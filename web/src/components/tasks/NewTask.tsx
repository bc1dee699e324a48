import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useRooms } from "../../rooms/react.tsx";
import { useSendToTasks } from "../../tasks/react.tsx";
import { AssigneeField, PriorityField } from "./TaskFields.tsx";

const LONGEST_TITLE = 200;
const NO_ROOM = "";

export function NewTask({ roomId, onDone }: { roomId: string | undefined; onDone: () => void }) {
  const [title, setTitle] = useState("");
  const [room, setRoom] = useState(roomId ?? NO_ROOM);
  const [assignee, setAssignee] = useState("");
  const [priority, setPriority] = useState("2");
  const rooms = useRooms((context) => context.rooms);
  const send = useSendToTasks();
  const mine = rooms.filter(({ role }) => role !== null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() === "") return;
    const assigneeId = assignee.trim();
    const task = {
      title: title.trim(),
      priority: Number(priority),
      ...(room === NO_ROOM ? {} : { roomId: room }),
      ...(assigneeId === "" ? {} : { assigneeId }),
    };
    send({ type: "task.create", task });
    onDone();
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label="What is to be done"
          value={title}
          maxLength={LONGEST_TITLE}
          onChange={({ currentTarget }) => setTitle(currentTarget.value)}
        />
        <NativeSelect
          label="Room"
          data={[
            { value: NO_ROOM, label: "None: for me and who is to do it" },
            ...mine.map(({ room }) => ({ value: room.id, label: room.name })),
          ]}
          value={room}
          onChange={({ currentTarget }) => setRoom(currentTarget.value)}
        />
        <AssigneeField value={assignee} onChange={setAssignee} />
        <PriorityField value={priority} onChange={setPriority} />
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button type="submit" disabled={title.trim() === ""}>
          Create task
        </Button>
      </Group>
    </form>
  );
}
