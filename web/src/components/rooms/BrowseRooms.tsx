import { Button } from "@mantine/core";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { Dialog } from "../Dialog.tsx";
import { RoomIcon } from "./RoomIcon.tsx";

interface BrowseRoomsProps {
  opened: boolean;
  onClose: () => void;
  onChoose?: (() => void) | undefined;
}

/** The rooms that this user could join: invitations first, then the public ones. */
export function BrowseRooms({ opened, onClose, onChoose }: BrowseRoomsProps) {
  const rooms = useRooms((context) => context.rooms);
  const send = useSendToRooms();
  const open = rooms
    .filter(({ role }) => role === null)
    .sort((left, right) => Number(right.invited) - Number(left.invited));
  const join = (roomId: string) => {
    send({ type: "room.open", roomId });
    send({ type: "room.join", roomId });
    onClose();
    onChoose?.();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title="Browse rooms">
      {open.length === 0 ? (
        <p>There is no room that you could join. Make one, or have somebody invite you.</p>
      ) : (
        <ul className="browse">
          {open.map((state) => (
            <JoinableRoom key={state.room.id} state={state} onJoin={() => join(state.room.id)} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function JoinableRoom({ state: { room, invited }, onJoin }: { state: RoomState; onJoin: () => void }) {
  const people = room.memberCount === 1 ? "1 member" : `${room.memberCount} members`;
  return (
    <li>
      <RoomIcon room={room} />
      <span className="browse__name">
        {room.name}
        <span className="browse__about">{invited ? `You are invited · ${people}` : people}</span>
      </span>
      <Button size="compact-sm" variant="default" aria-label={`Join ${room.name}`} onClick={onJoin}>
        Join
      </Button>
    </li>
  );
}
