import { useEffect } from "react";
import { activeSession } from "../chat/context.ts";
import { useChat, useChatActor } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { pathOf, roomIdFrom, roomPathOf, sessionIdFrom } from "../lib/route.ts";
import { activeRoom } from "../rooms/context.ts";
import { useRooms, useRoomsActor } from "../rooms/react.tsx";
import { useSessionChoice } from "./useSessionChoice.ts";

/** Keeps the address, the history and the page's title in step with what is on the screen. */
export function useRoute(): void {
  const actor = useChatActor();
  const rooms = useRoomsActor();
  const sessions = useSessionChoice();
  const sessionId = useChat(({ context }) => context.activeId);
  const isSettled = useChat((snapshot) => !snapshot.matches({ session: "waiting" }));
  const room = useRooms(activeRoom);
  const roomId = useRooms(({ activeId }) => activeId);
  const sessionTitle = useChat(({ context }) => {
    const session = activeSession(context);
    return session && titleOf(session);
  });
  const title = roomId === null ? sessionTitle : room?.room.name;

  useEffect(() => {
    const path = roomId === null ? pathOf(sessionId) : roomPathOf(roomId);
    const isThere =
      location.pathname === path || (roomId !== null && roomIdFrom(location.pathname) === room?.room.slug);
    if (!isSettled || isThere) return;
    const shown = sessionIdFrom(location.pathname);
    // Leaving an address that leads nowhere must not trap the way back.
    const leadsSomewhere =
      roomIdFrom(location.pathname) !== null ||
      actor.getSnapshot().context.sessions.some((session) => session.id === shown);
    const url = path + location.search;
    if (leadsSomewhere) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, [actor, sessionId, roomId, room, isSettled]);

  useEffect(() => {
    const onPopState = () => {
      const toSession = sessionIdFrom(location.pathname);
      const toRoom = roomIdFrom(location.pathname);
      if (toRoom !== null) rooms.send({ type: "room.open", roomId: toRoom });
      else if (toSession !== null) sessions.open(toSession);
    };
    window.addEventListener("popstate", onPopState);
    return () => window.removeEventListener("popstate", onPopState);
  }, [rooms, sessions]);

  useEffect(() => {
    document.title = title === undefined ? "Parlance" : `${title} – Parlance`;
  }, [title]);
}
