import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import type { ChatMessage, Role, Room } from "@parlance/shared-types";
import { IconDots, IconEraser, IconMessageReply, IconPencil, IconTrash, IconTrashX } from "@tabler/icons-react";
import { useState } from "react";
import { may } from "../../rooms/permission.ts";
import { useSendToRooms } from "../../rooms/react.tsx";
import { HINTS } from "../../theme.ts";
import { AddReaction } from "./AddReaction.tsx";
import { type Moderation, ModerationDialog } from "./ModerationDialog.tsx";

interface PostActionsProps {
  message: ChatMessage;
  room: Room;
  role: Role | null;
  isMine: boolean;
  isThread: boolean;
  onEdit: () => void;
}

/** What can be done to a message, as far as this reader may. */
export function PostActions({ message, room, role, isMine, isThread, onEdit }: PostActionsProps) {
  const send = useSendToRooms();
  const [moderation, setModeration] = useState<Moderation | null>(null);
  const isModerator = may(role, "moderate", room.kind);
  return (
    <div className="post__actions">
      <AddReaction messageId={message.id} />
      {!isThread && (
        <Tooltip label="Reply in a thread">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Reply in a thread"
            onClick={() => send({ type: "thread.open", messageId: message.id })}
          >
            <IconMessageReply size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      {(isMine || isModerator) && (
        <Menu position="bottom-end" portalProps={{ target: `#${HINTS}` }} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label="More about this message">
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {isMine && message.redactedAt === undefined && (
              <Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
                Edit
              </Menu.Item>
            )}
            {isModerator && (
              <Menu.Item leftSection={<IconEraser size={16} />} onClick={() => setModeration("redact")}>
                Redact
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconTrash size={16} />} className="danger" onClick={() => setModeration("soft")}>
              Delete
            </Menu.Item>
            {isModerator && (
              <Menu.Item
                leftSection={<IconTrashX size={16} />}
                className="danger"
                onClick={() => setModeration("hard")}
              >
                Delete for good
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {moderation && (
        <ModerationDialog messageId={message.id} moderation={moderation} onDone={() => setModeration(null)} />
      )}
    </div>
  );
}
