import { MantineProvider } from "@mantine/core";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AccountProvider } from "./account/react.tsx";
import { AnnouncementsProvider } from "./announcements/react.tsx";
import { startAccount } from "./app.ts";
import { CallProvider } from "./call/react.tsx";
import { ChatProvider } from "./chat/react.tsx";
import { Gate } from "./components/Gate.tsx";
import { Shell } from "./components/Shell.tsx";
import { registerFonts } from "./fonts.ts";
import { MissionsProvider } from "./missions/react.tsx";
import { RoomsProvider } from "./rooms/react.tsx";
import { TasksProvider } from "./tasks/react.tsx";
import { theme } from "./theme.ts";
import { VoiceRoomProvider } from "./voiceroom/react.tsx";

const { account, app } = startAccount();

/** The work of agents and people, and what the server announces. */
function WorkProviders({ children }: { children: ReactNode }) {
  return (
    <MissionsProvider actor={app().missions}>
      <TasksProvider actor={app().tasks}>
        <AnnouncementsProvider actor={app().announcements}>{children}</AnnouncementsProvider>
      </TasksProvider>
    </MissionsProvider>
  );
}

registerFonts();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <AccountProvider actor={account}>
        <Gate>
          {() => (
            <ChatProvider actor={app().chat}>
              <RoomsProvider actor={app().rooms}>
                <WorkProviders>
                  <CallProvider actor={app().call}>
                    <VoiceRoomProvider actor={app().voiceRoom}>
                      <Shell />
                    </VoiceRoomProvider>
                  </CallProvider>
                </WorkProviders>
              </RoomsProvider>
            </ChatProvider>
          )}
        </Gate>
      </AccountProvider>
    </MantineProvider>
  </StrictMode>,
);
