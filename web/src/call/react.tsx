import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { CallEvent, callMachine } from "./machine.ts";

export type CallActor = ActorRefFrom<typeof callMachine>;

const ActorContext = createContext<CallActor | null>(null);

export function CallProvider({ actor, children }: { actor: CallActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

function useCallActor(): CallActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("CallProvider is missing");
  return actor;
}

export function useCall<Selected>(select: (snapshot: SnapshotFrom<typeof callMachine>) => Selected): Selected {
  return useSelector(useCallActor(), select);
}

export function useSendToCall(): (event: CallEvent) => void {
  return useCallActor().send;
}
