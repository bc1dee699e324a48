import { useMemo } from "react";
import { useChatActor } from "../chat/react.tsx";
import { useMissionsActor } from "../missions/react.tsx";
import { useRoomsActor } from "../rooms/react.tsx";

interface SessionChoice {
  open: (sessionId: string) => void;
  create: (model?: string) => void;
}

/** Puts a session on the screen, in the place of a room or of missions if they are there. */
export function useSessionChoice(): SessionChoice {
  const chat = useChatActor();
  const rooms = useRoomsActor();
  const missions = useMissionsActor();
  return useMemo(() => {
    const uncover = () => {
      rooms.send({ type: "room.close" });
      missions.send({ type: "missions.close" });
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
  }, [chat, rooms, missions]);
}
