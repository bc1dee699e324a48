import { useActor } from "@xstate/react";
import { useEffect, useRef, useState } from "react";
import { useAccount } from "../account/react.tsx";
import { minutesAndSeconds } from "../lib/time.ts";
import { voiceMachine } from "../voice/machine.ts";
import { recorder, transcriber } from "../voice/recorder.ts";

export interface Voice {
  isRecording: boolean;
  isBusy: boolean;
  /** What goes on, in words; null while nothing does. */
  words: string | null;
  problem: string | null;
  toggle: () => void;
  cancel: () => void;
  dismiss: () => void;
}

/** Speech to text for the composer: `onText` gets what was understood. */
export function useVoice(onText: (text: string) => void): Voice {
  const latest = useRef(onText);
  useEffect(() => {
    latest.current = onText;
  });
  const { headers } = useAccount();
  const [voice] = useState(() => voiceMachine.provide({ actors: { recorder, transcriber: transcriber(headers) } }));
  const [snapshot, send] = useActor(voice, { input: { onText: (text) => latest.current(text) } });
  const isAsking = snapshot.matches({ capturing: "asking" });
  const isRecording = snapshot.matches({ capturing: "recording" });
  const isTranscribing = snapshot.matches("transcribing");
  const seconds = useSeconds(isRecording);

  const words = isAsking
    ? "Waiting for the microphone…"
    : isRecording
      ? `Recording ${minutesAndSeconds(seconds)}`
      : isTranscribing
        ? "Turning speech into text…"
        : null;
  return {
    isRecording,
    isBusy: isAsking || isTranscribing,
    words,
    problem: snapshot.context.problem,
    toggle: () => send({ type: "toggle" }),
    cancel: () => send({ type: "cancel" }),
    dismiss: () => send({ type: "dismiss" }),
  };
}

function useSeconds(isRunning: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!isRunning) return;
    setSeconds(0);
    const timer = setInterval(() => setSeconds((known) => known + 1), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return seconds;
}
