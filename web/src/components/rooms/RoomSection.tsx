import { ActionIcon, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCompass, IconPlus } from "@tabler/icons-react";
import { useRooms } from "../../rooms/react.tsx";
import { MENUS } from "../SidebarMenu.tsx";
import { BrowseRooms } from "./BrowseRooms.tsx";
import { CreateRoom } from "./CreateRoom.tsx";
import { RoomRow } from "./RoomRow.tsx";

/** The rooms of this user, beside the sessions. */
export function RoomSection({ onChoose }: { onChoose?: (() => void) | undefined }) {
  const rooms = useRooms((context) => context.rooms);
  const [isCreateOpen, create] = useDisclosure(false);
  const [isBrowseOpen, browse] = useDisclosure(false);
  const mine = rooms.filter(({ role }) => role !== null);
  const invitations = rooms.filter(({ invited, role }) => invited && role === null).length;
  const invited = invitations === 1 ? "1 invitation" : `${invitations} invitations`;
  const browseWords = invitations === 0 ? "Browse rooms" : `Browse rooms, ${invited}`;
  return (
    <nav aria-label="Rooms">
      <div className="room-section__head">
        <h2 className="session-group">Rooms</h2>
        <Tooltip label={browseWords} portalProps={{ target: `#${MENUS}` }}>
          <ActionIcon variant="subtle" color="gray" aria-label={browseWords} onClick={browse.open}>
            <IconCompass size={17} stroke={1.7} />
            {invitations > 0 && <span className="room-section__dot" />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="New room" portalProps={{ target: `#${MENUS}` }}>
          <ActionIcon variant="subtle" color="gray" aria-label="New room" onClick={create.open}>
            <IconPlus size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
      {mine.length > 0 && (
        <ul className="session-list">
          {mine.map((state) => (
            <RoomRow key={state.room.id} state={state} onChoose={onChoose} />
          ))}
        </ul>
      )}
      <CreateRoom opened={isCreateOpen} onClose={create.close} onCreate={onChoose} />
      <BrowseRooms opened={isBrowseOpen} onClose={browse.close} onChoose={onChoose} />
    </nav>
  );
}
