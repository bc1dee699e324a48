import { describe, expect, test } from "bun:test";
import { ParlanceError } from "@parlance/shared-types";
import { groupByDay, titleFrom, upsertSession } from "../src/chat/sessions.ts";
import { nextAnnouncement } from "../src/lib/announce.ts";
import { describeFailure } from "../src/lib/failure.ts";
import { isTooLong, MAX_CHARACTERS } from "../src/lib/limits.ts";
import { pathOf, sessionIdFrom } from "../src/lib/route.ts";
import { minutesAndSeconds } from "../src/lib/time.ts";
import { extensionOf } from "../src/voice/transcribe.ts";
import { session } from "./support.ts";

test("a session and its address lead to each other", () => {
  for (const id of ["0190-abc", "a b/c", "ü"]) expect(sessionIdFrom(pathOf(id))).toBe(id);
  for (const path of ["/", "/s/", "/s/a/b", "/t/a", "/s/%"]) expect(sessionIdFrom(path)).toBeNull();
});

describe("titles", () => {
  test.each([
    ["Plant a tree\nand water it", "Plant a tree"],
    ["## **Plan** for `main.rs`", "Plan for main.rs"],
    ["   \n", ""],
    [`${"word ".repeat(20)}`, "word word word word word word word word word word word word…"],
    ["x".repeat(80), `${"x".repeat(60)}…`],
  ])("of %j is %j", (text, title) => expect(titleFrom(text)).toBe(title));
});

test("sessions are grouped by day, the newest first", () => {
  const now = new Date(2025, 10, 10, 12);
  const at = (day: number, hour: number) => new Date(2025, 10, day, hour).toISOString();
  const groups = groupByDay(
    [
      session("older", { createdAt: at(1, 1) }),
      session("yesterday", { createdAt: at(9, 23) }),
      session("midnight", { createdAt: at(10, 0) }),
      session("revived", { createdAt: at(1, 1), updatedAt: at(10, 11) }),
    ],
    now,
  );
  expect(groups.map(({ label, sessions }) => [label, sessions.map(({ id }) => id)])).toEqual([
    ["Today", ["revived", "midnight"]],
    ["Yesterday", ["yesterday"]],
    ["Earlier", ["older"]],
  ]);
});

test("a shorter copy of a session takes no field away", () => {
  const [kept] = upsertSession([session("s1", { title: "Kept" })], session("s1", { model: "haiku" }));
  expect(kept).toMatchObject({ title: "Kept", model: "haiku" });
});

describe("failures in words", () => {
  test("a refusal says when to try again", () => {
    const error = new ParlanceError({ code: "RATE_LIMITED", message: "x", retryable: true, retryAfterMs: 2_100 });
    expect(describeFailure(error)).toMatchObject({ retryable: true, retryAfterMs: 2_100 });
    expect(describeFailure(error).text).toEndWith("Try again in 3 seconds.");
  });

  test("the words of an agent's failure are the server's", () => {
    const error = new ParlanceError({ code: "AGENT_FAILED", message: "No such model.", retryable: true });
    expect(describeFailure(error).text).toBe("No such model.");
  });

  test("what nobody expected shows nothing of its inside", () => {
    expect(describeFailure(new TypeError("x is undefined")).text).not.toContain("undefined");
    expect(describeFailure("boom").text).not.toContain("boom");
  });
});

describe("announcements", () => {
  test("come by the paragraph, and at the end with what is left", () => {
    expect(nextAnnouncement("One", 0, false)).toEqual({ say: "", spoken: 0 });
    const first = nextAnnouncement("# One **bold**\n\nTw", 0, false);
    expect(first).toEqual({ say: "One bold", spoken: 14 });
    expect(nextAnnouncement("# One **bold**\n\nTwo", first.spoken, true).say).toBe("Two");
  });

  test("never repeat", () => {
    expect(nextAnnouncement("One\n\nTwo", 3, false).say).toBe("");
    expect(nextAnnouncement("One", 3, true).say).toBe("");
  });
});

test("the limit counts characters, not UTF-16 units", () => {
  expect(isTooLong("🌳".repeat(MAX_CHARACTERS))).toBe(false);
  expect(isTooLong("🌳".repeat(MAX_CHARACTERS + 1))).toBe(true);
});

test("small things", () => {
  expect(minutesAndSeconds(65)).toBe("1:05");
  expect(extensionOf("audio/webm;codecs=opus")).toBe("webm");
  expect(extensionOf("")).toBe("webm");
});
