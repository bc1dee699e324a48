import { useRooms } from "../../rooms/react.tsx";
import { Face } from "./Face.tsx";

const MOST_FACES = 5;

/** Who has read up to here and no further. */
export function Readers({ userIds }: { userIds: readonly string[] }) {
  const people = useRooms((context) => context.people);
  const names = userIds.map((userId) => people[userId]?.name ?? userId);
  if (userIds.length === 0) return null;
  const rest = userIds.length - MOST_FACES;
  return (
    <div className="readers" data-testid="readers" title={`Read by ${names.join(", ")}`}>
      <span className="visually-hidden">Read by {names.join(", ")}</span>
      <span aria-hidden>
        {userIds.slice(0, MOST_FACES).map((userId, index) => (
          <Face key={userId} name={names[index] ?? userId} size="small" />
        ))}
        {rest > 0 && `+${rest}`}
      </span>
    </div>
  );
}
