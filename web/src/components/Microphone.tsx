import { ActionIcon, CloseButton, Tooltip } from "@mantine/core";
import { IconMicrophone, IconPlayerStop, IconX } from "@tabler/icons-react";
import type { Voice } from "../hooks/useVoice.ts";

export function MicrophoneButton({ voice }: { voice: Voice }) {
  const label = voice.isRecording ? "Finish the recording" : "Speak your message";
  return (
    <>
      <Tooltip label={label}>
        <ActionIcon
          size="lg"
          radius="xl"
          variant={voice.isRecording ? "filled" : "subtle"}
          color={voice.isRecording ? "red.9" : "gray"}
          aria-label={label}
          loading={voice.isBusy}
          onClick={voice.toggle}
        >
          {voice.isRecording ? <IconPlayerStop size={18} /> : <IconMicrophone size={20} stroke={1.6} />}
        </ActionIcon>
      </Tooltip>
      {voice.words && (
        <ActionIcon variant="subtle" color="gray" aria-label="Discard the recording" onClick={voice.cancel}>
          <IconX size={16} />
        </ActionIcon>
      )}
    </>
  );
}

export function VoiceProblem({ voice }: { voice: Voice }) {
  if (!voice.problem) return null;
  return (
    <div className="note" data-tone="danger" role="alert">
      <span className="note__text">{voice.problem}</span>
      <CloseButton aria-label="Dismiss" onClick={voice.dismiss} />
    </div>
  );
}
