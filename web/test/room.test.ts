import { describe, expect, test } from "bun:test";
import { newestUnread, roomEntries, threadEntries, typingWords } from "../src/rooms/view.ts";
import { changed, inRoom, joined, message, said } from "./rooms-support.ts";

describe("changes are applied in the order of seq, each once", () => {
  test("a message that comes twice is there once", () => {
    const { tell, bodies, room } = inRoom();
    tell(message(3), message(3), message(4));
    expect(bodies()).toEqual(["text 3", "text 4"]);
    expect(room().unread).toBe(2);
  });

  test("a change from before the join changes nothing", () => {
    const { tell, bodies } = inRoom([said(3)]);
    tell(changed(2, { kind: "edited", message: said(3, { body: "old" }) }));
    expect(bodies()).toEqual(["text 3"]);
  });

  test("editing, deleting and redacting", () => {
    const { tell, room } = inRoom([said(3), said(4), said(5)]);
    tell(
      changed(6, { kind: "edited", message: said(3, { body: "better", editedAt: "2026-11-20T11:00:00.000Z" }) }),
      changed(7, { kind: "deleted", messageId: "m4", deletedAt: "2026-11-20T11:00:00.000Z" }),
      changed(8, { kind: "redacted", messageId: "m5", newBody: "[…]" }),
    );
    expect(room().messages.map(({ body }) => body)).toEqual(["better", "", "[…]"]);
    expect(room().messages[1]?.deletedAt).toBeDefined();
    expect(room().messages[2]?.redactedAt).toBeDefined();
  });

  test("reactions are added and taken back, whoever repeats them", () => {
    const { tell, room } = inRoom([said(3)]);
    const react = (seq: number, userId: string, action: "add" | "remove") =>
      changed(seq, { kind: "reaction", messageId: "m3", userId, reaction: "👍", action });
    tell(react(4, "ada", "add"), react(5, "bob", "add"), react(6, "bob", "add"));
    expect(room().messages[0]?.reactions).toEqual([{ reaction: "👍", userIds: ["ada", "bob"] }]);
    tell(react(7, "ada", "remove"), react(8, "eve", "remove"), react(9, "bob", "remove"));
    expect(room().messages[0]?.reactions).toEqual([]);
  });
});

describe("unread", () => {
  test("others' messages are counted until they are read, on whichever device", () => {
    const { tell, room } = inRoom();
    tell(message(3), message(4), message(5, { senderId: "ada" }));
    expect(room().unread).toBe(2);
    tell(changed(6, { kind: "read", messageId: "m3", userId: "bob" }));
    expect(room().unread).toBe(2);
    tell(changed(7, { kind: "read", messageId: "m3", userId: "ada" }));
    expect(room().unread).toBe(1);
    tell(changed(8, { kind: "deleted", messageId: "m4", deletedAt: "2026-11-20T11:00:00.000Z" }));
    expect(room().unread).toBe(0);
  });

  test("what was read on another device beyond what is known here is asked for", () => {
    const { asked, tell } = inRoom([said(30)], true);
    tell(changed(31, { kind: "read", messageId: "m7", userId: "ada" }));
    expect(asked.at(-1)).toEqual({ type: "join", roomId: "r1" });
  });

  test("the first unread message is marked where the room is opened", () => {
    const { tell, room } = inRoom([said(3)]);
    tell(message(4), message(5), { type: "room.close" }, { type: "room.open", roomId: "r1" });
    expect(room().newFrom).toBe(said(3).id === "m3" ? "m4" : null);
    expect(roomEntries(room(), "ada").map(({ startsNew }) => startsNew)).toEqual([false, true, false]);
    expect(newestUnread(room(), "ada")).toBe("m5");
    tell(changed(6, { kind: "read", messageId: "m5", userId: "ada" }));
    expect(newestUnread(room(), "ada")).toBeNull();
  });
});

describe("threads", () => {
  test("replies stand in their thread and are counted at their message", () => {
    const { tell, room } = inRoom([said(3)]);
    tell(message(4, { parentId: "m3" }), message(4, { parentId: "m3" }), message(5));
    expect(roomEntries(room(), "ada").map(({ message: { id } }) => id)).toEqual(["m3", "m5"]);
    expect(room().messages[0]?.replyCount).toBe(1);
  });

  test("are read from the beginning, without a gap to what comes live", () => {
    const { asked, tell, room } = inRoom([said(3)]);
    const replies = () => threadEntries(room(), "m3", "ada").map(({ message: { id } }) => id);
    const reply = (seq: number) => said(seq, { parentId: "m3" });
    tell({ type: "thread.open", messageId: "m3" });
    expect(asked.at(-1)).toEqual({ type: "thread", roomId: "r1", parentId: "m3", after: 0 });
    tell({ type: "thread.loaded", roomId: "r1", parentId: "m3", messages: [reply(4), reply(5)], hasMore: true });
    tell(message(9, { parentId: "m3" }));
    expect(replies()).toEqual(["m4", "m5"]);
    tell({ type: "thread.more" }, { type: "thread.more" });
    expect(asked.at(-1)).toEqual({ type: "thread", roomId: "r1", parentId: "m3", after: 5 });
    tell({ type: "thread.loaded", roomId: "r1", parentId: "m3", messages: [reply(6), reply(9)], hasMore: false });
    tell(message(10, { parentId: "m3" }));
    expect(replies()).toEqual(["m4", "m5", "m6", "m9", "m10"]);
    expect(room().messages[0]?.replyCount).toBe(5);
  });
});

test("readers stand at the last message that they have read", () => {
  const { tell, room } = inRoom([said(3, { senderId: "ada" }), said(4, { senderId: "ada" })]);
  tell(changed(5, { kind: "read", messageId: "m3", userId: "bob" }));
  expect(roomEntries(room(), "ada").map(({ readers }) => readers)).toEqual([["bob"], []]);
  tell(changed(6, { kind: "read", messageId: "m4", userId: "bob" }));
  expect(roomEntries(room(), "ada").map(({ readers }) => readers)).toEqual([[], ["bob"]]);
});

test("how far others have read is known from joining on", () => {
  const { tell, room } = inRoom([said(3, { senderId: "ada" }), said(4, { senderId: "ada" })]);
  const read = { userId: "bob", messageId: "m3", seq: 3 };
  tell(joined(4, { reads: [read, { userId: "ada", messageId: "m4", seq: 4 }] }));
  expect(roomEntries(room(), "ada").map(({ readers }) => readers)).toEqual([["bob"], []]);
  tell(changed(5, { kind: "read", messageId: "m4", userId: "bob" }));
  expect(roomEntries(room(), "ada").map(({ readers }) => readers)).toEqual([[], ["bob"]]);
});

test("messages of one person stand together, unless time passes", () => {
  const at = (seq: number, minute: number) => said(seq, { createdAt: `2026-11-20T10:${minute}:00.000Z` });
  const { room } = inRoom([at(3, 10), at(4, 11), at(5, 30)]);
  expect(roomEntries(room(), "ada").map(({ continues }) => continues)).toEqual([false, true, false]);
});

test("typing ends with the message, and is told in words", () => {
  const { tell, room } = inRoom();
  tell({ type: "typing.changed", roomId: "r1", userId: "bob", typing: true });
  expect(room().typing).toEqual(["bob"]);
  tell(message(3));
  expect(room().typing).toEqual([]);
  expect(typingWords([])).toBe("");
  expect(typingWords(["Ada", "Bob"])).toBe("Ada and Bob are typing…");
  expect(typingWords(["Ada", "Bob", "Eve"])).toBe("Ada and 2 others are typing…");
});

test("a join in between keeps what was said", () => {
  const { tell, bodies } = inRoom([said(3)]);
  tell(message(4), joined(4), message(5));
  expect(bodies()).toEqual(["text 3", "text 4", "text 5"]);
});
