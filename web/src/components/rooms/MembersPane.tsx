import { Button, TextInput } from "@mantine/core";
import type { Member } from "@parlance/shared-types";
import { type FormEvent, useId, useState } from "react";
import { myId, presenceOf } from "../../rooms/context.ts";
import { may } from "../../rooms/permission.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { CallButtons } from "../call/CallButtons.tsx";
import { Face } from "./Face.tsx";
import { MemberMenu } from "./MemberMenu.tsx";
import { Pane } from "./Pane.tsx";

/** Who is in the room, whether they are there, and what may be done about it. */
export function MembersPane({ state, onClose }: { state: RoomState; onClose: () => void }) {
  const title = state.room.memberCount === 1 ? "1 member" : `${state.room.memberCount} members`;
  return (
    <Pane title="Members" onClose={onClose}>
      <div className="pane__body">
        {may(state.role, "invite", state.room.kind) && <InviteForm roomId={state.room.id} />}
        <p className="pane__count">{title}</p>
        <ul className="members" aria-label="Members">
          {state.members.map((member) => (
            <MemberRow key={member.user.id} member={member} state={state} />
          ))}
        </ul>
      </div>
    </Pane>
  );
}

function MemberRow({ member, state }: { member: Member; state: RoomState }) {
  const { user, role } = member;
  const status = useRooms((context) => presenceOf(context, user.id));
  const isMe = useRooms(myId) === user.id;
  return (
    <li className="member">
      <Face name={user.name} status={status} />
      <span className="member__name">
        {user.name}
        {isMe && <span className="member__about"> (you)</span>}
        {role !== "member" && <span className="member__about">{role}</span>}
      </span>
      {!isMe && <CallButtons userId={user.id} name={user.name} />}
      {!isMe && <MemberMenu member={member} state={state} />}
    </li>
  );
}

function InviteForm({ roomId }: { roomId: string }) {
  const [userId, setUserId] = useState("");
  const [invited, setInvited] = useState<string | null>(null);
  const people = useRooms((context) => context.people);
  const suggestions = useId();
  const send = useSendToRooms();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = userId.trim();
    if (name === "") return;
    send({ type: "act", name: "room:invite", payload: { roomId, userId: name } });
    setInvited(name);
    setUserId("");
  };
  return (
    <form className="invite" onSubmit={submit}>
      <TextInput
        label="Invite somebody"
        placeholder="User id"
        list={suggestions}
        value={userId}
        maxLength={128}
        onChange={({ currentTarget }) => setUserId(currentTarget.value)}
      />
      <datalist id={suggestions}>
        {Object.values(people).map(({ id, name }) => (
          <option key={id} value={id} label={name} />
        ))}
      </datalist>
      <Button type="submit" variant="default" disabled={userId.trim() === ""}>
        Invite
      </Button>
      <span className="invite__done" role="status">
        {invited !== null && `${invited} is being invited.`}
      </span>
    </form>
  );
}
