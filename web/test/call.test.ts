import { describe, expect, test } from "bun:test";
import type { Participant } from "@parlance/shared-types";
import { createActor, fromCallback } from "xstate";
import { type Call, type CallCommand, type CallEvent, callMachine, type LineCommand } from "../src/call/machine.ts";
import { follow } from "../src/voiceroom/machine.ts";

/** The machine with the server and the media held by the test: `told` is what it wanted the server to know. */
function startCalls() {
  const told: CallCommand[] = [];
  const lines: Call[] = [];
  const signals = fromCallback<CallCommand>(({ receive }) => receive((command) => told.push(command)));
  const line = fromCallback<LineCommand, Call>(({ input }) => void lines.push(input));
  const actor = createActor(callMachine.provide({ actors: { signals, line } })).start();
  return {
    told,
    lines,
    tell: (...events: CallEvent[]) => {
      for (const event of events) actor.send(event);
    },
    state: () => actor.getSnapshot().value,
    context: () => actor.getSnapshot().context,
  };
}

const offered = (callId: string, peerId: string): CallEvent => ({
  type: "offered",
  call: { callId, peerId, callType: "audio", offer: "v=0" },
});
const start: CallEvent = { type: "call.start", peerId: "bob", callType: "audio" };

describe("calls between two people", () => {
  test("one that rings here is answered with what was offered", () => {
    const { tell, state, lines } = startCalls();
    tell(offered("c1", "bob"));
    expect([state(), lines]).toEqual(["ringing", []]);
    tell({ type: "call.accept" });
    expect(lines).toEqual([{ callId: "c1", peerId: "bob", callType: "audio", offer: "v=0" }]);
  });

  test("one that is declined is told to the server", () => {
    const { tell, state, told } = startCalls();
    tell(offered("c1", "bob"), { type: "call.hangUp" });
    expect(state()).toBe("idle");
    expect(told).toMatchObject([{ type: "end", call: { callId: "c1" } }]);
  });

  test("the end of another call does not end this one", () => {
    const { tell, state, context } = startCalls();
    tell(start, { type: "line.ringing", callId: "c1" }, { type: "ended", callId: "c0", reason: "busy" });
    expect(state()).toBe("busy");
    tell({ type: "ended", callId: "c1", reason: "declined" });
    expect([state(), context().farewell]).toEqual(["idle", "The call was declined."]);
  });

  test("of two that cross the other's is the call, and is answered at once", () => {
    const { tell, context, lines } = startCalls();
    tell(start, offered("c2", "bob"));
    expect(lines).toEqual([
      { peerId: "bob", callType: "audio" },
      { callId: "c2", peerId: "bob", callType: "audio", offer: "v=0" },
    ]);
    expect(context().isAnswered).toBe(true);
  });

  test("a third person does not get in between", () => {
    const { tell, context, lines } = startCalls();
    tell(start, offered("c2", "eve"));
    expect(context().call?.peerId).toBe("bob");
    expect(lines).toHaveLength(1);
  });

  test("without a microphone the call ends, and why is told", () => {
    const { tell, state, context, told } = startCalls();
    tell(start, { type: "line.failed", words: "No microphone." });
    expect([state(), context().farewell]).toEqual(["idle", "No microphone."]);
    expect(told).toHaveLength(1);
  });
});

test("who takes part in a voice room, and how", () => {
  const at = "2026-11-20T10:00:00.000Z";
  const ada: Participant = { user: { id: "ada", name: "Ada" }, muted: false, speaking: true, joinedAt: at };
  const names = (participants: readonly Participant[]) => participants.map(({ user }) => user.name);
  const two = follow([ada], { type: "userJoined", user: { id: "bob", name: "Bob" } });
  expect(names(two)).toEqual(["Ada", "Bob"]);
  expect(names(follow(two, { type: "userJoined", user: { id: "bob", name: "Bob" } }))).toEqual(["Ada", "Bob"]);
  expect(follow(two, { type: "muteUpdated", userId: "ada", muted: true })[0]).toMatchObject({
    muted: true,
    speaking: false,
  });
  expect(names(follow(two, { type: "userLeft", userId: "ada" }))).toEqual(["Bob"]);
});
