import { useMemo } from "react";
import { useChatActor } from "../chat/react.tsx";
import { useMissionsActor } from "../missions/react.tsx";
import { useRoomsActor } from "../rooms/react.tsx";
import { useTasksActor } from "../tasks/react.tsx";

interface SessionChoice {
  open: (sessionId: string) => void;
  create: (model?: string) => void;
}

/** Puts a session on the screen, in the place of whatever stands in front of it. */
export function useSessionChoice(): SessionChoice {
  const chat = useChatActor();
  const rooms = useRoomsActor();
  const missions = useMissionsActor();
  const tasks = useTasksActor();
  return useMemo(() => {
    const uncover = () => {
      rooms.send({ type: "room.close" });
      missions.send({ type: "missions.close" });
      tasks.send({ type: "tasks.close" });
    };
    return {
      open: (sessionId) => {
        chat.send({ type: "session.open", sessionId });
        uncover();
      },
      create: (model) => {
        chat.send({ type: "session.create", ...(model === undefined ? {} : { model }) });
        uncover();
      },
    };
  }, [chat, rooms, missions, tasks]);
}
