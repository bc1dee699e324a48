import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Act } from "../../rooms/events.ts";
import { useSendToRooms } from "../../rooms/react.tsx";
import { Dialog } from "../Dialog.tsx";

export type Moderation = "redact" | "soft" | "hard";

interface ModerationDialogProps {
  messageId: string;
  moderation: Moderation;
  onDone: () => void;
}

const TITLES: Record<Moderation, string> = {
  redact: "Redact message",
  soft: "Delete message?",
  hard: "Delete message for good?",
};

/** Asks before something is taken away that others have said. */
export function ModerationDialog({ messageId, moderation, onDone }: ModerationDialogProps) {
  const send = useSendToRooms();
  const carryOut = (act: Act) => {
    send(act);
    onDone();
  };
  return (
    <Dialog opened onClose={onDone} title={TITLES[moderation]}>
      {moderation === "redact" ? (
        <RedactForm
          onCancel={onDone}
          onRedact={(mask) => carryOut({ type: "act", name: "chat:redact", payload: { messageId, mask } })}
        />
      ) : (
        <>
          <p>
            {moderation === "soft"
              ? "Nobody is shown its text any more; that it was there stays visible."
              : "Its text is removed from the server for ever. This cannot be undone."}
          </p>
          <Group justify="flex-end" mt="lg" gap="xs">
            <Button data-autofocus variant="default" onClick={onDone}>
              Cancel
            </Button>
            <Button
              color="red.9"
              onClick={() => carryOut({ type: "act", name: "chat:delete", payload: { messageId, mode: moderation } })}
            >
              Delete
            </Button>
          </Group>
        </>
      )}
    </Dialog>
  );
}

function RedactForm({ onCancel, onRedact }: { onCancel: () => void; onRedact: (mask: string) => void }) {
  const [mask, setMask] = useState("[redacted by a moderator]");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (mask.trim() !== "") onRedact(mask.trim());
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        data-autofocus
        label="What everybody reads instead"
        value={mask}
        maxLength={500}
        onChange={({ currentTarget }) => setMask(currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" disabled={mask.trim() === ""}>
          Redact
        </Button>
      </Group>
    </form>
  );
}
