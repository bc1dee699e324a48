import { useDisclosure } from "@mantine/hooks";
import { activeRoom } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import { HINTS } from "../../theme.ts";
import { Notes } from "../Notes.tsx";
import { Topbar, type TopbarProps } from "../Topbar.tsx";
import { MembersPane } from "./MembersPane.tsx";
import { RoomActions } from "./RoomActions.tsx";
import { RoomBlank } from "./RoomBlank.tsx";
import { RoomComposer } from "./RoomComposer.tsx";
import { RoomIcon } from "./RoomIcon.tsx";
import { RoomMessages } from "./RoomMessages.tsx";
import { ThreadPane } from "./ThreadPane.tsx";
import { TypingLine } from "./TypingLine.tsx";

/** Everything about the room on the screen. */
export function RoomStage(props: TopbarProps) {
  const state = useRooms(activeRoom);
  const threadId = useRooms((context) => context.threadId);
  const send = useSendToRooms();
  const [isMembersOpen, members] = useDisclosure(false);
  const isMember = state !== undefined && state.role !== null;
  const pane = !isMember ? undefined : threadId !== null ? "thread" : isMembersOpen ? "members" : undefined;

  const toggleMembers = () => {
    send({ type: "thread.close" });
    if (pane === "members") members.close();
    else members.open();
  };

  return (
    <div className="stage" data-pane={pane}>
      <Topbar {...props} title={state?.room.name ?? "Room"} tag={state && <RoomIcon room={state.room} size={18} />}>
        {isMember && <RoomActions state={state} isMembersOpen={pane === "members"} onToggleMembers={toggleMembers} />}
      </Topbar>
      <main className="stage__main" id="conversation" tabIndex={-1}>
        {isMember && state.loaded ? <RoomMessages key={state.room.id} state={state} /> : <RoomBlank />}
        <div id={HINTS} />
      </main>
      <div className="dock">
        <Notes />
        {isMember && (
          <>
            <RoomComposer key={state.room.id} roomId={state.room.id} />
            <TypingLine state={state} />
          </>
        )}
      </div>
      {pane === "thread" && threadId !== null && state && (
        <ThreadPane key={threadId} state={state} parentId={threadId} />
      )}
      {pane === "members" && state && <MembersPane state={state} onClose={members.close} />}
    </div>
  );
}
