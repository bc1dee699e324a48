import { activeConversation, activeSession } from "../chat/context.ts";
import { useChat } from "../chat/react.tsx";
import { HINTS } from "../theme.ts";
import { Blank } from "./Blank.tsx";
import { Composer } from "./Composer.tsx";
import { Notes } from "./Notes.tsx";
import { Thread } from "./Thread.tsx";
import { Topbar } from "./Topbar.tsx";

interface StageProps {
  /** Given where the sessions are in a drawer. */
  onOpenSessions?: (() => void) | undefined;
  onShowShortcuts: () => void;
}

/** Everything about the session on the screen. */
export function Stage({ onOpenSessions, onShowShortcuts }: StageProps) {
  const session = useChat(({ context }) => activeSession(context));
  const isLoaded = useChat(({ context }) => activeConversation(context).loaded);

  return (
    <div className="stage">
      <Topbar onOpenSessions={onOpenSessions} onShowShortcuts={onShowShortcuts} />
      <main className="stage__main" id="conversation" tabIndex={-1}>
        {session && isLoaded ? <Thread key={session.id} session={session} /> : <Blank />}
        <div id={HINTS} />
      </main>
      <div className="dock">
        <Notes />
        {session && <Composer key={session.id} sessionId={session.id} />}
      </div>
    </div>
  );
}
