import { Button, Group, Textarea } from "@mantine/core";
import type { ChatMessage } from "@parlance/shared-types";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { isTooLong } from "../../lib/limits.ts";
import { useSendToRooms } from "../../rooms/react.tsx";

/** A message of one's own, being written anew. */
export function EditPost({ message, onDone }: { message: ChatMessage; onDone: () => void }) {
  const [body, setBody] = useState(message.body);
  const send = useSendToRooms();
  const isSendable = body.trim() !== "" && !isTooLong(body);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    if (body !== message.body)
      send({ type: "act", name: "chat:edit", payload: { messageId: message.id, newBody: body } });
    onDone();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") onDone();
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  return (
    <form className="post__edit" onSubmit={submit}>
      <Textarea
        autoFocus
        aria-label="Edit the message"
        autosize
        minRows={1}
        maxRows={10}
        value={body}
        onChange={({ currentTarget }) => setBody(currentTarget.value)}
        onKeyDown={onKey}
      />
      <Group gap="xs" mt={6}>
        <Button type="submit" size="compact-sm" disabled={!isSendable}>
          Save
        </Button>
        <Button size="compact-sm" variant="default" onClick={onDone}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
