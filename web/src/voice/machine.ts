import { assign, fromCallback, fromPromise, sendTo, setup } from "xstate";

export type RecorderCommand = { type: "finish" };

export type RecorderEvent =
  | { type: "recorder.started" }
  | { type: "recorder.finished"; audio: Blob }
  | { type: "recorder.failed"; text: string };

type VoiceEvent = { type: "toggle" } | { type: "cancel" } | { type: "dismiss" } | RecorderEvent;

interface VoiceContext {
  audio: Blob;
  /** The problem in words, until the next try. */
  problem: string | null;
  onText: (text: string) => void;
}

/** A forgotten microphone must not fill the memory. */
const LONGEST_RECORDING_MS = 5 * 60_000;

const NOTHING = new Blob([]);

/** From a press on the microphone to text: `idle → asking → recording → transcribing → idle`. */
export const voiceMachine = setup({
  types: {
    context: {} as VoiceContext,
    events: {} as VoiceEvent,
    input: {} as { onText: (text: string) => void },
  },
  actors: {
    /** Provided by the page: the microphone, and `POST /api/transcribe`. */
    recorder: fromCallback<RecorderCommand>(() => {
      throw new Error("voiceMachine needs the actor `recorder`");
    }),
    transcriber: fromPromise<string, Blob>(() => {
      throw new Error("voiceMachine needs the actor `transcriber`");
    }),
  },
  actions: { finish: sendTo("recorder", { type: "finish" }) },
}).createMachine({
  id: "voice",
  context: ({ input }) => ({ audio: NOTHING, problem: null, onText: input.onText }),
  initial: "idle",
  states: {
    idle: {
      on: {
        toggle: "capturing",
        dismiss: { actions: assign({ problem: null }) },
      },
    },
    capturing: {
      entry: assign({ problem: null }),
      invoke: { src: "recorder", id: "recorder" },
      initial: "asking",
      on: {
        cancel: "idle",
        "recorder.failed": { target: "idle", actions: assign({ problem: ({ event }) => event.text }) },
        "recorder.finished": {
          target: "transcribing",
          actions: assign({ audio: ({ event }) => event.audio }),
        },
      },
      states: {
        asking: { on: { "recorder.started": "recording", toggle: "#voice.idle" } },
        recording: {
          on: { toggle: { actions: "finish" } },
          after: { [LONGEST_RECORDING_MS]: { actions: "finish" } },
        },
      },
    },
    transcribing: {
      invoke: {
        src: "transcriber",
        input: ({ context }) => context.audio,
        onDone: { target: "idle", actions: ({ context, event }) => context.onText(event.output) },
        onError: { target: "idle", actions: assign({ problem: ({ event }) => wordsOf(event.error) }) },
      },
      on: { cancel: "idle" },
      exit: assign({ audio: NOTHING }),
    },
  },
});

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : "The recording could not be turned into text.";
}
