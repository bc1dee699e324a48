import { useCallback, useEffect, useRef } from "react";
import { useSendToRooms } from "../rooms/react.tsx";

/** The server lets typing end by itself after 6 seconds (contract section 3): it is told again before. */
const AGAIN_AFTER_MS = 3_000;

interface Typing {
  write: (text: string) => void;
  stop: () => void;
}

/** Tells the room that this reader types, at most every few seconds, and at once when they stop. */
export function useTyping(): Typing {
  const send = useSendToRooms();
  const toldAt = useRef(0);

  const stop = useCallback(() => {
    if (toldAt.current === 0) return;
    toldAt.current = 0;
    send({ type: "typing.set", typing: false });
  }, [send]);

  const write = useCallback(
    (text: string) => {
      if (text.trim() === "") return stop();
      const now = Date.now();
      if (now - toldAt.current < AGAIN_AFTER_MS) return;
      toldAt.current = now;
      send({ type: "typing.set", typing: true });
    },
    [send, stop],
  );

  useEffect(() => stop, [stop]);
  return { write, stop };
}
