import type { CallType } from "@parlance/shared-types";

/** Asks the reader for their microphone, and for their camera or screen where a call shows one. */
export async function openMedia(callType: CallType): Promise<MediaStream> {
  if (callType !== "screen") return navigator.mediaDevices.getUserMedia({ audio: true, video: callType === "video" });
  const screen = await navigator.mediaDevices.getDisplayMedia({ video: true });
  const voice = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of voice.getTracks()) screen.addTrack(track);
  return screen;
}

export function closeMedia(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Why there is no sound or picture, in words. */
export function mediaProblem(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return "The browser was not allowed to use the microphone or the camera.";
  if (name === "NotFoundError") return "No microphone or camera was found.";
  if (error instanceof TypeError) return "This page came over an insecure line: browsers allow no calls on it.";
  return error instanceof Error ? error.message : "The call could not be made.";
}
