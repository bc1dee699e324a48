import { Button, Group, Stack, TextInput } from "@mantine/core";
import type { Visibility } from "@parlance/shared-types";
import { type FormEvent, useState } from "react";
import type { Act } from "../../rooms/events.ts";
import { may } from "../../rooms/permission.ts";
import { useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { Dialog } from "../Dialog.tsx";
import { Choice } from "./CreateRoom.tsx";

export type RoomQuestion = "change" | "leave" | "delete";

const TITLES: Record<RoomQuestion, string> = {
  change: "Change room",
  leave: "Leave room?",
  delete: "Delete room?",
};

interface RoomDialogProps {
  state: RoomState;
  question: RoomQuestion;
  onDone: () => void;
}

export function RoomDialog({ state, question, onDone }: RoomDialogProps) {
  const send = useSendToRooms();
  const { id: roomId, name, visibility } = state.room;
  const carryOut = (act: Act) => {
    send(act);
    onDone();
  };
  const wayBack = visibility === "public" ? "You can join it again." : "You can only come back when you are invited.";
  return (
    <Dialog opened onClose={onDone} title={TITLES[question]}>
      {question === "change" && <ChangeForm state={state} onChange={carryOut} onCancel={onDone} />}
      {question === "leave" && (
        <Confirmation
          words={`You leave “${name}” on all your devices. ${wayBack}`}
          button="Leave"
          onCancel={onDone}
          onConfirm={() => carryOut({ type: "act", name: "room:leave", payload: { roomId } })}
        />
      )}
      {question === "delete" && (
        <Confirmation
          words={`“${name}” and everything that was said in it is deleted for everybody. This cannot be undone.`}
          button="Delete"
          onCancel={onDone}
          onConfirm={() => carryOut({ type: "act", name: "room:delete", payload: { roomId } })}
        />
      )}
    </Dialog>
  );
}

interface ConfirmationProps {
  words: string;
  button: string;
  onCancel: () => void;
  onConfirm: () => void;
}

function Confirmation({ words, button, onCancel, onConfirm }: ConfirmationProps) {
  return (
    <>
      <p>{words}</p>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button data-autofocus variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button color="red.9" onClick={onConfirm}>
          {button}
        </Button>
      </Group>
    </>
  );
}

interface ChangeFormProps {
  state: RoomState;
  onChange: (act: Act) => void;
  onCancel: () => void;
}

function ChangeForm({ state: { room, role }, onChange, onCancel }: ChangeFormProps) {
  const [name, setName] = useState(room.name);
  const [visibility, setVisibility] = useState<Visibility>(room.visibility);
  const isOwner = may(role, "publish", room.kind);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const published = visibility === room.visibility ? {} : { visibility };
    onChange({ type: "act", name: "room:update", payload: { roomId: room.id, name: name.trim(), ...published } });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={200}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {isOwner && (
          <Choice
            label="Who may join"
            data={[
              { value: "private", label: "Invited people" },
              { value: "public", label: "Everybody" },
            ]}
            value={visibility}
            onChange={setVisibility}
          />
        )}
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={name.trim() === ""}>
          Save
        </Button>
      </Group>
    </form>
  );
}
