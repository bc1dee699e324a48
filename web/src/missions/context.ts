import type { Mission } from "@parlance/shared-types";
import type { Failure } from "../lib/failure.ts";
import type { MissionsCommand, Steer } from "./events.ts";
import type { Story } from "./story.ts";

/** A command that failed, for the person to see. */
export interface MissionsNotice {
  title: string;
  failure: Failure;
  retry: MissionsCommand;
}

/** The dialog of a new mission: it keeps what was written until the server has it. */
export interface Draft {
  isOpen: boolean;
  isSending: boolean;
  failure: Failure | null;
}

export interface MissionsContext {
  userId: string | null;
  missions: readonly Mission[];
  /** Whether the server has said which missions there are. */
  listed: boolean;
  listFailure: Failure | null;
  /** The mission on the screen. */
  activeId: string | null;
  story: Story;
  /** Why the story could not be told. */
  storyFailure: Failure | null;
  draft: Draft;
  /** What is being asked of missions right now. */
  steering: Readonly<Record<string, Steer>>;
  notice: MissionsNotice | null;
}

export const activeMission = (context: MissionsContext): Mission | undefined =>
  context.missions.find(({ id }) => id === context.activeId);

const ORDER: Record<Mission["status"], number> = {
  running: 0,
  paused: 0,
  pending: 1,
  completed: 2,
  failed: 2,
  cancelled: 2,
};

/** What is at work first, then what could be started, then what is over; each from the newest on. */
export function byUrgency(missions: readonly Mission[]): readonly Mission[] {
  return [...missions].sort(
    (left, right) => ORDER[left.status] - ORDER[right.status] || right.createdAt.localeCompare(left.createdAt),
  );
}

const ALLOWED: Record<Mission["status"], readonly Steer[]> = {
  pending: ["start", "cancel"],
  running: ["pause", "cancel"],
  paused: ["resume", "cancel"],
  completed: [],
  failed: [],
  cancelled: [],
};

/** What its state allows to be done with a mission (contract section 3); only its creator may. */
export const allowed = (mission: Mission, userId: string | null): readonly Steer[] =>
  mission.createdBy === userId ? ALLOWED[mission.status] : [];

/** Replaces the mission or adds it. */
export function upsertMission(missions: readonly Mission[], mission: Mission): readonly Mission[] {
  const isKnown = missions.some(({ id }) => id === mission.id);
  return isKnown ? missions.map((known) => (known.id === mission.id ? mission : known)) : [...missions, mission];
}
