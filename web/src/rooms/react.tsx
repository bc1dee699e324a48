import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom } from "xstate";
import type { RoomsContext } from "./context.ts";
import type { RoomsEvent } from "./events.ts";
import type { roomsMachine } from "./machine.ts";

export type RoomsActor = ActorRefFrom<typeof roomsMachine>;

const ActorContext = createContext<RoomsActor | null>(null);

export function RoomsProvider({ actor, children }: { actor: RoomsActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useRoomsActor(): RoomsActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("RoomsProvider is missing");
  return actor;
}

/** A part of what this page knows of rooms; the component renders again when that part changes. */
export function useRooms<Selected>(select: (context: RoomsContext) => Selected): Selected {
  return useSelector(useRoomsActor(), ({ context }) => select(context));
}

export function useSendToRooms(): (event: RoomsEvent) => void {
  return useRoomsActor().send;
}
