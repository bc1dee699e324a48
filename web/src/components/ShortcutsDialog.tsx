import { Kbd } from "@mantine/core";
import { Fragment } from "react";
import { SHORTCUTS } from "../hooks/useShortcuts.ts";
import { Dialog } from "./Dialog.tsx";

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
const MAC_KEYS: Record<string, string> = { Mod: "⌘", Alt: "⌥" };

const keyName = (key: string): string => (isMac ? (MAC_KEYS[key] ?? key) : key === "Mod" ? "Ctrl" : key);

export function ShortcutsDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Dialog opened={opened} onClose={onClose} title="Keyboard shortcuts">
      <dl className="shortcuts">
        {SHORTCUTS.map(({ keys, does }) => (
          <Fragment key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key, index) => (
                <Fragment key={key}>
                  {index > 0 && " + "}
                  <Kbd>{keyName(key)}</Kbd>
                </Fragment>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
