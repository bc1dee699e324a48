import type { ChatMessage, Session } from "@parlance/shared-types";
import { createActor, fromCallback } from "xstate";
import type { ChatEvent, NetworkCommand } from "../src/chat/events.ts";
import { chatMachine } from "../src/chat/machine.ts";

export const session = (id: string, fields: Partial<Session> = {}): Session => ({
  id,
  model: "echo",
  createdAt: "2025-11-02T10:00:00.000Z",
  ...fields,
});

/** A message of a person, or with `sender` of an agent; `runId` links a prompt with its answer. */
export const message = (seq: number, body: string, fields: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `m${seq}`,
  roomId: "s1",
  seq,
  senderId: "local",
  body,
  attachments: [],
  metadata: undefined,
  createdAt: "2025-11-02T10:00:00.000Z",
  reactions: [],
  replyCount: 0,
  ...fields,
});

export const answer = (seq: number, body: string, runId: string, status?: string): ChatMessage =>
  message(seq, body, { senderId: "agent:echo", metadata: { runId, ...(status ? { status } : {}) } });

/** The machine with its network held by the test: `asked` is what it wanted to know. */
export function startMachine(sessionId: string | null = null) {
  const asked: NetworkCommand[] = [];
  const network = fromCallback<NetworkCommand>(({ receive }) => receive((command) => asked.push(command)));
  const actor = createActor(chatMachine.provide({ actors: { network } }), { input: { sessionId } }).start();
  return {
    asked,
    tell: (...events: ChatEvent[]) => {
      for (const event of events) actor.send(event);
    },
    context: () => actor.getSnapshot().context,
    state: () => actor.getSnapshot().value,
    lastAsked: () => asked.at(-1),
  };
}

export type TestMachine = ReturnType<typeof startMachine>;

/** A machine that shows session `s1`, connected and loaded. */
export function readyMachine(messages: readonly ChatMessage[] = []): TestMachine {
  const machine = startMachine("s1");
  machine.tell(
    { type: "link.changed", state: "connected" },
    { type: "welcome", sessions: [session("s1"), session("s2")], userId: "local" },
    { type: "session.opened", session: session("s1"), messages },
  );
  return machine;
}
