import { describe, expect, test } from "bun:test";
import type { Mission } from "@parlance/shared-types";
import { createActor, fromCallback } from "xstate";
import { keepOneInFront } from "../src/lib/front.ts";
import { allowed, byUrgency } from "../src/missions/context.ts";
import type { MissionsCommand, MissionsEvent, Told } from "../src/missions/events.ts";
import { missionsMachine } from "../src/missions/machine.ts";
import { EMPTY_STORY, MOST_LINES, type Story, tell } from "../src/missions/story.ts";
import { figures, markWords, placeInLine, searchLines, specsToCome, toolCounts } from "../src/missions/view.ts";

const mission = (id: string, fields: Partial<Mission> = {}): Mission => ({
  id,
  name: id,
  status: "pending",
  model: "echo",
  createdBy: "ada",
  completedSpecs: 0,
  totalSpecs: 2,
  percentage: 0,
  createdAt: "2026-11-20T10:00:00.000Z",
  ...fields,
});

const of = (runId: string) => ({ runId, sessionId: runId, missionId: "m1" });
const place = (runId: string, seq: number) => ({ topic: `forge_sessions/${runId}`, seq });
const started = (runId: string, specId: string): Told => ({
  type: "forge:started",
  ...place(runId, 1),
  payload: { ...of(runId), specId, model: "echo", startedAt: "2026-11-20T10:00:00.000Z" },
});
const log = (runId: string, message: string, level: "debug" | "info" | "warn" | "error" = "info"): Told => ({
  type: "forge:log",
  ...place(runId, 2),
  payload: { ...of(runId), level, message },
});
const tool = (
  runId: string,
  toolName: string,
  status: "started" | "succeeded" | "failed",
  toolUseId?: string,
): Told => ({
  type: "forge:toolExecution",
  ...place(runId, 2),
  payload: { ...of(runId), toolName, status, ...(toolUseId === undefined ? {} : { toolUseId }) },
});
const used = (runId: string, inputTokens: number, totalCost: number): Told => ({
  type: "forge:tokenUsage",
  ...place(runId, 2),
  payload: { ...of(runId), inputTokens, outputTokens: 1, totalCost },
});
const ended = (runId: string, response?: string): Told => ({
  type: "forge:completed",
  ...place(runId, 9),
  payload: { ...of(runId), status: "completed", success: true, ...(response === undefined ? {} : { response }) },
});
const delta = (runId: string, offset: number, text: string): Told => ({
  type: "chat:delta",
  payload: { runId, sessionId: runId, offset, text },
});

const storyOf = (...events: Told[]): Story => tell(EMPTY_STORY, events);

describe("a story", () => {
  test("is the same whether it is told at once or event by event", () => {
    const events = [
      started("r1", "a"),
      log("r1", "one"),
      delta("r1", 0, "Hel"),
      delta("r1", 3, "lo"),
      log("r1", "two"),
      ended("r1", "Hello"),
      started("r2", "b"),
      used("r2", 5, 0.5),
    ];
    const inPieces = events.reduce((story, event) => tell(story, [event]), EMPTY_STORY);
    expect(inPieces).toEqual(storyOf(...events));
    expect(inPieces.sessions.map(({ id, status, text }) => [id, status, text])).toEqual([
      ["r1", "completed", "Hello"],
      ["r2", "running", ""],
    ]);
  });

  test("leaves what was told before as it was", () => {
    const before = storyOf(started("r1", "a"), log("r1", "one"));
    const after = tell(before, [log("r1", "two")]);
    expect(before.sessions[0]?.lines).toHaveLength(1);
    expect(after.sessions[0]?.lines.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  test("calls a session interrupted whose place another one has taken, until its end is told", () => {
    const cut = storyOf(started("r1", "a"), started("r2", "a"));
    expect(cut.sessions.map(({ status }) => status)).toEqual(["interrupted", "running"]);
    expect(tell(cut, [ended("r1")]).sessions[0]?.status).toBe("completed");
    expect(specsToCome(mission("m1"), cut)).toBe(1);
  });

  test("keeps the newest lines and says how many had to go", () => {
    const lines = Array.from({ length: MOST_LINES + 5 }, (_, index) => log(index < 3 ? "r1" : "r2", `${index}`));
    const story = storyOf(...lines);
    expect(story.dropped).toBe(5);
    expect(story.sessions.map(({ lines }) => lines.length)).toEqual([0, MOST_LINES]);
    expect(story.sessions[1]?.lines[0]?.text).toBe("5");
  });

  test("ends each use of a tool once, by its id or else by its name", () => {
    const { sessions } = storyOf(
      tool("r1", "Bash", "started", "t1"),
      tool("r1", "Bash", "started", "t2"),
      tool("r1", "Bash", "failed", "t2"),
      tool("r1", "Read", "started"),
      tool("r1", "Read", "succeeded"),
    );
    expect(toolCounts(sessions)).toEqual([
      { name: "Bash", started: 1, succeeded: 0, failed: 1 },
      { name: "Read", started: 0, succeeded: 1, failed: 0 },
    ]);
  });
});

test("the figures of each session stand on those before it", () => {
  const { sessions } = storyOf(used("r1", 10, 0.1), used("r1", 30, 0.3), used("r2", 5, 0.2));
  expect(figures(sessions).map(({ inputTokens, beginsSpec }) => [inputTokens, beginsSpec])).toEqual([
    [10, true],
    [30, false],
    [35, true],
  ]);
  expect(figures(sessions).at(-1)?.cost).toBeCloseTo(0.5);
});

test("the log is searched by level and by words, which may be anything", () => {
  const { sessions } = storyOf(log("r1", "all well"), log("r1", "Well (not)", "warn"), log("r1", "dead", "error"));
  const found = (words: string, level: "debug" | "warn") =>
    searchLines(sessions, { words, level }).map(({ text }) => text);
  expect(found("", "warn")).toEqual(["Well (not)", "dead"]);
  expect(found(" WELL ", "debug")).toEqual(["all well", "Well (not)"]);
  expect(markWords("Well (not)", "(NOT")).toEqual(["Well ", "(not", ")"]);
});

test("places in the line are told in words", () => {
  expect([1, 2, 3, 11, 12, 22].map(placeInLine)).toEqual([
    "Next in line",
    "2nd in line",
    "3rd in line",
    "11th in line",
    "12th in line",
    "22nd in line",
  ]);
});

test("what is at work comes first, and only its creator steers a mission", () => {
  const missions = [mission("done", { status: "completed" }), mission("new"), mission("busy", { status: "running" })];
  expect(byUrgency(missions).map(({ id }) => id)).toEqual(["busy", "new", "done"]);
  expect(missions.map((each) => allowed(each, "ada"))).toEqual([[], ["start", "cancel"], ["pause", "cancel"]]);
  expect(missions.flatMap((each) => allowed(each, "bob"))).toEqual([]);
});

/** The machine of user `ada` with its network held by the test. */
function startMissions(...missions: Mission[]) {
  const asked: MissionsCommand[] = [];
  const watched: string[] = [];
  const network = fromCallback<MissionsCommand>(({ receive }) => receive((command) => asked.push(command)));
  const watch = fromCallback<MissionsEvent, { missionId: string }>(({ input }) => {
    watched.push(input.missionId);
    return () => watched.push(`not ${input.missionId}`);
  });
  const actor = createActor(missionsMachine.provide({ actors: { network, watch } })).start();
  actor.send({ type: "welcome", userId: "ada" });
  actor.send({ type: "missions.listed", missions });
  return { actor, asked, watched, context: () => actor.getSnapshot().context };
}

describe("the machine", () => {
  test("watches the mission on the screen, and no other", () => {
    const { actor, watched } = startMissions(mission("m1"), mission("m2"));
    actor.send({ type: "mission.open", missionId: "m1" });
    actor.send({ type: "mission.open", missionId: "m1" });
    actor.send({ type: "mission.open", missionId: "m2" });
    actor.send({ type: "missions.open" });
    expect(watched).toEqual(["m1", "not m1", "m2", "not m2"]);
  });

  test("follows what the topic tells, and looks at what it leaves open", () => {
    const { actor, asked, context } = startMissions(mission("m1"), mission("m2", { status: "running", waiting: 1 }));
    asked.length = 0;
    const told = { topic: "missions", seq: 1 };
    actor.send({
      type: "mission.changed",
      change: { type: "mission:started", ...told, payload: { missionId: "m1" } },
    });
    expect(asked).toEqual([{ type: "look", missionIds: ["m1", "m2"] }]);
    const progress = { missionId: "m1", currentSpec: "b", completedSpecs: 1, totalSpecs: 2, percentage: 50 };
    actor.send({ type: "mission.changed", change: { type: "mission:progress", ...told, payload: progress } });
    expect(context().missions[0]).toMatchObject({ currentSpec: "b", percentage: 50 });
  });

  test("keeps what was written until the server has it, and shows what was made", () => {
    const { actor, context, watched } = startMissions();
    const create: MissionsCommand = { type: "create", mission: { name: "n", specs: [] }, startsAtOnce: true };
    actor.send({ type: "draft.open" });
    actor.send({ ...create, type: "mission.create" });
    const failure = { code: "OVERLOADED", text: "No.", retryable: true };
    actor.send({ type: "command.failed", command: create, failure });
    expect(context().draft).toEqual({ isOpen: true, isSending: false, failure });
    actor.send({ type: "mission.made", mission: mission("m9") });
    expect(context().draft.isOpen).toBe(false);
    expect(watched).toEqual(["m9"]);
  });

  test("tells what could not be done, and does it again on request", () => {
    const { actor, asked, context } = startMissions(mission("m1"));
    const command = { type: "steer", missionId: "m1", steer: "pause" } as const;
    actor.send({ ...command, type: "mission.steer" });
    expect(context().steering).toEqual({ m1: "pause" });
    actor.send({ type: "command.failed", command, failure: { code: "CONFLICT", text: "No.", retryable: false } });
    expect(context()).toMatchObject({ steering: {}, notice: { title: "The mission could not be paused" } });
    asked.length = 0;
    actor.send({ type: "notice.retry" });
    expect(asked).toEqual([command]);
    expect(context().notice).toBeNull();
  });
});

test("of several fronts the one that came last is shown", () => {
  const shown = new Set<string>();
  const changes: (() => void)[] = [];
  const covered: boolean[] = [];
  const front = (name: string) => ({
    isShown: () => shown.has(name),
    close: () => {
      shown.delete(name);
      for (const changed of changes) changed();
    },
    subscribe: (changed: () => void) => changes.push(changed),
  });
  keepOneInFront([front("room"), front("missions")], (isCovered) => covered.push(isCovered));
  for (const name of ["room", "missions", "room"]) {
    shown.add(name);
    for (const changed of changes) changed();
    expect([...shown]).toEqual([name]);
  }
  shown.clear();
  for (const changed of changes) changed();
  expect(covered.at(0)).toBe(false);
  expect(covered.at(-1)).toBe(false);
});
