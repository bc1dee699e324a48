import { nameOf } from "../../rooms/context.ts";
import { useRooms } from "../../rooms/react.tsx";
import type { RoomState } from "../../rooms/room.ts";
import { typingWords } from "../../rooms/view.ts";

/** Who types right now. */
export function TypingLine({ state }: { state: RoomState }) {
  const words = useRooms((context) => typingWords(state.typing.map((userId) => nameOf(context, userId))));
  return (
    <div className="typing" role="status" data-testid="typing">
      {words}
    </div>
  );
}
