import { ActionIcon, Menu } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCopy, IconLogout } from "@tabler/icons-react";
import { useAccount } from "../account/react.tsx";
import { Face } from "./rooms/Face.tsx";

/** Who is signed in, and the way out; nothing where the server knows no accounts. */
export function AccountMenu() {
  const { account, logout } = useAccount();
  const clipboard = useClipboard({ timeout: 2_000 });
  if (!account) return null;
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Account of ${account.name}`}>
          <Face name={account.name} size="small" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{account.name}</Menu.Label>
        <Menu.Item
          leftSection={<IconCopy size={16} />}
          closeMenuOnClick={false}
          onClick={() => clipboard.copy(account.id)}
        >
          {clipboard.copied ? "Copied" : "Copy your user id, for invitations"}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={logout}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
