import { trustedAddress } from "../lib/identity.ts";

const WORDS: Record<number, string> = {
  401: "You are signed out. Sign in, then speak again.",
  413: "The recording is too long for the server.",
  422: "The recording was too short to understand. Hold on a little longer.",
  429: "You have spoken a lot in a short time. Try again a little later.",
  503: "Speech is not set up on this server. You can type your message instead.",
};

/**
 * `POST /api/transcribe` (contract section 7): speech to text. Rejects with an `Error` whose message is
 * meant for people.
 */
export async function transcribe(audio: Blob, headers: HeadersInit, signal: AbortSignal): Promise<string> {
  const form = new FormData();
  form.append("audio", audio, `recording.${extensionOf(audio.type)}`);
  const response = await post(form, headers, signal);
  if (!response.ok) {
    throw new Error(WORDS[response.status] ?? "The recording could not be turned into text. Try again.");
  }
  const body: unknown = await response.json();
  const text = textIn(body).trim();
  if (text === "") throw new Error("No words were understood in the recording.");
  return text;
}

async function post(body: FormData, headers: HeadersInit, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(trustedAddress("/api/transcribe"), { method: "POST", headers, body, signal });
  } catch (cause) {
    throw new Error("The recording could not be sent: the server cannot be reached.", { cause });
  }
}

/** "audio/webm;codecs=opus" → "webm" */
export function extensionOf(mime: string): string {
  return /^audio\/([a-z0-9]+)/.exec(mime)?.[1] ?? "webm";
}

function textIn(body: unknown): string {
  if (typeof body !== "object" || body === null || !("text" in body)) return "";
  return typeof body.text === "string" ? body.text : "";
}
