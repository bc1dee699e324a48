import { useEffect, useRef, useSyncExternalStore } from "react";
import { myId } from "../rooms/context.ts";
import { useRooms, useSendToRooms } from "../rooms/react.tsx";
import type { RoomState } from "../rooms/room.ts";
import { newestUnread } from "../rooms/view.ts";

/** Tells the server that the newest message has been read, once it stands before a reader's eyes. */
export function useSeen(state: RoomState, atBottom: boolean): void {
  const isLooking = useSyncExternalStore(subscribe, isPageLookedAt);
  const me = useRooms(myId);
  const send = useSendToRooms();
  const told = useRef<string>(null);
  const newest = newestUnread(state, me);

  useEffect(() => {
    if (newest === null || !isLooking || !atBottom || told.current === newest) return;
    told.current = newest;
    send({ type: "message.seen", messageId: newest });
  }, [newest, isLooking, atBottom, send]);
}

const isPageLookedAt = (): boolean => document.visibilityState === "visible" && document.hasFocus();

function subscribe(changed: () => void): () => void {
  const sources = [
    [document, "visibilitychange"],
    [window, "focus"],
    [window, "blur"],
  ] as const;
  for (const [target, name] of sources) target.addEventListener(name, changed);
  return () => {
    for (const [target, name] of sources) target.removeEventListener(name, changed);
  };
}
