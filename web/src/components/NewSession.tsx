import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconPlus } from "@tabler/icons-react";
import { useChat } from "../chat/react.tsx";
import { useSessionChoice } from "../hooks/useSessionChoice.ts";
import { SidebarMenu } from "./SidebarMenu.tsx";

/** A new session with the default model, or with one that the reader chooses. */
export function NewSession({ onCreate }: { onCreate?: (() => void) | undefined }) {
  const { models, defaultModel, creating } = useChat(({ context }) => context);
  const sessions = useSessionChoice();
  const create = (model?: string) => {
    sessions.create(model);
    onCreate?.();
  };
  return (
    <div className="sidebar__new">
      <Button
        fullWidth
        justify="flex-start"
        variant="filled"
        loading={creating}
        leftSection={<IconPlus size={18} />}
        onClick={() => create()}
      >
        New session
      </Button>
      {models.length > 0 && (
        <SidebarMenu width={240}>
          <Menu.Target>
            <ActionIcon size={36} variant="filled" aria-label="Choose the model of a new session">
              <IconChevronDown size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>New session with</Menu.Label>
            {models.map((model) => (
              <Menu.Item
                key={model}
                onClick={() => create(model)}
                rightSection={model === defaultModel && <DefaultTag />}
              >
                {model}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </SidebarMenu>
      )}
    </div>
  );
}

function DefaultTag() {
  return <span className="model-tag">default</span>;
}
