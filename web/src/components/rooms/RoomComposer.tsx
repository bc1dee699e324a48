import { ActionIcon, Textarea, Tooltip } from "@mantine/core";
import { newRequestId } from "@parlance/shared-types";
import { IconArrowUp } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { useDraft } from "../../hooks/useDraft.ts";
import { MESSAGE_FIELD } from "../../hooks/useShortcuts.ts";
import { useTyping } from "../../hooks/useTyping.ts";
import { useUploads } from "../../hooks/useUploads.ts";
import { isTooLong, MAX_CHARACTERS } from "../../lib/limits.ts";
import { useSendToRooms } from "../../rooms/react.tsx";
import { AttachButton, Uploads } from "./Uploads.tsx";

interface RoomComposerProps {
  roomId: string;
  /** Given where a reply in a thread is written. */
  parentId?: string | undefined;
}

/** Where a message to a room is written. */
export function RoomComposer({ roomId, parentId }: RoomComposerProps) {
  const [draft, setDraft] = useDraft(parentId === undefined ? roomId : `${roomId}.${parentId}`);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useSendToRooms();
  const typing = useTyping();
  const uploads = useUploads(roomId);
  const tooLong = isTooLong(draft);
  const isSendable = (draft.trim() !== "" || uploads.done.length > 0) && !tooLong && !uploads.isBusy;
  useEffect(() => {
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, []);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    send({ type: "post.send", outgoingId: newRequestId(), body: draft, parentId, attachments: uploads.done });
    setDraft(() => "");
    uploads.clear();
    typing.stop();
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };
  const write = (text: string) => {
    setDraft(() => text);
    typing.write(text);
  };

  return (
    <form className="composer" aria-label={parentId === undefined ? "Composer" : "Reply"} onSubmit={submit}>
      <Uploads uploads={uploads} />
      <Textarea
        id={parentId === undefined ? MESSAGE_FIELD : undefined}
        ref={field}
        variant="unstyled"
        classNames={{ input: "composer__text" }}
        aria-label={parentId === undefined ? "Your message" : "Your reply"}
        placeholder={parentId === undefined ? "Write a message" : "Reply"}
        autosize
        minRows={1}
        maxRows={10}
        value={draft}
        onChange={({ currentTarget }) => write(currentTarget.value)}
        onKeyDown={sendOnEnter}
        onPaste={({ clipboardData }) => uploads.add([...clipboardData.files])}
      />
      <div className="composer__bar">
        <AttachButton uploads={uploads} />
        <span className="composer__hint" role={tooLong ? "alert" : undefined}>
          {tooLong
            ? `At most ${MAX_CHARACTERS.toLocaleString()} characters fit into one message.`
            : parentId === undefined && "Enter sends · Shift + Enter begins a new line"}
        </span>
        <Tooltip label="Send">
          <ActionIcon
            type="submit"
            size="lg"
            radius="xl"
            aria-label={parentId === undefined ? "Send" : "Send reply"}
            disabled={!isSendable}
          >
            <IconArrowUp size={20} />
          </ActionIcon>
        </Tooltip>
      </div>
    </form>
  );
}
