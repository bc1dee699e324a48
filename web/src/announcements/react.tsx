import { useSelector } from "@xstate/react";
import { createContext, type ReactNode, use } from "react";
import type { ActorRefFrom } from "xstate";
import type { announcementsMachine } from "./machine.ts";

export type AnnouncementsActor = ActorRefFrom<typeof announcementsMachine>;

const ActorContext = createContext<AnnouncementsActor | null>(null);

export function AnnouncementsProvider({ actor, children }: { actor: AnnouncementsActor; children: ReactNode }) {
  return <ActorContext value={actor}>{children}</ActorContext>;
}

export function useAnnouncements() {
  const actor = use(ActorContext);
  if (!actor) throw new Error("AnnouncementsProvider is missing");
  const context = useSelector(actor, (snapshot) => snapshot.context);
  return { context, send: actor.send };
}
