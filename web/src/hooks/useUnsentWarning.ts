import { useEffect } from "react";
import { useChat } from "../chat/react.tsx";
import { useRooms } from "../rooms/react.tsx";

/** The browser asks before it closes a page that holds messages which have not reached the server. */
export function useUnsentWarning(): void {
  const holdsUnsent = useChat(({ context }) =>
    Object.values(context.conversations).some(({ outgoing }) =>
      outgoing.some((entry) => entry.state === "pending" && entry.messageId === undefined),
    ),
  );
  const roomsHoldUnsent = useRooms(({ rooms }) =>
    rooms.some(({ outgoing }) => outgoing.some(({ messageId, failure }) => messageId === undefined && !failure)),
  );
  const isCut = useChat((snapshot) => !snapshot.matches({ link: "connected" }));

  useEffect(() => {
    if (!(holdsUnsent || roomsHoldUnsent) || !isCut) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [holdsUnsent, roomsHoldUnsent, isCut]);
}
