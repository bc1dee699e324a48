import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom, SnapshotFrom } from "xstate";
import type { ChatEvent } from "./events.ts";
import type { chatMachine } from "./machine.ts";

export type ChatActor = ActorRefFrom<typeof chatMachine>;
export type ChatSnapshot = SnapshotFrom<typeof chatMachine>;

const ActorContext = createContext<ChatActor | null>(null);

export function ChatProvider({ actor, children }: { actor: ChatActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useChatActor(): ChatActor {
  const actor = use(ActorContext);
  if (!actor) throw new Error("ChatProvider is missing");
  return actor;
}

/** A part of the machine's state; the component renders again when that part changes. */
export function useChat<Selected>(select: (snapshot: ChatSnapshot) => Selected): Selected {
  return useSelector(useChatActor(), select);
}

export function useSend(): (event: ChatEvent) => void {
  return useChatActor().send;
}
