import { useEffect } from "react";
import { activeSession } from "../chat/context.ts";
import { useChat, useChatActor } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import {
  leadsToMissions,
  missionIdFrom,
  missionPathOf,
  pathOf,
  roomIdFrom,
  roomPathOf,
  sessionIdFrom,
  TASKS_PATH,
} from "../lib/route.ts";
import { activeMission } from "../missions/context.ts";
import { useMissions, useMissionsActor, useMissionsPlace } from "../missions/react.tsx";
import { activeRoom } from "../rooms/context.ts";
import { useRooms, useRoomsActor } from "../rooms/react.tsx";
import { useIsTasksShown, useTasksActor } from "../tasks/react.tsx";
import { useSessionChoice } from "./useSessionChoice.ts";

/** Keeps the address, the history and the page's title in step with what is on the screen. */
export function useRoute(): void {
  const actor = useChatActor();
  const isSettled = useChat((snapshot) => !snapshot.matches({ session: "waiting" }));
  const room = useRooms(activeRoom);
  const { path, title } = usePlace();

  useEffect(() => {
    const slug = room?.room.slug;
    const isThere = location.pathname === path || (slug !== undefined && roomIdFrom(location.pathname) === slug);
    if (!isSettled || isThere) return;
    const shown = sessionIdFrom(location.pathname);
    // Leaving an address that leads nowhere must not trap the way back.
    const leadsSomewhere =
      roomIdFrom(location.pathname) !== null ||
      leadsToMissions(location.pathname) ||
      location.pathname === TASKS_PATH ||
      actor.getSnapshot().context.sessions.some((session) => session.id === shown);
    const url = path + location.search;
    if (leadsSomewhere) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, [actor, path, room, isSettled]);

  useWayBack();

  useEffect(() => {
    document.title = title === undefined ? "Parlance" : `${title} – Parlance`;
  }, [title]);
}

/** The address and the title of what is on the screen. */
function usePlace(): { path: string; title: string | undefined } {
  const sessionId = useChat(({ context }) => context.activeId);
  const sessionTitle = useChat(({ context }) => {
    const session = activeSession(context);
    return session && titleOf(session);
  });
  const roomId = useRooms(({ activeId }) => activeId);
  const roomName = useRooms((context) => activeRoom(context)?.room.name);
  const missions = useMissionsPlace();
  const missionId = useMissions(({ activeId }) => activeId);
  const missionName = useMissions((context) => activeMission(context)?.name);
  const isTasks = useIsTasksShown();
  if (isTasks) return { path: TASKS_PATH, title: "Tasks" };
  if (missions !== "away") return { path: missionPathOf(missionId), title: missionName ?? "Missions" };
  if (roomId !== null) return { path: roomPathOf(roomId), title: roomName };
  return { path: pathOf(sessionId), title: sessionTitle };
}

/** Follows the browser's back and forward. */
function useWayBack(): void {
  const rooms = useRoomsActor();
  const missions = useMissionsActor();
  const tasks = useTasksActor();
  const sessions = useSessionChoice();
  useEffect(() => {
    const onPopState = () => {
      const { pathname } = location;
      const toSession = sessionIdFrom(pathname);
      const toRoom = roomIdFrom(pathname);
      const toMission = missionIdFrom(pathname);
      if (toRoom !== null) rooms.send({ type: "room.open", roomId: toRoom });
      else if (toSession !== null) sessions.open(toSession);
      else if (toMission !== null) missions.send({ type: "mission.open", missionId: toMission });
      else if (leadsToMissions(pathname)) missions.send({ type: "missions.open" });
      else if (pathname === TASKS_PATH) tasks.send({ type: "tasks.open" });
    };
    window.addEventListener("popstate", onPopState);
    return () => window.removeEventListener("popstate", onPopState);
  }, [rooms, missions, tasks, sessions]);
}
