import { NativeSelect, TextInput } from "@mantine/core";
import { useId } from "react";
import { useRooms } from "../../rooms/react.tsx";
import { PRIORITIES } from "../../tasks/board.ts";

interface FieldProps {
  value: string;
  onChange: (value: string) => void;
}

/** Who is to do it, by their id; those whom this page has met are offered. */
export function AssigneeField({ value, onChange }: FieldProps) {
  const people = useRooms((context) => context.people);
  const suggestions = useId();
  return (
    <>
      <TextInput
        label="Who is to do it"
        placeholder="User id"
        list={suggestions}
        value={value}
        maxLength={128}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={suggestions}>
        {Object.values(people).map(({ id, name }) => (
          <option key={id} value={id} label={name} />
        ))}
      </datalist>
    </>
  );
}

interface PriorityFieldProps extends FieldProps {
  /** Why it cannot be changed. */
  blocked?: string | undefined;
}

export function PriorityField({ value, onChange, blocked }: PriorityFieldProps) {
  return (
    <NativeSelect
      label="Priority"
      data={[...PRIORITIES]}
      value={value}
      disabled={blocked !== undefined}
      description={blocked}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
