import { useEffect } from "react";
import { activeSession } from "../chat/context.ts";
import { useChat, useChatActor } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { pathOf, sessionIdFrom } from "../lib/route.ts";

/** Keeps the address, the history and the page's title in step with the session on the screen. */
export function useRoute(): void {
  const actor = useChatActor();
  const activeId = useChat(({ context }) => context.activeId);
  const settled = useChat((snapshot) => !snapshot.matches({ session: "waiting" }));
  const title = useChat(({ context }) => {
    const session = activeSession(context);
    return session ? `${titleOf(session)} – Parlance` : "Parlance";
  });

  useEffect(() => {
    const shown = sessionIdFrom(location.pathname);
    if (!settled || shown === activeId) return;
    const { sessions } = actor.getSnapshot().context;
    // Leaving an address that leads nowhere must not trap the way back.
    const leadsSomewhere = sessions.some((session) => session.id === shown);
    const url = pathOf(activeId) + location.search;
    if (leadsSomewhere) history.pushState(null, "", url);
    else history.replaceState(null, "", url);
  }, [actor, activeId, settled]);

  useEffect(() => {
    const onPopState = () => {
      const sessionId = sessionIdFrom(location.pathname);
      if (sessionId !== null) actor.send({ type: "session.open", sessionId });
    };
    window.addEventListener("popstate", onPopState);
    return () => window.removeEventListener("popstate", onPopState);
  }, [actor]);

  useEffect(() => {
    document.title = title;
  }, [title]);
}
