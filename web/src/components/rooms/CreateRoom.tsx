import { Button, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import type { NewRoomKind, Visibility } from "@parlance/shared-types";
import { type FormEvent, useState } from "react";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import { Dialog } from "../Dialog.tsx";

interface CreateRoomProps {
  opened: boolean;
  onClose: () => void;
  onCreate?: (() => void) | undefined;
}

export function CreateRoom({ opened, onClose, onCreate }: CreateRoomProps) {
  const done = () => {
    onClose();
    onCreate?.();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="New room">
      <CreateForm onDone={done} />
    </Dialog>
  );
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const KINDS: { value: NewRoomKind; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "voice", label: "Voice and text" },
];
const VISIBILITIES: { value: Visibility; label: string }[] = [
  { value: "private", label: "Invited people" },
  { value: "public", label: "Everybody" },
];

function CreateForm({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<NewRoomKind>("text");
  const [visibility, setVisibility] = useState<Visibility>("private");
  const [slug, setSlug] = useState("");
  const creating = useRooms((context) => context.creating);
  const send = useSendToRooms();
  const hasSlug = visibility === "public" && slug !== "";
  const isSlugWrong = hasSlug && !SLUG.test(slug);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "" || isSlugWrong) return;
    send({ type: "room.create", room: { name: name.trim(), kind, visibility, ...(hasSlug ? { slug } : {}) } });
    onDone();
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
        <Choice label="Kind" data={KINDS} value={kind} onChange={setKind} />
        <Choice label="Who may join" data={VISIBILITIES} value={visibility} onChange={setVisibility} />
        {visibility === "public" && (
          <TextInput
            label="Address (optional)"
            description="Lower-case letters, digits and hyphens"
            value={slug}
            maxLength={32}
            error={isSlugWrong && "Only lower-case letters, digits and single hyphens between them"}
            onChange={({ currentTarget }) => setSlug(currentTarget.value)}
          />
        )}
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button type="submit" loading={creating} disabled={name.trim() === "" || isSlugWrong}>
          Create room
        </Button>
      </Group>
    </form>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  data: { value: Value; label: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

export function Choice<Value extends string>({ label, data, value, onChange }: ChoiceProps<Value>) {
  return (
    <fieldset className="choice">
      <legend>{label}</legend>
      <SegmentedControl fullWidth aria-label={label} data={data} value={value} onChange={onChange} />
    </fieldset>
  );
}
