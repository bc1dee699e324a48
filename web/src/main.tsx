import { MantineProvider } from "@mantine/core";
import { createClient } from "@parlance/shared-types";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createActor } from "xstate";
import { chatMachine } from "./chat/machine.ts";
import { network } from "./chat/network.ts";
import { ChatProvider } from "./chat/react.tsx";
import { Shell } from "./components/Shell.tsx";
import { registerFonts } from "./fonts.ts";
import { identity } from "./lib/identity.ts";
import { sessionIdFrom } from "./lib/route.ts";
import { theme } from "./theme.ts";

// No stored positions: a page that begins loads what it shows, so there is nothing to resume.
const client = createClient({ auth: identity() });
const actor = createActor(chatMachine.provide({ actors: { network: network(client) } }), {
  input: { sessionId: sessionIdFrom(location.pathname) },
}).start();

registerFonts();

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <ChatProvider actor={actor}>
        <Shell />
      </ChatProvider>
    </MantineProvider>
  </StrictMode>,
);
