import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconMoodPlus } from "@tabler/icons-react";
import { useSendToRooms } from "../../rooms/react.tsx";
import { HINTS } from "../../theme.ts";

const EMOJI: readonly { emoji: string; name: string }[] = [
  { emoji: "👍", name: "Thumbs up" },
  { emoji: "❤️", name: "Heart" },
  { emoji: "😂", name: "Laughing" },
  { emoji: "🎉", name: "Party" },
  { emoji: "😮", name: "Surprised" },
  { emoji: "😢", name: "Sad" },
  { emoji: "🙏", name: "Thank you" },
  { emoji: "👀", name: "Looking" },
  { emoji: "✅", name: "Done" },
  { emoji: "🔥", name: "Fire" },
];

/** A small choice of emoji; a press reacts with it. */
export function AddReaction({ messageId }: { messageId: string }) {
  const send = useSendToRooms();
  const react = (reaction: string) =>
    send({ type: "act", name: "chat:reaction", payload: { messageId, reaction, action: "add" } });
  return (
    <Menu position="top-end" portalProps={{ target: `#${HINTS}` }} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label="React">
          <ActionIcon variant="subtle" color="gray" aria-label="React">
            <IconMoodPlus size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown className="emoji-menu">
        {EMOJI.map(({ emoji, name }) => (
          <Menu.Item key={name} aria-label={name} onClick={() => react(emoji)}>
            {emoji}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
