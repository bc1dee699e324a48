import { ActionIcon, Tooltip } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy } from "@tabler/icons-react";

/** Copies `text`, and says whether it worked. */
export function CopyAction({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const words = clipboard.error ? "The browser did not allow copying" : clipboard.copied ? "Copied" : label;
  return (
    <Tooltip label={words}>
      <ActionIcon variant="subtle" color="gray" aria-label={words} onClick={() => clipboard.copy(text)}>
        {clipboard.copied ? <IconCheck size={16} /> : <IconCopy size={16} stroke={1.6} />}
      </ActionIcon>
    </Tooltip>
  );
}
