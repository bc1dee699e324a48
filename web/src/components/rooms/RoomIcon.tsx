import type { Room } from "@parlance/shared-types";
import { IconHash, IconLock, IconMessageCircle, IconVolume } from "@tabler/icons-react";

/** What kind of room it is, at a glance and in words. */
export function RoomIcon({ room, size = 16 }: { room: Pick<Room, "kind" | "visibility">; size?: number }) {
  const [Icon, words] = iconOf(room);
  return (
    <>
      <Icon size={size} stroke={1.7} aria-hidden className="room-icon" />
      <span className="visually-hidden">{words}: </span>
    </>
  );
}

function iconOf({ kind, visibility }: Pick<Room, "kind" | "visibility">) {
  if (kind === "voice") return [IconVolume, "Voice room"] as const;
  if (kind === "direct") return [IconMessageCircle, "Direct messages"] as const;
  return visibility === "public" ? ([IconHash, "Public room"] as const) : ([IconLock, "Private room"] as const);
}
