import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { VoiceRoomEvent, voiceRoomMachine } from "./machine.ts";

export type VoiceRoomActor = ActorRefFrom<typeof voiceRoomMachine>;

const ActorContext = createContext<VoiceRoomActor | null>(null);

export function VoiceRoomProvider({ actor, children }: { actor: VoiceRoomActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

function useVoiceRoomActor(): VoiceRoomActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("VoiceRoomProvider is missing");
  return actor;
}

export function useVoiceRoom<Selected>(
  select: (snapshot: SnapshotFrom<typeof voiceRoomMachine>) => Selected,
): Selected {
  return useSelector(useVoiceRoomActor(), select);
}

export function useSendToVoiceRoom(): (event: VoiceRoomEvent) => void {
  return useVoiceRoomActor().send;
}
