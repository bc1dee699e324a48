import { Drawer } from "@mantine/core";
import { useDisclosure, useMediaQuery } from "@mantine/hooks";
import { useRoute } from "../hooks/useRoute.ts";
import { useShortcuts } from "../hooks/useShortcuts.ts";
import { useUnsentWarning } from "../hooks/useUnsentWarning.ts";
import { Announcer } from "./Announcer.tsx";
import { Banner } from "./Banner.tsx";
import { Calls } from "./call/Calls.tsx";
import { ShortcutsDialog } from "./ShortcutsDialog.tsx";
import { Sidebar } from "./Sidebar.tsx";
import { Stage } from "./Stage.tsx";

/** The page: sessions beside the conversation, or in a drawer where there is no room. */
export function Shell() {
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [isDrawerOpen, drawer] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  useRoute();
  useShortcuts(help.toggle);
  useUnsentWarning();

  return (
    <>
      <a className="skip-link" href="#conversation">
        Skip to the conversation
      </a>
      <div className="page">
        <Banner />
        <div className="shell">
          {isNarrow ? (
            <Drawer
              opened={isDrawerOpen}
              onClose={drawer.close}
              withCloseButton={false}
              size="19rem"
              padding={0}
              styles={{ content: { background: "var(--rail)" }, body: { height: "100%" } }}
              attributes={{ content: { "aria-label": "Rooms and sessions" } }}
            >
              <Sidebar onChoose={drawer.close} onClose={drawer.close} />
            </Drawer>
          ) : (
            <div className="shell__rail">
              <Sidebar />
            </div>
          )}
          <Stage onOpenSessions={isNarrow ? drawer.open : undefined} onShowShortcuts={help.open} />
        </div>
      </div>
      <ShortcutsDialog opened={isHelpOpen} onClose={help.close} />
      <Calls />
      <Announcer />
    </>
  );
}
