import { ActionIcon, Menu } from "@mantine/core";
import type { Member, Role } from "@parlance/shared-types";
import { IconDots, IconUserMinus, IconUserShield } from "@tabler/icons-react";
import { may, outranks } from "../../rooms/permission.ts";
import { useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";

const ROLES: readonly { role: Role; words: string }[] = [
  { role: "owner", words: "Make owner" },
  { role: "moderator", words: "Make moderator" },
  { role: "member", words: "Make member" },
];

/** What this reader may do about somebody else in the room. */
export function MemberMenu({ member, state }: { member: Member; state: RoomState }) {
  const { room, role } = state;
  const send = useSendToRooms();
  const roomId = room.id;
  const userId = member.user.id;
  const canKick = may(role, "kick", room.kind) && outranks(role, member.role);
  const canSetRole = may(role, "setRole", room.kind);
  if (!canKick && !canSetRole) return null;
  return (
    <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Options of ${member.user.name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {canSetRole &&
          ROLES.filter((choice) => choice.role !== member.role).map((choice) => (
            <Menu.Item
              key={choice.role}
              leftSection={<IconUserShield size={16} />}
              onClick={() =>
                send({ type: "act", name: "room:setRole", payload: { roomId, userId, role: choice.role } })
              }
            >
              {choice.words}
            </Menu.Item>
          ))}
        {canKick && (
          <Menu.Item
            leftSection={<IconUserMinus size={16} />}
            className="danger"
            onClick={() => send({ type: "act", name: "room:kick", payload: { roomId, userId } })}
          >
            Remove from room
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
