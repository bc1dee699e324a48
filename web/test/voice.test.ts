import { describe, expect, test } from "bun:test";
import { createActor, fromCallback, fromPromise, waitFor } from "xstate";
import { type RecorderCommand, type RecorderEvent, voiceMachine } from "../src/voice/machine.ts";
import { transcriber, whyNoMicrophone } from "../src/voice/recorder.ts";

const AUDIO = new Blob(["sound"], { type: "audio/webm" });

/** The machine with a microphone that the test holds, and a transcription that it decides. */
function start(transcription: () => Promise<string>) {
  const texts: string[] = [];
  const commands: RecorderCommand[] = [];
  const microphone = { open: false, tell: (_event: RecorderEvent) => {} };
  const actor = createActor(
    voiceMachine.provide({
      actors: {
        recorder: fromCallback<RecorderCommand>(({ sendBack, receive }) => {
          microphone.open = true;
          microphone.tell = (event) => sendBack(event);
          receive((command) => commands.push(command));
          return () => {
            microphone.open = false;
          };
        }),
        transcriber: fromPromise<string, Blob>(transcription),
      },
    }),
    { input: { onText: (text) => texts.push(text) } },
  ).start();
  return { actor, texts, commands, microphone };
}

describe("speech to text", () => {
  test("goes from a press to a press to words", async () => {
    const { actor, texts, commands, microphone } = start(async () => "hello");
    actor.send({ type: "toggle" });
    expect(actor.getSnapshot().value).toEqual({ capturing: "asking" });
    microphone.tell({ type: "recorder.started" });
    actor.send({ type: "toggle" });
    expect(commands).toEqual([{ type: "finish" }]);
    microphone.tell({ type: "recorder.finished", audio: AUDIO });
    expect(actor.getSnapshot().value).toBe("transcribing");
    expect(microphone.open).toBe(false);
    await waitFor(actor, (snapshot) => snapshot.matches("idle"));
    expect(texts).toEqual(["hello"]);
  });

  test("tells what the server said, until the next try", async () => {
    const { actor, texts, microphone } = start(() => Promise.reject(new Error("Too short.")));
    actor.send({ type: "toggle" });
    microphone.tell({ type: "recorder.started" });
    microphone.tell({ type: "recorder.finished", audio: AUDIO });
    await waitFor(actor, (snapshot) => snapshot.matches("idle"));
    expect(actor.getSnapshot().context.problem).toBe("Too short.");
    expect(texts).toEqual([]);
    actor.send({ type: "toggle" });
    expect(actor.getSnapshot().context.problem).toBeNull();
  });

  test("lets go of the microphone when it is given up", () => {
    const { actor, microphone } = start(async () => "never");
    actor.send({ type: "toggle" });
    microphone.tell({ type: "recorder.started" });
    actor.send({ type: "cancel" });
    expect(microphone.open).toBe(false);
    expect(actor.getSnapshot().value).toBe("idle");
  });

  test("tells why there is no microphone", () => {
    const { actor, microphone } = start(async () => "never");
    actor.send({ type: "toggle" });
    microphone.tell({ type: "recorder.failed", text: whyNoMicrophone(new DOMException("", "NotAllowedError")) });
    expect(actor.getSnapshot().value).toBe("idle");
    expect(actor.getSnapshot().context.problem).toContain("may not use the microphone");
  });
});

test("a recording is sent for whoever is signed in when it is sent", async () => {
  const sent: (string | null)[] = [];
  const server = Bun.serve({
    port: 0,
    fetch: (request) => {
      sent.push(request.headers.get("authorization"));
      return Response.json({ text: " hello " });
    },
  });
  const { fetch: real, location: before } = globalThis;
  Object.assign(globalThis, {
    location: { search: "" },
    fetch: (path: string, init: RequestInit) => real(new URL(path, server.url), init),
  });
  try {
    let token = "of yesterday";
    const spoken = transcriber(() => ({ authorization: `Bearer ${token}` }));
    token = "of today";
    const actor = createActor(spoken, { input: AUDIO }).start();
    expect((await waitFor(actor, ({ status }) => status === "done")).output).toBe("hello");
    expect(sent).toEqual(["Bearer of today"]);
  } finally {
    Object.assign(globalThis, { fetch: real, location: before });
    await server.stop(true);
  }
});
