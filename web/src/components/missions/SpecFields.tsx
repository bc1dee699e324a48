import { ActionIcon, Button, Textarea, TextInput } from "@mantine/core";
import { newRequestId } from "@parlance/shared-types";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { isTooLong } from "../../lib/limits.ts";

export interface SpecDraft {
  /** Of the field, whatever is written in it. */
  key: string;
  id: string;
  prompt: string;
}

/** Specs of a mission (contract: `mission:create`). */
const MOST_SPECS = 200;
const LONGEST_ID = 128;

/** The next one, under a name that is free. */
export function newSpec(specs: readonly SpecDraft[]): SpecDraft {
  let number = specs.length + 1;
  while (specs.some(({ id }) => id === `spec-${number}`)) number += 1;
  return { key: newRequestId(), id: `spec-${number}`, prompt: "" };
}

/** What is wrong with the specs, in words; null while nothing is. */
export function specsProblem(specs: readonly SpecDraft[]): string | null {
  const ids = specs.map(({ id }) => id.trim());
  if (ids.includes("")) return "Each spec needs a name.";
  if (new Set(ids).size < ids.length) return "No two specs may have the same name.";
  return specs.some(({ prompt }) => isTooLong(prompt)) ? "What a spec asks for is too long." : null;
}

interface SpecFieldsProps {
  specs: readonly SpecDraft[];
  onChange: (specs: readonly SpecDraft[]) => void;
}

/** The specs in their order, which can be changed. */
export function SpecFields({ specs, onChange }: SpecFieldsProps) {
  const [added, setAdded] = useState<string | null>(null);
  const add = () => {
    const spec = newSpec(specs);
    setAdded(spec.key);
    onChange([...specs, spec]);
  };
  const move = (from: number, to: number) => {
    const rest = specs.filter((_, index) => index !== from);
    onChange([...rest.slice(0, to), ...specs.slice(from, from + 1), ...rest.slice(to)]);
  };
  return (
    <fieldset className="choice">
      <legend>Specs, carried out in this order</legend>
      <ol className="spec-fields">
        {specs.map((spec, index) => (
          <SpecField
            key={spec.key}
            spec={spec}
            isNew={spec.key === added}
            onChange={(changed) => onChange(specs.map((known) => (known === spec ? { ...spec, ...changed } : known)))}
            onUp={index === 0 ? undefined : () => move(index, index - 1)}
            onDown={index === specs.length - 1 ? undefined : () => move(index, index + 1)}
            onRemove={specs.length === 1 ? undefined : () => onChange(specs.filter((known) => known !== spec))}
          />
        ))}
      </ol>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlus size={14} />}
        disabled={specs.length >= MOST_SPECS}
        onClick={add}
      >
        Add a spec
      </Button>
    </fieldset>
  );
}

interface SpecFieldProps {
  spec: SpecDraft;
  isNew: boolean;
  onChange: (change: Partial<SpecDraft>) => void;
  /** Left out where it cannot be done. */
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onRemove: (() => void) | undefined;
}

function SpecField({ spec: { id, prompt }, isNew, onChange, onUp, onDown, onRemove }: SpecFieldProps) {
  return (
    <li>
      <div className="spec-fields__head">
        <TextInput
          size="xs"
          aria-label="Name of the spec"
          value={id}
          maxLength={LONGEST_ID}
          onChange={({ currentTarget }) => onChange({ id: currentTarget.value })}
        />
        <Action label={`Move ${id} up`} onPress={onUp} Icon={IconArrowUp} />
        <Action label={`Move ${id} down`} onPress={onDown} Icon={IconArrowDown} />
        <Action label={`Remove ${id}`} onPress={onRemove} Icon={IconTrash} />
      </div>
      <Textarea
        autoFocus={isNew}
        aria-label={`What ${id} asks for`}
        placeholder="What is the agent to do?"
        autosize
        minRows={2}
        maxRows={10}
        value={prompt}
        onChange={({ currentTarget }) => onChange({ prompt: currentTarget.value })}
      />
    </li>
  );
}

interface ActionProps {
  label: string;
  onPress: (() => void) | undefined;
  Icon: typeof IconTrash;
}

function Action({ label, onPress, Icon }: ActionProps) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={!onPress} onClick={onPress}>
      <Icon size={16} />
    </ActionIcon>
  );
}
