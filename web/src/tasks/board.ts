import type { Task } from "@parlance/shared-types";

/** Columns that are always there; a status is free text, and others get a column when a task has them. */
export const USUAL: readonly string[] = ["open", "in progress", "done"];

export interface Column {
  status: string;
  tasks: readonly Task[];
}

/** All statuses there are, the usual ones first. */
export const statusesOf = (tasks: readonly Task[]): readonly string[] => [
  ...new Set([...USUAL, ...tasks.map(({ status }) => status)]),
];

/** Each column from the most urgent on; of two as urgent, the older one. */
export function columnsOf(tasks: readonly Task[]): readonly Column[] {
  const sorted = [...tasks].sort(
    (left, right) => left.priority - right.priority || left.createdAt.localeCompare(right.createdAt),
  );
  return statusesOf(tasks).map((status) => ({ status, tasks: sorted.filter((task) => task.status === status) }));
}

/** Which tasks a reader wants to see. */
export type Scope = "all" | "mine" | "own" | { roomId: string };

/** `mine`: those that the reader is to do; `own`: those of no room. */
export function within(tasks: readonly Task[], scope: Scope, userId: string | null): readonly Task[] {
  if (scope === "all") return tasks;
  if (scope === "mine") return tasks.filter(({ assigneeId }) => assigneeId === userId);
  if (scope === "own") return tasks.filter(({ roomId }) => roomId === undefined);
  return tasks.filter(({ roomId }) => roomId === scope.roomId);
}

/** The contract's priorities, in words. */
export const PRIORITIES: readonly { value: string; label: string }[] = [
  { value: "0", label: "Critical" },
  { value: "1", label: "High" },
  { value: "2", label: "Normal" },
  { value: "3", label: "Low" },
  { value: "4", label: "Background" },
];

export const priorityWords = (priority: number): string => PRIORITIES[priority]?.label ?? "Normal";

/** "in progress" → "In progress" */
export const titleOfStatus = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1);
