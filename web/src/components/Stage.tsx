import { activeConversation, activeSession } from "../chat/context.ts";
import { useChat } from "../chat/react.tsx";
import { titleOf } from "../chat/sessions.ts";
import { useMissionsPlace } from "../missions/react.tsx";
import { useRooms } from "../rooms/react.tsx";
import { useIsTasksShown } from "../tasks/react.tsx";
import { HINTS } from "../theme.ts";
import { Blank } from "./Blank.tsx";
import { Composer } from "./Composer.tsx";
import { MissionsStage } from "./missions/MissionsStage.tsx";
import { Notes } from "./Notes.tsx";
import { RoomStage } from "./rooms/RoomStage.tsx";
import { Thread } from "./Thread.tsx";
import { Topbar, type TopbarProps } from "./Topbar.tsx";
import { TasksStage } from "./tasks/TasksStage.tsx";

/** What is on the screen: tasks, missions, a room, or a session. */
export function Stage(props: TopbarProps) {
  const isTasks = useIsTasksShown();
  const isMissions = useMissionsPlace() !== "away";
  const isRoom = useRooms(({ activeId }) => activeId !== null);
  if (isTasks) return <TasksStage {...props} />;
  if (isMissions) return <MissionsStage {...props} />;
  return isRoom ? <RoomStage {...props} /> : <SessionStage {...props} />;
}

function SessionStage(props: TopbarProps) {
  const session = useChat(({ context }) => activeSession(context));
  const isLoaded = useChat(({ context }) => activeConversation(context).loaded);
  const tag = session && (
    <span className="model-tag">
      <span className="visually-hidden">Model: </span>
      {session.model}
    </span>
  );
  return (
    <div className="stage">
      <Topbar {...props} title={session ? titleOf(session) : "Parlance"} tag={tag} />
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
