import { expect, test } from "bun:test";
import type { Task } from "@parlance/shared-types";
import { createActor, fromCallback } from "xstate";
import {
  type Announcement,
  type AnnouncementsEvent,
  announcementsMachine,
  shownAt,
} from "../src/announcements/machine.ts";
import { columnsOf, within } from "../src/tasks/board.ts";
import { type TasksCommand, type TasksEvent, tasksMachine } from "../src/tasks/machine.ts";

const task = (id: string, fields: Partial<Task> = {}): Task => ({
  id,
  title: id,
  status: "open",
  progress: 0,
  priority: 2,
  metadata: {},
  createdBy: "ada",
  createdAt: `2026-11-20T10:00:0${id.at(-1)}.000Z`,
  updatedAt: "2026-11-20T10:00:00.000Z",
  ...fields,
});

/** The machine of user `ada` with its network held by the test. */
function startTasks(...tasks: Task[]) {
  const asked: TasksCommand[] = [];
  const network = fromCallback<TasksCommand>(({ receive }) => receive((command) => asked.push(command)));
  const actor = createActor(tasksMachine.provide({ actors: { network } })).start();
  const tell = (...events: TasksEvent[]) => {
    for (const event of events) actor.send(event);
  };
  tell({ type: "welcome", userId: "ada" }, { type: "tasks.listed", tasks });
  return { asked, tell, context: () => actor.getSnapshot().context };
}

test("columns are the usual ones and those that tasks have, each from the most urgent on", () => {
  const tasks = [task("t1"), task("t2", { priority: 0 }), task("t3", { status: "waiting" })];
  expect(columnsOf(tasks).map(({ status, tasks }) => [status, tasks.map(({ id }) => id)])).toEqual([
    ["open", ["t2", "t1"]],
    ["in progress", []],
    ["done", []],
    ["waiting", ["t3"]],
  ]);
});

test("a board shows all tasks, mine, those of a room or of none", () => {
  const tasks = [task("t1", { roomId: "r" }), task("t2", { assigneeId: "ada" })];
  const ids = (scope: Parameters<typeof within>[1]) => within(tasks, scope, "ada").map(({ id }) => id);
  expect([ids("all"), ids("mine"), ids("own"), ids({ roomId: "r" })]).toEqual([["t1", "t2"], ["t2"], ["t2"], ["t1"]]);
});

test("a late reply takes no later change back, and what was given away is gone", () => {
  const { tell, context } = startTasks(task("t1", { createdBy: "bob", assigneeId: "ada" }));
  const later = task("t1", {
    createdBy: "bob",
    assigneeId: "ada",
    progress: 50,
    updatedAt: "2026-11-20T11:00:00.000Z",
  });
  tell({ type: "task.seen", task: later }, { type: "task.seen", task: { ...later, progress: 10, updatedAt: "2026" } });
  expect(context().tasks).toEqual([later]);
  tell({ type: "task.seen", task: { ...later, assigneeId: "eve" } });
  expect(context().tasks).toEqual([]);
});

test("a change that failed is told, and made again on request", () => {
  const { asked, tell, context } = startTasks(task("t1"));
  const command: TasksCommand = { type: "update", change: { taskId: "t1", progress: 5 } };
  tell({ type: "command.failed", command, failure: { code: "SERVER_ERROR", text: "No.", retryable: true } });
  expect(context().notice?.title).toBe("The task could not be changed");
  tell({ type: "notice.retry" });
  expect(asked.at(-1)).toEqual(command);
  expect(context().notice).toBeNull();
});

test("announcements are shown until they are over, taken back, replaced or dismissed", () => {
  const network = fromCallback<AnnouncementsEvent>(() => {});
  const actor = createActor(announcementsMachine.provide({ actors: { network } })).start();
  const start = Date.parse("2026-11-20T10:00:00.000Z");
  const version = (id: string): Announcement => ({ kind: "version", id, currentVersion: "1", newVersion: id });
  const maintenance: Announcement = {
    kind: "maintenance",
    id: "m",
    message: "New disks",
    startsAt: new Date(start).toISOString(),
    durationMinutes: 10,
  };
  const shown = (now = start) => shownAt(actor.getSnapshot().context, now).map(({ id }) => id);
  for (const announcement of [maintenance, version("v1"), version("v2"), maintenance]) {
    actor.send({ type: "announced", announcement });
  }
  expect(shown()).toEqual(["v2", "m"]);
  expect(shown(start + 11 * 60_000)).toEqual(["v2"]);
  actor.send({ type: "dismiss", id: "v2" });
  actor.send({ type: "announced", announcement: version("v2") });
  expect(shown()).toEqual(["m"]);
  actor.send({ type: "announced", announcement: { ...maintenance, withdrawn: true } });
  expect(shown()).toEqual([]);
});
