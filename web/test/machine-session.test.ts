import { describe, expect, test } from "bun:test";
import { answer, message, readyMachine, session, startMachine } from "./support.ts";

const welcome = (...ids: string[]) => ({ type: "welcome" as const, sessions: ids.map((id) => session(id)) });
const notFound = { code: "NOT_FOUND", text: "gone", retryable: false };
const outage = { code: "SERVER_ERROR", text: "outage", retryable: true };

describe("which session is on the screen", () => {
  test("without a link it is the one that changed last", () => {
    const machine = startMachine();
    machine.tell({
      type: "welcome",
      sessions: [
        session("old"),
        session("fresh", { updatedAt: "2025-11-03T10:00:00.000Z" }),
        session("newer", { createdAt: "2025-11-02T11:00:00.000Z" }),
      ],
    });
    expect(machine.context().activeId).toBe("fresh");
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "fresh" });
  });

  test("a link is followed", () => {
    const machine = startMachine("s1");
    machine.tell(welcome("s1", "s2"));
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "s1" });
    machine.tell({ type: "session.opened", session: session("s1"), messages: [] });
    expect(machine.state().session).toBe("ready");
  });

  test("a link to a session that is not there asks nothing and says so", () => {
    const machine = startMachine("gone");
    machine.tell(welcome("s1"));
    expect(machine.state().session).toBe("missing");
    expect(machine.asked).toEqual([]);
  });

  test("a session chosen before the server has answered is opened afterwards", () => {
    const machine = startMachine("s1");
    machine.tell({ type: "session.open", sessionId: "s2" }, welcome("s1", "s2"));
    expect(machine.asked).toEqual([{ type: "open", sessionId: "s2" }]);
  });

  test("a late reply about another session does not end the wait for this one", () => {
    const machine = startMachine("s1");
    machine.tell(welcome("s1", "s2"), { type: "session.open", sessionId: "s2" });
    machine.tell({ type: "session.opened", session: session("s1"), messages: [message(1, "kept")] });
    expect(machine.state().session).toBe("opening");
    expect(machine.context().conversations["s1"]?.messages).toHaveLength(1);
  });

  test("NOT_FOUND shows that it is missing, anything else that it can be tried again", () => {
    const machine = startMachine("s1");
    machine.tell(welcome("s1"), { type: "session.openFailed", sessionId: "s1", failure: notFound });
    expect(machine.state().session).toBe("missing");

    const other = startMachine("s1");
    other.tell(welcome("s1"), { type: "session.openFailed", sessionId: "s1", failure: outage });
    expect(other.state().session).toBe("failed");
    other.tell({ type: "session.reload" });
    expect(other.asked).toEqual([
      { type: "open", sessionId: "s1" },
      { type: "open", sessionId: "s1" },
    ]);
  });
});

describe("making, naming and deleting", () => {
  test("a new session is listed and shown", () => {
    const machine = readyMachine();
    machine.tell({ type: "session.create", model: "haiku" });
    expect(machine.lastAsked()).toEqual({ type: "create", model: "haiku" });
    expect(machine.context().creating).toBe(true);
    machine.tell({ type: "session.made", session: session("s3", { model: "haiku" }) });
    expect(machine.context()).toMatchObject({ activeId: "s3", creating: false });
    expect(machine.lastAsked()).toEqual({ type: "open", sessionId: "s3" });
  });

  test("a session made on another device is listed, and not shown", () => {
    const machine = readyMachine();
    machine.tell({ type: "session.added", session: session("s3") });
    expect(machine.context().sessions.map(({ id }) => id)).toEqual(["s1", "s2", "s3"]);
    expect(machine.context().activeId).toBe("s1");
  });

  test("the deletion of the session on the screen leads to the next one, and at last to none", () => {
    const machine = readyMachine();
    machine.tell({ type: "session.removed", sessionId: "s1" });
    expect(machine.context().activeId).toBe("s2");
    machine.tell({ type: "session.removed", sessionId: "s2" });
    expect(machine.state().session).toBe("none");
    expect(machine.context()).toMatchObject({ activeId: null, conversations: {} });
  });

  test("a command that failed is told, and made again on request", () => {
    const machine = readyMachine();
    const command = { type: "rename", sessionId: "s1", title: "New" } as const;
    machine.tell({ type: "command.failed", command, failure: outage });
    expect(machine.context().notice).toMatchObject({ failure: outage, retry: command });
    machine.tell({ type: "notice.retry" });
    expect(machine.lastAsked()).toEqual(command);
    expect(machine.context().notice).toBeNull();
  });

  test("a rename from anywhere changes the title", () => {
    const machine = readyMachine();
    machine.tell({ type: "session.renamed", sessionId: "s2", title: "Trees" });
    expect(machine.context().sessions[1]?.title).toBe("Trees");
  });
});

test("a server that speaks another contract is told of", () => {
  const machine = readyMachine();
  expect(machine.context().outdated).toBe(false);
  machine.tell({ type: "contract.changed" });
  expect(machine.context().outdated).toBe(true);
  expect(machine.state().session).toBe("ready");
});

test("an answer that comes while a room is on the screen is marked as new until the session is seen", () => {
  const { tell, context } = readyMachine();
  tell({ type: "session.cover", covered: true }, { type: "message.received", message: answer(1, "Yes", "r1") });
  expect(context().unread).toEqual(["s1"]);
  tell({ type: "session.cover", covered: false });
  expect(context().unread).toEqual([]);
});

describe("history", () => {
  const page = Array.from({ length: 50 }, (_, index) => message(index + 51, `message ${index + 51}`));

  test("earlier messages are asked for once at a time, and until there are no more", () => {
    const machine = readyMachine(page);
    machine.tell({ type: "history.older" }, { type: "history.older" });
    expect(machine.asked.filter(({ type }) => type === "older")).toEqual([
      { type: "older", sessionId: "s1", before: 51 },
    ]);
    machine.tell({ type: "history.loaded", sessionId: "s1", messages: [message(50, "earlier")], hasMore: false });
    expect(machine.context().conversations["s1"]?.messages[0]?.body).toBe("earlier");
    machine.tell({ type: "history.older" });
    expect(machine.asked.filter(({ type }) => type === "older")).toHaveLength(1);
  });

  test("a page that could not be loaded may be asked for again", () => {
    const machine = readyMachine(page);
    machine.tell({ type: "history.older" });
    const command = { type: "older", sessionId: "s1", before: 51 } as const;
    machine.tell({ type: "command.failed", command, failure: outage }, { type: "history.older" });
    expect(machine.asked.filter(({ type }) => type === "older")).toHaveLength(2);
  });

  test("a short first page is the whole history", () => {
    expect(readyMachine([message(1, "only")]).context().conversations["s1"]?.hasMore).toBe(false);
  });
});
