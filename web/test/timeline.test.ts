import { describe, expect, test } from "bun:test";
import { type Conversation, EMPTY_CONVERSATION, type RunView } from "../src/chat/conversation.ts";
import { timeline } from "../src/chat/timeline.ts";
import { answer, message } from "./support.ts";

const prompt = (seq: number, body: string, runId: string) => message(seq, body, { metadata: { runId } });
const run = (id: string, fields: Partial<RunView> = {}): RunView => ({
  id,
  status: "running",
  text: "",
  behind: false,
  logs: [],
  ...fields,
});
const shown = (fields: Partial<Conversation>) =>
  timeline({ ...EMPTY_CONVERSATION, loaded: true, ...fields }).map(
    ({ role, text, status }) => `${role} ${status}: ${text}`,
  );

describe("order", () => {
  test("each answer stands behind its prompt, however late it was stored", () => {
    const messages = [prompt(1, "one", "r1"), prompt(2, "two", "r2"), answer(3, "1", "r1"), answer(4, "2", "r2")];
    expect(shown({ messages })).toEqual(["user sent: one", "agent complete: 1", "user sent: two", "agent complete: 2"]);
  });

  test("what waits for its turn stands behind the answer that streams", () => {
    const messages = [prompt(1, "one", "r1"), prompt(2, "two", "r2")];
    expect(shown({ messages, runs: [run("r1", { text: "so far" })], openedSeq: 2 })).toEqual([
      "user sent: one",
      "agent streaming: so far",
      "user queued: two",
    ]);
  });

  test("messages of a server that does not link them stay in their order", () => {
    const messages = [message(1, "one"), message(2, "1", { senderId: "agent:echo" })];
    expect(shown({ messages, openedSeq: 2 })).toEqual(["user sent: one", "agent complete: 1"]);
  });

  test("an entry keeps its key when it becomes a stored one", () => {
    const outgoing = [{ id: "o1", body: "one", state: "pending", messageId: "m1" } as const];
    const streaming = { ...EMPTY_CONVERSATION, outgoing, messages: [prompt(1, "one", "r1")], runs: [run("r1")] };
    const stored = { ...streaming, messages: [...streaming.messages, answer(2, "1", "r1")] };
    const keys = (conversation: Conversation) => timeline(conversation).map(({ key }) => key);
    expect(keys(streaming)).toEqual(["o1", "r1"]);
    expect(keys(stored)).toEqual(keys(streaming));
  });
});

describe("runs that did not complete", () => {
  test("a failed one tells why, and what to send again", () => {
    const [, item] = timeline({
      ...EMPTY_CONVERSATION,
      messages: [prompt(1, "one", "r1")],
      runs: [run("r1", { status: "failed", error: "The model is away." })],
    });
    expect(item).toMatchObject({ status: "failed", again: "one", failure: { text: "The model is away." } });
  });

  test("what was left of them is told after a reload", () => {
    const messages = [prompt(1, "one", "r1"), answer(2, "half", "r1", "cancelled"), prompt(3, "two", "r2")];
    expect(shown({ messages, openedSeq: 3 })).toEqual([
      "user sent: one",
      "agent stopped: half",
      "user sent: two",
      "agent failed: ",
    ]);
  });

  test("a message that has just come is not called unanswered", () => {
    expect(shown({ messages: [prompt(1, "one", "r1")], openedSeq: 0 })).toEqual(["user sent: one"]);
  });

  test("a second try stands behind the first, and the failure is told at the newest", () => {
    const failure = { code: "AGENT_FAILED", text: "Again.", retryable: true };
    const entry = { id: "o1", body: "one", messageId: "m1", retryRunId: "r2" };
    const messages = [prompt(1, "one", "r1"), prompt(2, "two", "r3"), answer(3, "2", "r3")];
    const first = run("r1", { status: "failed" });
    const waiting = { ...EMPTY_CONVERSATION, messages, outgoing: [{ ...entry, state: "pending" } as const] };
    const items = timeline({ ...waiting, runs: [first, run("r2")] });
    expect(items.map(({ status }) => status)).toEqual(["sent", "failed", "streaming", "sent", "complete"]);
    expect(items[1]?.failure).toBeUndefined();

    const over = { ...waiting, outgoing: [{ ...entry, state: "failed", failure } as const] };
    const [, old, newest] = timeline({ ...over, runs: [first, run("r2", { status: "failed" })] });
    expect(old?.failure).toBeUndefined();
    expect(newest).toMatchObject({ failure, again: "one", outgoingId: "o1" });
  });
});
