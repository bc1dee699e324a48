import { Button, Skeleton } from "@mantine/core";
import { activeRoom } from "../../rooms/context.ts";
import { useRooms, useSendToRooms } from "../../rooms/react.tsx";

/** What stands where no conversation does: the room loads, is gone, or wants to be joined. */
export function RoomBlank() {
  const state = useRooms(activeRoom);
  const listed = useRooms((context) => context.listed);
  const farewell = useRooms((context) => context.farewell);
  if (state?.role != null || (!listed && !farewell)) return <Loading />;
  if (!state) {
    return (
      <section className="blank">
        <h2>{farewell ?? "This room is not here"}</h2>
        <p>
          {farewell
            ? "Choose another room or a session from the list."
            : "It was deleted, or it is private and you are not invited. Choose another one from the list."}
        </p>
      </section>
    );
  }
  return (
    <section className="blank">
      <h2>{farewell ?? state.room.name}</h2>
      <p>
        {state.invited ? "You are invited. " : ""}
        {state.room.memberCount === 1 ? "1 person is" : `${state.room.memberCount} people are`} in this room. Join to
        read what is said here and to take part.
      </p>
      <JoinButton roomId={state.room.id} name={state.room.name} />
    </section>
  );
}

function JoinButton({ roomId, name }: { roomId: string; name: string }) {
  const send = useSendToRooms();
  return (
    <div className="blank__actions">
      <Button onClick={() => send({ type: "room.join", roomId })}>Join {name}</Button>
    </div>
  );
}

function Loading() {
  return (
    <div className="thread" role="status" aria-label="Loading the room">
      {["40%", "72%", "55%"].map((width) => (
        <div key={width} className="loading-post">
          <Skeleton circle height={32} width={32} />
          <div>
            <Skeleton height={12} width="7rem" mb={8} />
            <Skeleton height={14} width={width} />
          </div>
        </div>
      ))}
    </div>
  );
}
