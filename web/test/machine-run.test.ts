import { describe, expect, test } from "bun:test";
import { timeline } from "../src/chat/timeline.ts";
import { answer, message, readyMachine, session, startMachine, type TestMachine } from "./support.ts";

const shown = (machine: TestMachine) => {
  const conversation = machine.context().conversations["s1"];
  return conversation ? timeline(conversation).map(({ role, text, status }) => `${role} ${status}: ${text}`) : [];
};
const received = (...messages: ReturnType<typeof message>[]) =>
  messages.map((sent) => ({ type: "message.received" as const, message: sent }));
const delta = (offset: number, text: string) =>
  ({ type: "delta.received", sessionId: "s1", runId: "r1", offset, text }) as const;
const prompt = (seq: number, body: string, runId: string) => message(seq, body, { metadata: { runId } });
const started = { type: "run.started", sessionId: "s1", runId: "r1" } as const;

describe("the way of one message", () => {
  test("it is shown at once, then as stored, then answered piece by piece", () => {
    const machine = readyMachine();
    machine.tell({ type: "message.send", outgoingId: "o1", text: "Hi" });
    expect(machine.asked).toContainEqual({ type: "send", sessionId: "s1", outgoingId: "o1", message: "Hi" });
    expect(shown(machine)).toEqual(["user sending: Hi"]);

    machine.tell(...received(prompt(1, "Hi", "r1")));
    expect(shown(machine)).toEqual(["user sent: Hi"]);

    machine.tell(started, delta(0, "Ech"), delta(3, "o: Hi"));
    expect(machine.state().run).toBe("running");
    expect(shown(machine)).toEqual(["user sent: Hi", "agent streaming: Echo: Hi"]);

    machine.tell({ type: "run.ended", sessionId: "s1", runId: "r1", status: "completed" });
    machine.tell(...received(answer(2, "Echo: Hi", "r1")));
    machine.tell({ type: "send.answered", sessionId: "s1", outgoingId: "o1", runId: "r1", logs: ["thought"] });
    expect(machine.state().run).toBe("idle");
    expect(shown(machine)).toEqual(["user sent: Hi", "agent complete: Echo: Hi"]);
    expect(machine.context().conversations["s1"]?.runs[0]?.logs).toEqual([{ data: "thought", level: "info" }]);
  });

  test("blank words are not sent", () => {
    const machine = readyMachine();
    const before = machine.asked.length;
    machine.tell({ type: "message.send", outgoingId: "o1", text: " \n" });
    expect(machine.asked).toHaveLength(before);
    expect(shown(machine)).toEqual([]);
  });

  test("the first words name a session that has no name, later ones do not", () => {
    const machine = readyMachine();
    machine.tell({ type: "message.send", outgoingId: "o1", text: "Plant a tree\nplease" });
    expect(machine.lastAsked()).toEqual({ type: "rename", sessionId: "s1", title: "Plant a tree" });
    machine.tell(...received(message(1, "Plant a tree\nplease")));
    machine.tell({ type: "message.send", outgoingId: "o2", text: "More" });
    expect(machine.lastAsked()).toMatchObject({ type: "send", message: "More" });
  });

  test("a message that was refused keeps its text, and can be tried again under the same id", () => {
    const machine = readyMachine();
    const failure = { code: "OVERLOADED", text: "busy", retryable: true };
    machine.tell({ type: "message.send", outgoingId: "o1", text: "Hi" });
    machine.tell({ type: "send.failed", sessionId: "s1", outgoingId: "o1", failure });
    expect(shown(machine)).toEqual(["user failed: Hi"]);
    machine.tell({ type: "message.retry", outgoingId: "o1", text: "Hi" });
    expect(shown(machine)).toEqual(["user sending: Hi"]);
    expect(machine.asked.filter(({ type }) => type === "send")).toHaveLength(2);
    expect(machine.lastAsked()).toMatchObject({ type: "send", outgoingId: "o1" });
  });

  test("a refused message can be given up", () => {
    const machine = readyMachine();
    machine.tell({ type: "message.send", outgoingId: "o1", text: "Hi" });
    machine.tell({ type: "message.discard", outgoingId: "o1" });
    expect(shown(machine)).toEqual([]);
  });
});

describe("stop", () => {
  test("is asked for once, and over when the run is", () => {
    const machine = readyMachine();
    machine.tell(
      ...received(prompt(1, "Hi", "r1")),
      started,
      delta(0, "Par"),
      { type: "run.stop" },
      { type: "run.stop" },
    );
    expect(machine.state().run).toBe("stopping");
    expect(machine.asked.filter(({ type }) => type === "stop")).toHaveLength(1);
    machine.tell({ type: "run.ended", sessionId: "s1", runId: "r1", status: "cancelled" });
    machine.tell({ type: "stop.done", runId: "r1" });
    expect(machine.state().run).toBe("idle");
    expect(shown(machine)).toEqual(["user sent: Hi", "agent stopped: Par"]);
  });

  test("asks nothing when nothing runs", () => {
    const machine = readyMachine();
    machine.tell({ type: "run.stop" });
    expect(machine.asked.some(({ type }) => type === "stop")).toBe(false);
  });

  test("that failed can be tried again", () => {
    const machine = readyMachine();
    machine.tell(started, { type: "run.stop" });
    const command = { type: "stop", sessionId: "s1" } as const;
    machine.tell({ type: "command.failed", command, failure: { code: "TIMEOUT", text: "slow", retryable: true } });
    expect(machine.state().run).toBe("running");
    expect(machine.context().notice?.retry).toEqual(command);
  });

  test("of a run that the server does not know asks how the session stands", () => {
    const machine = readyMachine();
    machine.tell(started, { type: "run.stop" }, { type: "stop.done", runId: null });
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "s1" });
  });
});

describe("cuts and other devices", () => {
  test("after a reconnect the session is opened again, and what ended meanwhile has ended", () => {
    const machine = readyMachine([prompt(1, "Hi", "r1")]);
    machine.tell(started, delta(0, "Echo"));
    machine.tell({ type: "link.changed", state: "reconnecting" }, { type: "link.changed", state: "connected" });
    machine.tell({ type: "welcome", sessions: [session("s1")] });
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "s1" });
    machine.tell({
      type: "session.opened",
      session: session("s1"),
      messages: [prompt(1, "Hi", "r1"), answer(2, "Echo: Hi", "r1")],
    });
    expect(machine.state()).toMatchObject({ link: "connected", session: "ready", run: "idle" });
    expect(shown(machine)).toEqual(["user sent: Hi", "agent complete: Echo: Hi"]);
  });

  test("a message written while the session loads anew is not lost", () => {
    const machine = readyMachine();
    machine.tell({ type: "welcome", sessions: [session("s1")] });
    expect(machine.state().session).toBe("opening");
    machine.tell({ type: "message.send", outgoingId: "o1", text: "Hi" });
    expect(shown(machine)).toEqual(["user sending: Hi"]);
  });

  test("a lost piece of the answer is asked for once, and mended by the text from its beginning", () => {
    const machine = readyMachine([prompt(1, "Hi", "r1")]);
    machine.tell(started, delta(0, "Ech"), delta(7, "Hi"), delta(9, "!"));
    expect(machine.asked.filter(({ type }) => type === "open")).toHaveLength(2);
    machine.tell(delta(0, "Echo: Hi!"));
    expect(shown(machine).at(-1)).toBe("agent streaming: Echo: Hi!");
  });

  test("a page that joins in mid-answer shows it from its beginning", () => {
    const machine = readyMachine();
    machine.tell({ type: "session.opened", session: session("s1"), messages: [prompt(1, "Hi", "r1")], runId: "r1" });
    machine.tell(delta(0, "Ech"));
    expect(machine.state().run).toBe("running");
    expect(shown(machine)).toEqual(["user sent: Hi", "agent streaming: Ech"]);
  });

  test("an answer in another session is marked until it is looked at", () => {
    const machine = readyMachine();
    machine.tell(...received(message(1, "Done", { roomId: "s2", senderId: "agent:echo" })));
    expect(machine.context().unread).toEqual(["s2"]);
    machine.tell({ type: "session.open", sessionId: "s2" });
    machine.tell({ type: "session.opened", session: session("s2"), messages: [] });
    expect(machine.context().unread).toEqual([]);
  });

  test("a topic that cannot be resumed is loaded anew if it is on the screen", () => {
    const machine = readyMachine();
    const before = machine.asked.length;
    machine.tell({ type: "topic.reset", topic: "rooms/s2" });
    expect(machine.asked).toHaveLength(before);
    machine.tell({ type: "topic.reset", topic: "rooms/s1" });
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "s1" });
  });
});

describe("the log of a run", () => {
  const line = (data: string) => ({ type: "log.received", sessionId: "s1", runId: "r1", data, level: "info" }) as const;
  const logs = (machine: TestMachine) =>
    machine.context().conversations["s1"]?.runs.flatMap((run) => run.logs.map(({ data }) => data));

  test("grows while it runs, and stays with its run", () => {
    const machine = readyMachine();
    machine.tell(started, line("one"), line("two"));
    machine.tell({ type: "run.ended", sessionId: "s1", runId: "r1", status: "completed" });
    machine.tell({ type: "run.started", sessionId: "s1", runId: "r2" });
    expect(logs(machine)).toEqual(["one", "two"]);
  });

  test("of an old answer is asked for, and nothing seems to run meanwhile", () => {
    const machine = readyMachine([prompt(1, "Hi", "r1"), answer(2, "Echo: Hi", "r1")]);
    machine.tell({ type: "run.showLog", runId: "r1" });
    expect(machine.lastAsked()).toEqual({ type: "log", runId: "r1" });
    machine.tell(started, line("one"));
    expect(machine.state().run).toBe("idle");
    expect(machine.context().sessions[0]?.status).not.toBe("running");
    expect(logs(machine)).toEqual(["one"]);
  });

  test("of a run that the page joins is asked for from its beginning, once", () => {
    const machine = startMachine("s1");
    const opened = { type: "session.opened", session: session("s1"), messages: [], runId: "r1" } as const;
    machine.tell({ type: "welcome", sessions: [session("s1")] }, delta(0, "Ech"), opened);
    machine.tell(line("one"), { type: "welcome", sessions: [session("s1")] }, opened);
    expect(machine.asked.filter(({ type }) => type === "log")).toEqual([{ type: "log", runId: "r1" }]);
  });
});
