import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import type { CommandPayload } from "@parlance/shared-types";
import { type FormEvent, useState } from "react";
import { useChat } from "../../chat/react.tsx";
import { useMissions, useSendToMissions } from "../../missions/react.tsx";
import { useRooms } from "../../rooms/react.tsx";
import { Dialog } from "../Dialog.tsx";
import { newSpec, type SpecDraft, SpecFields, specsProblem } from "./SpecFields.tsx";

/** The dialog of a new mission; it stays until the server has it. */
export function NewMission() {
  const isOpen = useMissions(({ draft }) => draft.isOpen);
  const send = useSendToMissions();
  return (
    <Dialog opened={isOpen} onClose={() => send({ type: "draft.close" })} title="New mission" size="lg">
      <MissionForm />
    </Dialog>
  );
}

const LONGEST_NAME = 200;
const DEFAULT_MODEL = "";
const NOBODY = "";

function MissionForm() {
  const [name, setName] = useState("");
  const [model, setModel] = useState(DEFAULT_MODEL);
  const [roomId, setRoomId] = useState(NOBODY);
  const [specs, setSpecs] = useState<readonly SpecDraft[]>(() => [newSpec([])]);
  const { isSending, failure } = useMissions((context) => context.draft);
  const send = useSendToMissions();
  const problem = specsProblem(specs);
  const isComplete = name.trim() !== "" && problem === null && specs.every(({ prompt }) => prompt.trim() !== "");

  const create = (startsAtOnce: boolean) => {
    const mission: CommandPayload<"mission:create"> = {
      name: name.trim(),
      specs: specs.map(({ id, prompt }) => ({ id: id.trim(), prompt })),
      ...(model === DEFAULT_MODEL ? {} : { model }),
      ...(roomId === NOBODY ? {} : { roomId }),
    };
    send({ type: "mission.create", mission, startsAtOnce });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isComplete && !isSending) create(true);
  };

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          maxLength={LONGEST_NAME}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <div className="mission-form__pair">
          <ModelField value={model} onChange={setModel} />
          <RoomField value={roomId} onChange={setRoomId} />
        </div>
        <SpecFields specs={specs} onChange={setSpecs} />
        {(problem ?? failure?.text) && (
          <p className="failure" role="alert">
            <span className="failure__text">{problem ?? failure?.text}</span>
          </p>
        )}
      </Stack>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" disabled={!isComplete || isSending} onClick={() => create(false)}>
          Create
        </Button>
        <Button type="submit" loading={isSending} disabled={!isComplete}>
          Create and start
        </Button>
      </Group>
    </form>
  );
}

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
}

function ModelField({ value, onChange }: FieldProps) {
  const models = useChat(({ context }) => context.models);
  const defaultModel = useChat(({ context }) => context.defaultModel);
  const standard = { value: DEFAULT_MODEL, label: defaultModel === null ? "The default" : `${defaultModel} (default)` };
  const others = models.filter((model) => model !== defaultModel).map((model) => ({ value: model, label: model }));
  return (
    <NativeSelect
      label="Model"
      data={[standard, ...others]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function RoomField({ value, onChange }: FieldProps) {
  const rooms = useRooms((context) => context.rooms);
  const mine = rooms.filter(({ role }) => role !== null).map(({ room }) => ({ value: room.id, label: room.name }));
  return (
    <NativeSelect
      label="Who else sees it"
      data={[{ value: NOBODY, label: "Nobody" }, ...mine]}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
