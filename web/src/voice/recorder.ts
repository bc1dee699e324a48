import { fromCallback, fromPromise } from "xstate";
import type { RecorderCommand, RecorderEvent } from "./machine.ts";
import { transcribe } from "./transcribe.ts";

/** Preferred first; Safari records only MP4. */
const FORMATS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** Records from the microphone until `finish`; leaving the actor discards the recording. */
export const recorder = fromCallback<RecorderCommand>(({ sendBack, receive }) => {
  const tell = (event: RecorderEvent) => sendBack(event);
  let recording: MediaRecorder | undefined;
  let left = false;

  receive((command) => {
    if (command.type === "finish") recording?.stop();
  });
  openMicrophone().then(
    (stream) => {
      if (left) return release(stream);
      recording = record(stream, tell);
    },
    (error: unknown) => tell({ type: "recorder.failed", text: whyNoMicrophone(error) }),
  );
  return () => {
    left = true;
    if (recording) release(recording.stream);
  };
});

function record(stream: MediaStream, tell: (event: RecorderEvent) => void): MediaRecorder {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const recording = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
  const pieces: Blob[] = [];
  recording.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  recording.addEventListener("stop", () => {
    release(stream);
    tell({ type: "recorder.finished", audio: new Blob(pieces, { type: recording.mimeType }) });
  });
  recording.start();
  tell({ type: "recorder.started" });
  return recording;
}

async function openMicrophone(): Promise<MediaStream> {
  // Browsers hide the microphone from pages that are neither https nor on this machine.
  if (!navigator.mediaDevices) throw new DOMException("insecure origin", "SecurityError");
  return navigator.mediaDevices.getUserMedia({ audio: true });
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export function whyNoMicrophone(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") {
    return "The browser may not use the microphone. Allow it in the site settings, then try again.";
  }
  if (name === "NotFoundError") return "No microphone was found.";
  if (name === "NotReadableError") return "The microphone is in use by another program.";
  if (name === "SecurityError") return "The microphone works only over https or on this machine.";
  return "The microphone could not be used.";
}

/** Speech to text for whom these headers speak for, at the time that it is asked for. */
export const transcriber = (headers: () => HeadersInit) =>
  fromPromise<string, Blob>(({ input, signal }) => transcribe(input, headers(), signal));
