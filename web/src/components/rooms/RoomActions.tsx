import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDoorExit, IconPencil, IconSettings, IconTrash, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { myId } from "../../rooms/context.ts";
import { may } from "../../rooms/permission.ts";
import { useRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { CallButtons } from "../call/CallButtons.tsx";
import { VoiceButton } from "../call/VoiceButton.tsx";
import { RoomDialog, type RoomQuestion } from "./RoomDialog.tsx";

interface RoomActionsProps {
  state: RoomState;
  isMembersOpen: boolean;
  onToggleMembers: () => void;
}

/** What can be done with the room on the screen, as far as this reader may. */
export function RoomActions({ state, isMembersOpen, onToggleMembers }: RoomActionsProps) {
  const { room, role } = state;
  const me = useRooms(myId);
  const partner = state.members.length === 2 ? state.members.find(({ user }) => user.id !== me) : undefined;
  const [question, setQuestion] = useState<RoomQuestion | null>(null);
  return (
    <>
      {room.kind === "voice" && <VoiceButton roomId={room.id} />}
      {partner && (
        <span className="topbar__wide">
          <CallButtons userId={partner.user.id} name={partner.user.name} />
        </span>
      )}
      <Tooltip label="Members">
        <ActionIcon
          variant={isMembersOpen ? "light" : "subtle"}
          color="gray"
          size="lg"
          aria-label="Members"
          aria-expanded={isMembersOpen}
          onClick={onToggleMembers}
        >
          <IconUsers size={20} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Options of the room">
            <IconSettings size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {may(role, "rename", room.kind) && (
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setQuestion("change")}>
              Change room
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconDoorExit size={16} />} onClick={() => setQuestion("leave")}>
            Leave room
          </Menu.Item>
          {may(role, "delete", room.kind) && (
            <Menu.Item leftSection={<IconTrash size={16} />} className="danger" onClick={() => setQuestion("delete")}>
              Delete room
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {question && <RoomDialog state={state} question={question} onDone={() => setQuestion(null)} />}
    </>
  );
}
