import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom } from "xstate";
import type { TasksContext, TasksEvent, tasksMachine } from "./machine.ts";

export type TasksActor = ActorRefFrom<typeof tasksMachine>;

const ActorContext = createContext<TasksActor | null>(null);

export function TasksProvider({ actor, children }: { actor: TasksActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useTasksActor(): TasksActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("TasksProvider is missing");
  return actor;
}

/** A part of what this page knows of tasks; the component renders again when that part changes. */
export function useTasks<Selected>(select: (context: TasksContext) => Selected): Selected {
  return useSelector(useTasksActor(), ({ context }) => select(context));
}

export function useIsTasksShown(): boolean {
  return useSelector(useTasksActor(), (snapshot) => snapshot.matches("board"));
}

export function useSendToTasks(): (event: TasksEvent) => void {
  return useTasksActor().send;
}
