import { describe, expect, test } from "bun:test";
import {
  type Conversation,
  EMPTY_CONVERSATION,
  openConversation,
  receiveDelta,
  receiveLog,
  receiveMessage,
} from "../src/chat/conversation.ts";
import { addOutgoing } from "../src/chat/outgoing.ts";
import { message } from "./support.ts";

const PAGE = 50;
const bodies = ({ messages }: Conversation) => messages.map(({ body }) => body);

describe("messages", () => {
  test("are kept in the order of seq, each once, whatever order they come in", () => {
    const received = [message(3, "c"), message(1, "a"), message(3, "c"), message(2, "b")];
    expect(bodies(received.reduce(receiveMessage, EMPTY_CONVERSATION))).toEqual(["a", "b", "c"]);
  });

  test("of this page take the place of their optimistic copies one by one", () => {
    const sent = addOutgoing(addOutgoing(EMPTY_CONVERSATION, "o1", "again"), "o2", "again");
    const first = receiveMessage(sent, message(1, "again"));
    expect(first.outgoing.map(({ messageId }) => messageId)).toEqual(["m1", undefined]);
    const repeated = receiveMessage(first, message(1, "again"));
    expect(repeated.outgoing[1]?.messageId).toBeUndefined();
    const second = receiveMessage(repeated, message(2, "again"));
    expect(second.outgoing.map(({ messageId }) => messageId)).toEqual(["m1", "m2"]);
  });

  test("of an agent are nobody's optimistic copy", () => {
    const sent = addOutgoing(EMPTY_CONVERSATION, "o1", "Hi");
    const received = receiveMessage(sent, message(1, "Hi", { senderId: "agent:echo" }));
    expect(received.outgoing[0]?.messageId).toBeUndefined();
  });

  test("that came with a reload take the place of their copies too", () => {
    const sent = addOutgoing(EMPTY_CONVERSATION, "o1", "Hi");
    const opened = openConversation(sent, { messages: [message(1, "Hi")], pageSize: PAGE });
    expect(opened.outgoing[0]?.messageId).toBe("m1");
  });
});

describe("runs", () => {
  test("count their offsets in bytes", () => {
    const pieces = [
      { runId: "r1", offset: 0, text: "Grün " },
      { runId: "r1", offset: 6, text: "🌳" },
      { runId: "r1", offset: 10, text: "!" },
    ];
    const [run] = pieces.reduce(receiveDelta, EMPTY_CONVERSATION).runs;
    expect(run).toMatchObject({ text: "Grün 🌳!", behind: false });
  });

  test("keep the newest thousand lines of their log", () => {
    let conversation = EMPTY_CONVERSATION;
    for (let line = 1; line <= 1_001; line += 1) {
      conversation = receiveLog(conversation, "r1", { data: `line ${line}`, level: "info" });
    }
    expect(conversation.runs[0]?.logs).toHaveLength(1_000);
    expect(conversation.runs[0]?.logs[0]?.data).toBe("line 2");
  });
});
