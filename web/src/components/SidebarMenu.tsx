import { Menu, type MenuProps } from "@mantine/core";

/** Where the menus and hints of the sidebar are put: inside its landmark, outside its list, which scrolls. */
export const MENUS = "sidebar-menus";

export function SidebarMenu(props: MenuProps) {
  return (
    <Menu position="bottom-end" portalProps={{ target: `#${MENUS}` }} withInitialFocusPlaceholder={false} {...props} />
  );
}
