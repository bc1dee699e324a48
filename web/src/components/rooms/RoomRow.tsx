import type { MouseEvent } from "react";
import { roomPathOf } from "../../lib/route.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { RoomIcon } from "./RoomIcon.tsx";

const MOST_SHOWN = 99;

export function RoomRow({ state, onChoose }: { state: RoomState; onChoose?: (() => void) | undefined }) {
  const { room, unread } = state;
  const isCurrent = useRooms(({ activeId }) => activeId === room.id || activeId === room.slug);
  const send = useSendToRooms();

  const choose = (event: MouseEvent) => {
    // Ctrl, ⌘ and the middle button open a tab of their own, as links do.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    send({ type: "room.open", roomId: room.id });
    onChoose?.();
  };

  return (
    <li className="session-row" data-current={isCurrent || undefined} data-unread={unread > 0 || undefined}>
      <a
        className="session-row__link"
        href={roomPathOf(room.id) + location.search}
        aria-current={isCurrent ? "page" : undefined}
        onClick={choose}
      >
        <RoomIcon room={room} />
        <span className="session-row__title" title={room.name}>
          {room.name}
        </span>
        {unread > 0 && (
          <span className="unread">
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
            <span className="visually-hidden"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}
