import { useMemo } from "react";
import { useChatActor } from "../chat/react.tsx";
import { useRoomsActor } from "../rooms/react.tsx";

interface SessionChoice {
  open: (sessionId: string) => void;
  create: (model?: string) => void;
}

/** Puts a session on the screen, in the place of a room if one is there. */
export function useSessionChoice(): SessionChoice {
  const chat = useChatActor();
  const rooms = useRoomsActor();
  return useMemo(
    () => ({
      open: (sessionId) => {
        chat.send({ type: "session.open", sessionId });
        rooms.send({ type: "room.close" });
      },
      create: (model) => {
        chat.send({ type: "session.create", ...(model === undefined ? {} : { model }) });
        rooms.send({ type: "room.close" });
      },
    }),
    [chat, rooms],
  );
}
