import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { MissionsContext } from "./context.ts";
import type { MissionsEvent } from "./events.ts";
import type { missionsMachine } from "./machine.ts";

export type MissionsActor = ActorRefFrom<typeof missionsMachine>;
/** What of the missions is on the screen: all of them, one, or nothing. */
export type MissionsPlace = SnapshotFrom<typeof missionsMachine>["value"];

const ActorContext = createContext<MissionsActor | null>(null);

export function MissionsProvider({ actor, children }: { actor: MissionsActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useMissionsActor(): MissionsActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("MissionsProvider is missing");
  return actor;
}

/** A part of what this page knows of missions; the component renders again when that part changes. */
export function useMissions<Selected>(select: (context: MissionsContext) => Selected): Selected {
  return useSelector(useMissionsActor(), ({ context }) => select(context));
}

export function useMissionsPlace(): MissionsPlace {
  return useSelector(useMissionsActor(), ({ value }) => value);
}

export function useSendToMissions(): (event: MissionsEvent) => void {
  return useMissionsActor().send;
}
