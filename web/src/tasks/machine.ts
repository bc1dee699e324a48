import type { CommandPayload, Task } from "@parlance/shared-types";
import { assign, enqueueActions, fromCallback, setup } from "xstate";
import type { Failure } from "../lib/failure.ts";

export type TasksCommand =
  | { type: "list" }
  | { type: "create"; task: CommandPayload<"task:create"> }
  | { type: "update"; change: CommandPayload<"task:update"> }
  | { type: "assign"; change: CommandPayload<"task:assign"> };

export type TasksNetworkEvent =
  | { type: "welcome"; userId: string }
  | { type: "tasks.listed"; tasks: readonly Task[] }
  /** As it is now: a reply says the same as its event. */
  | { type: "task.seen"; task: Task }
  | { type: "command.failed"; command: TasksCommand; failure: Failure };

export type TasksPersonEvent =
  | { type: "tasks.open" }
  | { type: "tasks.close" }
  | { type: "tasks.reload" }
  | { type: "task.create"; task: CommandPayload<"task:create"> }
  | { type: "task.update"; change: CommandPayload<"task:update"> }
  | { type: "task.assign"; change: CommandPayload<"task:assign"> }
  | { type: "notice.retry" }
  | { type: "notice.dismiss" };

export type TasksEvent = TasksNetworkEvent | TasksPersonEvent;

export interface TasksContext {
  userId: string | null;
  tasks: readonly Task[];
  /** Whether the server has said which tasks there are. */
  listed: boolean;
  listFailure: Failure | null;
  notice: { title: string; failure: Failure; retry: TasksCommand } | null;
}

const INITIAL: TasksContext = { userId: null, tasks: [], listed: false, listFailure: null, notice: null };

const FAILED_TO: Record<TasksCommand["type"], string> = {
  list: "The tasks could not be listed",
  create: "The task could not be made",
  update: "The task could not be changed",
  assign: "The task could not be given to somebody",
};

/** The tasks of this page; what must be asked of the server goes to the actor `network`, which answers with events. */
export const tasksMachine = setup({
  types: { context: {} as TasksContext, events: {} as TasksEvent },
  actors: {
    /** Provided by the page: `tasksNetwork(client)`. */
    network: fromCallback<TasksCommand>(() => {
      throw new Error("tasksMachine needs the actor `network`");
    }),
  },
  actions: {
    reduce: assign(({ context, event }) => reduce(context, event)),
    ask: enqueueActions(({ context, event, enqueue }) => {
      const command = commandOf(context, event);
      if (command) enqueue.sendTo("network", command);
    }),
    dismiss: assign({ notice: null }),
  },
}).createMachine({
  id: "tasks",
  context: INITIAL,
  invoke: { src: "network", id: "network" },
  initial: "away",
  on: {
    "tasks.open": ".board",
    "tasks.close": ".away",
    "notice.retry": { actions: ["ask", "dismiss"] },
    "notice.dismiss": { actions: "dismiss" },
    "*": { actions: ["reduce", "ask"] },
  },
  states: {
    /** Something else is on the screen. */
    away: {},
    board: {},
  },
});

function reduce(context: TasksContext, event: TasksEvent): Partial<TasksContext> {
  switch (event.type) {
    case "welcome":
      return { userId: event.userId };
    case "tasks.listed":
      return { tasks: event.tasks, listed: true, listFailure: null };
    case "tasks.reload":
      return { listFailure: null };
    case "task.seen":
      return { tasks: see(context, event.task) };
    case "command.failed": {
      const { command, failure } = event;
      if (command.type === "list") return { listFailure: failure };
      return { notice: { title: FAILED_TO[command.type], failure, retry: command } };
    }
    default:
      return {};
  }
}

/** One without room that was given to somebody else is told a last time (contract section 3), and gone. */
function see({ tasks, userId }: TasksContext, task: Task): readonly Task[] {
  const isMine = task.createdBy === userId || task.assigneeId === userId;
  if (task.roomId === undefined && !isMine) return tasks.filter(({ id }) => id !== task.id);
  const isKnown = tasks.some(({ id }) => id === task.id);
  return isKnown ? tasks.map((known) => (known.id === task.id ? newer(known, task) : known)) : [...tasks, task];
}

/** A reply may come after the event of a later change. */
const newer = (known: Task, task: Task): Task => (task.updatedAt < known.updatedAt ? known : task);

function commandOf(context: TasksContext, event: TasksEvent): TasksCommand | undefined {
  switch (event.type) {
    case "welcome":
    case "tasks.reload":
      return { type: "list" };
    case "task.create":
      return { type: "create", task: event.task };
    case "task.update":
      return { type: "update", change: event.change };
    case "task.assign":
      return { type: "assign", change: event.change };
    case "notice.retry":
      return context.notice?.retry;
    default:
      return undefined;
  }
}
