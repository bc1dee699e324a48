import { describe, expect, test } from "bun:test";
import type { Failure } from "../src/lib/failure.ts";
import { changed, inRoom, joined, listed, member, message, said, startRooms } from "./rooms-support.ts";

const failure: Failure = { code: "SERVER_ERROR", text: "No.", retryable: true };

test("at the start all rooms of this user are watched, and the one on the screen is loaded", () => {
  const { asked, tell } = startRooms("r1");
  expect(asked).toEqual([{ type: "list" }]);
  tell({ type: "rooms.listed", rooms: [listed("r1"), listed("r2"), listed("r3", { role: undefined })] });
  expect(asked.slice(1)).toEqual([
    { type: "join", roomId: "r1" },
    { type: "watch", roomIds: ["r2"] },
  ]);
  tell(joined(2));
  expect(asked.at(-1)).toEqual({ type: "history", roomId: "r1" });
});

test("a slug leads to its room", () => {
  const { tell, active } = startRooms("lobby");
  tell({ type: "rooms.listed", rooms: [listed("r1", { slug: "lobby" })] });
  expect(active()?.room.id).toBe("r1");
});

test("after a cut the resumed rooms are not joined again, but for the one on the screen", () => {
  const { asked, tell } = inRoom([said(3)]);
  asked.length = 0;
  tell({ type: "welcome", userId: "ada", userName: "Ada" }, { type: "rooms.listed", rooms: [listed("r1")] }, joined(3));
  expect(asked).toEqual([{ type: "list" }, { type: "join", roomId: "r1" }]);
});

test("a reset throws away what is known and loads it anew", () => {
  const { asked, tell, room, bodies } = inRoom([said(3), said(4)]);
  asked.length = 0;
  tell({ type: "room.reset", roomId: "r1", headSeq: 90 });
  expect(bodies()).toEqual([]);
  tell({ type: "rooms.listed", rooms: [listed("r1")] }, joined(90));
  expect(asked.map(({ type }) => type)).toEqual(["list", "join", "history"]);
  tell({ type: "history.loaded", roomId: "r1", messages: [said(89), said(90)], hasMore: true }, message(91));
  expect(bodies()).toEqual(["text 89", "text 90", "text 91"]);
  expect(room().hasMore).toBe(true);
});

describe("history", () => {
  test("earlier messages are asked for once at a time", () => {
    const { asked, tell, bodies, room } = inRoom([said(60), said(61)], true);
    asked.length = 0;
    tell({ type: "history.older" }, { type: "history.older" });
    expect(asked).toEqual([{ type: "history", roomId: "r1", before: 60 }]);
    tell({ type: "history.loaded", roomId: "r1", before: 60, messages: [said(58), said(59)], hasMore: false });
    expect(bodies()).toEqual(["text 58", "text 59", "text 60", "text 61"]);
    tell({ type: "history.older" });
    expect(asked).toHaveLength(1);
    expect(room().loading).toBe(false);
  });

  test("a page that was read before an edit does not take it back", () => {
    const { tell, bodies } = inRoom([said(60)], true);
    const edited = said(59, { body: "edited" });
    tell({ type: "history.older" }, changed(61, { kind: "edited", message: edited }));
    tell({ type: "history.loaded", roomId: "r1", before: 60, messages: [said(59)], hasMore: false });
    expect(bodies()).toEqual(["edited", "text 60"]);
  });
});

describe("what this page sends", () => {
  const post = { type: "post.send", outgoingId: "o1", body: "hi", attachments: [] } as const;

  test("is shown at once, and once when it is stored", () => {
    const { tell, room, bodies } = inRoom();
    tell(post);
    expect(room().outgoing.map(({ id, messageId }) => [id, messageId])).toEqual([["o1", undefined]]);
    tell(message(3, { senderId: "ada", body: "hi" }));
    expect(room().outgoing.map(({ messageId }) => messageId)).toEqual(["m3"]);
    tell({ type: "post.stored", roomId: "r1", outgoingId: "o1", message: said(3) });
    expect(room().outgoing).toEqual([]);
    expect(bodies()).toEqual(["hi"]);
  });

  test("can be tried again under its requestId, or given up", () => {
    const { asked, tell, room } = inRoom();
    tell(post, { type: "post.failed", roomId: "r1", outgoingId: "o1", failure });
    expect(room().outgoing[0]?.failure).toEqual(failure);
    tell({ type: "post.retry", outgoingId: "o1" });
    expect(asked.at(-1)).toMatchObject({ type: "post", outgoingId: "o1", body: "hi" });
    expect(room().outgoing[0]?.failure).toBeUndefined();
    tell({ type: "post.discard", outgoingId: "o1" });
    expect(room().outgoing).toEqual([]);
  });
});

describe("coming and going", () => {
  test("the name of somebody new is asked for", () => {
    const { asked, tell } = inRoom();
    tell(changed(3, { kind: "memberJoined", userId: "eve" }));
    expect(asked.at(-1)).toEqual({ type: "join", roomId: "r1" });
    tell(joined(3, { members: [member("ada"), member("eve", { user: { id: "eve", name: "Eve" } })] }));
    tell(changed(4, { kind: "memberLeft", userId: "eve" }));
    expect(asked.filter(({ type }) => type === "join")).toHaveLength(2);
  });

  test("a room that was left is gone from the screen with all that was said in it", () => {
    const { tell, context, active } = inRoom([said(3)]);
    tell(changed(4, { kind: "memberLeft", userId: "ada" }));
    expect(context().farewell).toBe("You have left this room.");
    expect(active()).toMatchObject({ role: null, messages: [], watched: false });
  });

  test("who is removed is told so, and by whom it was explained", () => {
    const { tell, context } = inRoom([said(3)]);
    tell(changed(4, { kind: "memberLeft", userId: "ada" }));
    tell({ type: "room.gone", roomId: "r1", kicked: true, reason: "spam" });
    expect(context().farewell).toBe("You were removed from this room. “spam”");
  });

  test("a room that was made is shown, and joined for its members", () => {
    const { asked, tell, active } = startRooms();
    const { role: _role, unread: _unread, invited: _invited, ...room } = listed("r1");
    tell({ type: "rooms.listed", rooms: [] }, { type: "room.made", room });
    expect(active()?.role).toBe("owner");
    expect(asked.at(-1)).toEqual({ type: "join", roomId: "r1" });
  });
});

test("a command that failed is told, and made again on request", () => {
  const { asked, tell, context } = inRoom([said(3)]);
  const act = { type: "act", name: "chat:delete", payload: { messageId: "m3", mode: "soft" } } as const;
  tell(act, { type: "command.failed", command: act, failure });
  expect(context().notice?.title).toBe("The message could not be deleted");
  tell({ type: "notice.retry" });
  expect(asked.at(-1)).toEqual(act);
  expect(context().notice).toBeNull();
});
