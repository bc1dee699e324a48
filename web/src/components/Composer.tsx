import { ActionIcon, Textarea, Tooltip } from "@mantine/core";
import { newRequestId } from "@parlance/shared-types";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react";
import { useChat, useSend } from "../chat/react.tsx";
import { useDraft } from "../hooks/useDraft.ts";
import { MESSAGE_FIELD } from "../hooks/useShortcuts.ts";
import { useVoice } from "../hooks/useVoice.ts";
import { isTooLong, MAX_CHARACTERS } from "../lib/limits.ts";
import { MicrophoneButton, VoiceProblem } from "./Microphone.tsx";

/** Where a message is written, or spoken. */
export function Composer({ sessionId }: { sessionId: string }) {
  const [draft, setDraft] = useDraft(sessionId);
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useSend();
  const voice = useVoice((text) => {
    setDraft((known) => (known.trim() === "" ? text : `${known.trimEnd()} ${text}`));
    field.current?.focus();
  });
  const tooLong = isTooLong(draft);
  const isSendable = draft.trim() !== "" && !tooLong;
  useFocusOnDesktop(field);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSendable) return;
    send({ type: "message.send", outgoingId: newRequestId(), text: draft });
    setDraft(() => "");
  };
  const sendOnEnter = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) submit(event);
  };

  return (
    <form className="composer" aria-label="Composer" onSubmit={submit}>
      <Textarea
        id={MESSAGE_FIELD}
        ref={field}
        variant="unstyled"
        classNames={{ input: "composer__text" }}
        aria-label="Your message"
        placeholder="Write a message"
        autosize
        minRows={1}
        maxRows={10}
        value={draft}
        onChange={({ currentTarget }) => setDraft(() => currentTarget.value)}
        onKeyDown={sendOnEnter}
      />
      <VoiceProblem voice={voice} />
      <div className="composer__bar">
        <MicrophoneButton voice={voice} />
        {tooLong ? (
          <span className="composer__hint" role="alert">
            At most {MAX_CHARACTERS.toLocaleString()} characters fit into one message.
          </span>
        ) : (
          <Hint voice={voice} />
        )}
        <StopButton />
        <Tooltip label="Send">
          <ActionIcon type="submit" size="lg" radius="xl" aria-label="Send" disabled={!isSendable}>
            <IconArrowUp size={20} />
          </ActionIcon>
        </Tooltip>
      </div>
    </form>
  );
}

function Hint({ voice }: { voice: ReturnType<typeof useVoice> }) {
  if (voice.words) {
    return (
      <span className="composer__hint" data-recording={voice.isRecording || undefined}>
        {voice.words}
      </span>
    );
  }
  return <span className="composer__hint">Enter sends · Shift + Enter begins a new line</span>;
}

function StopButton() {
  const state = useChat((snapshot) => snapshot.value.run);
  const send = useSend();
  if (state === "idle") return null;
  return (
    <Tooltip label="Stop the answer (Esc)">
      <ActionIcon
        size="lg"
        radius="xl"
        variant="default"
        aria-label="Stop the answer"
        loading={state === "stopping"}
        onClick={() => send({ type: "run.stop" })}
      >
        <IconPlayerStopFilled size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

/** On a touch screen the keyboard would cover the conversation. */
function useFocusOnDesktop(field: React.RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null;
    if (isFree && matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [field]);
}
