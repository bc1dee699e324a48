import { Button, Group, TextInput } from "@mantine/core";
import type { Session } from "@parlance/shared-types";
import { type FormEvent, useState } from "react";
import { useSend } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { Dialog } from "./Dialog.tsx";

type Kind = "rename" | "delete";

interface DialogState {
  kind: Kind | null;
  /** Kept while the dialog fades out. */
  session: Session | null;
}

interface Dialogs extends DialogState {
  open: (kind: Kind, session: Session) => void;
  close: () => void;
}

export function useSessionDialogs(): Dialogs {
  const [state, setState] = useState<DialogState>({ kind: null, session: null });
  return {
    ...state,
    open: (kind, session) => setState({ kind, session }),
    close: () => setState(({ session }) => ({ kind: null, session })),
  };
}

export function SessionDialogs({ kind, session, close }: Dialogs) {
  if (!session) return null;
  return (
    <>
      <Dialog opened={kind === "rename"} onClose={close} title="Rename session">
        <RenameForm session={session} onDone={close} />
      </Dialog>
      <Dialog opened={kind === "delete"} onClose={close} title="Delete session?">
        <DeleteConfirmation session={session} onDone={close} />
      </Dialog>
    </>
  );
}

const LONGEST_TITLE = 200;

function RenameForm({ session, onDone }: { session: Session; onDone: () => void }) {
  const [title, setTitle] = useState(session.title ?? "");
  const send = useSend();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send({ type: "session.rename", sessionId: session.id, title: title.trim() });
    onDone();
  };
  return (
    <form onSubmit={submit}>
      <TextInput
        data-autofocus
        label="Title"
        value={title}
        maxLength={LONGEST_TITLE}
        onChange={({ currentTarget }) => setTitle(currentTarget.value)}
      />
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button type="submit" disabled={title.trim() === ""}>
          Rename
        </Button>
      </Group>
    </form>
  );
}

function DeleteConfirmation({ session, onDone }: { session: Session; onDone: () => void }) {
  const send = useSend();
  const confirm = () => {
    send({ type: "session.delete", sessionId: session.id });
    onDone();
  };
  return (
    <>
      <p>
        “{titleOf(session)}” and all its messages are deleted on every device. An answer in progress is stopped. This
        cannot be undone.
      </p>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button data-autofocus variant="default" onClick={onDone}>
          Cancel
        </Button>
        <Button color="red.9" onClick={confirm}>
          Delete
        </Button>
      </Group>
    </>
  );
}
